// FakeBranchDatabase: the BranchDatabase port over the branches of ProviderState.
//
// **Method.** The host names the branch, the password opens it; each DDL is committed by itself and
// changes the branch's schema through schema/mysql, errors included.
#ifndef FAKES_PLANETSCALE_FAKE_BRANCH_DATABASE_H_
#define FAKES_PLANETSCALE_FAKE_BRANCH_DATABASE_H_

#include "fakes/planetscale/provider_state.h"
#include "orchestration/ports/branch_database.h"

namespace relapse::planetscale {

class FakeBranchDatabase {
 public:
  Result<std::vector<Text>> On(World& world, const ShowTables& request) const;
  Result<Text> On(World& world, const ShowCreateTable& request) const;
  Status On(World& world, const ExecuteDdl& request) const;
};

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_FAKE_BRANCH_DATABASE_H_

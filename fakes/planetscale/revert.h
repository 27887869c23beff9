// What would undo a deployment: main's tables as they were noted before it (section 2.8).
#ifndef FAKES_PLANETSCALE_REVERT_H_
#define FAKES_PLANETSCALE_REVERT_H_

#include "fakes/planetscale/provider_state.h"
#include "fakes/vitess/vitess_state.h"

namespace relapse::planetscale {

struct Reverse {
  PerKeyspace<StatementList> ddl;
  bool HasNone() const { return ddl[0].empty() && ddl[1].empty() && ddl[2].empty(); }
  std::int64_t Count() const;
};

/// The same without the tables whose way back was submitted already, finished or not: what a
/// provider that died meanwhile has left to submit (section 2.11).
Reverse ReverseLeft(const VitessState& vitess, const RequestRecord& request);

/// From main's present schemas back to the noted ones, for the tables that the deployment named.
Reverse ReverseDdl(const VitessState& vitess, const RequestRecord& request);

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_REVERT_H_

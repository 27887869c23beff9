// What a branch would change on main, and who is ahead of whom in the queue of deployments.
#ifndef FAKES_PLANETSCALE_DIFF_H_
#define FAKES_PLANETSCALE_DIFF_H_

#include "fakes/planetscale/provider_state.h"

namespace relapse::planetscale {

struct BranchDiff {
  PerKeyspace<StatementList> ddl;
  PerKeyspace<VschemaText> vschemas;  ///< main's, with the branch's own changes
  bool vschema_changed = false;
  bool conflicts = false;  ///< the branch and main changed one table, each in its own way
  bool instant_eligible = false;

  bool HasDdl() const { return !(ddl[0].empty() && ddl[1].empty() && ddl[2].empty()); }
  bool HasChanges() const { return HasDdl() || vschema_changed; }
};

/// What the branch changed since its snapshot and main does not have yet, table by table. Tables
/// whose names begin with `_` are nobody's schema (section 3.3). A branch that is gone differs in
/// nothing.
BranchDiff DiffAgainstMain(const World& world, Text branch);

/// A deployment that holds the slot `request` waits for (sections 2.2 and 2.6), or null. LocalScale
/// knows one slot; the real service queues in order of acceptance, and a failed deployment stays at
/// the head.
const RequestRecord* OtherActive(const World& world, const RequestRecord& request);
const RequestRecord* FirstAhead(const ProviderState& provider, const RequestRecord& request);
bool IsAhead(const RequestRecord& other, const RequestRecord& request);

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_DIFF_H_

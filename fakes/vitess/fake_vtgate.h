// FakeVtGate: the VtGate port over VitessState.
//
// **Method.** Without LIKE the answer is the table itself, shared and immutable. LIKE matches uuid,
// context or status with MySQL's wildcards, so a context with `_` also answers its siblings (X9).
#ifndef FAKES_VITESS_FAKE_VTGATE_H_
#define FAKES_VITESS_FAKE_VTGATE_H_

#include "fakes/vitess/vitess_state.h"
#include "orchestration/ports/vtgate.h"

namespace relapse::planetscale {

class FakeVtGate {
 public:
  Result<MigrationRows> On(World& world, const ShowVitessMigrations& request) const;
};

}  // namespace relapse::planetscale

#endif  // FAKES_VITESS_FAKE_VTGATE_H_

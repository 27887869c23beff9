// VitessScheduler: what Vitess does by itself with queued and running migrations
// (sections 4.4-4.6).
//
// **Method.** One tick does what an executor's tick does, per shard and in its order: review what
// is queued, schedule one, run one, review what runs (copy a step; become ready to complete;
// complete). A tick in which nothing changed is the last until somebody submits or alters a
// migration: rules depend on rows only, never on time, so nothing would change later either. A
// fully throttled migration stands still: that is how foreign changes stay running without keeping
// a world awake.
#ifndef FAKES_VITESS_SCHEDULER_H_
#define FAKES_VITESS_SCHEDULER_H_

#include "fakes/vitess/vitess_state.h"

namespace relapse::planetscale {

class VitessScheduler final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override;
  void Advance(World& world) const override;
};

}  // namespace relapse::planetscale

#endif  // FAKES_VITESS_SCHEDULER_H_

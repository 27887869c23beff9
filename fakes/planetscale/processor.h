// ProviderProcessor: what the provider does by itself: snapshots of new branches, diffs,
// deployments.
//
// **Method.** One loop with a tick of 500 ms drives all deploy requests through the transition
// table, as LocalScale's does (section 2.4), at most one transition per request and tick. It sleeps
// through ticks in which nothing can happen: the part holds the next one in which something may.
// Whoever changes what the processor looks at must wake it.
#ifndef FAKES_PLANETSCALE_PROCESSOR_H_
#define FAKES_PLANETSCALE_PROCESSOR_H_

#include "fakes/planetscale/provider_state.h"
#include "fakes/planetscale/world_parameters.h"

namespace relapse::planetscale {

class ProviderProcessor final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override;
  void Advance(World& world) const override;
};

/// Works out again when the processor acts next. `provider` is the world's part under change.
void WakeProcessor(World& world, ProviderState& provider);
/// The same after a change that was made elsewhere, such as directly in Vitess.
void WakeProcessor(World& world);

/// Our apply did `trigger`: the API goes out of order for a while, once, where the world says so.
void GoOutOfOrderAt(World& world, OutageTrigger trigger);

/// Our apply did `trigger`: the later half of the seeded history happens, or is scheduled, once.
void HappenLaterAt(World& world, ProviderState& provider, HistoryTrigger trigger);

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_PROCESSOR_H_

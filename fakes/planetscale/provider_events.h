// What happens at the provider and in Vitess at a moment nobody chose: disturbances, placed before
// any effect. Each world has room for one of them.
#ifndef FAKES_PLANETSCALE_PROVIDER_EVENTS_H_
#define FAKES_PLANETSCALE_PROVIDER_EVENTS_H_

#include <span>

#include "harness/world/disturbance.h"

namespace relapse::planetscale {

/// The provider's own process dies and is started again; the last keyspace answers nobody for
/// `silence_ms`; somebody cancels the migrations of a deployment directly in Vitess.
std::span<const Disturbance* const> ProviderEvents();

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_PROVIDER_EVENTS_H_

#include "scenarios/planetscale/provider/lifecycle.h"

#include "scenarios/planetscale/provider/instance.h"

namespace relapse::planetscale::provider {

Scenario LifecycleScenario() {
  return MakeScenario({.name = "planetscale/provider-lifecycle",
                       .summary = "the provider itself: a client's calls in any order, its own "
                                  "death and silence in between",
                       .draw = DrawParameters});
}

}  // namespace relapse::planetscale::provider

// canary: a tiny component that must always fail. It guards the pipeline itself: where exploring it
// finds nothing, nothing that any other exploration "held" can be believed.
#ifndef SCENARIOS_CANARY_CANARY_H_
#define SCENARIOS_CANARY_CANARY_H_

#include "harness/explore/catalogue.h"

namespace relapse::canary {

Scenario CanaryScenario();
std::vector<const EffectSpec*> CanaryEffects();

}  // namespace relapse::canary

#endif  // SCENARIOS_CANARY_CANARY_H_

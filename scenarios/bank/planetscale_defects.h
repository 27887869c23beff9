// The bank of the PlanetScale family: what is known about each historical bug and where `relapse
// bank` looks for it. One row each; docs/bank.md says what each needs.
#ifndef SCENARIOS_BANK_PLANETSCALE_DEFECTS_H_
#define SCENARIOS_BANK_PLANETSCALE_DEFECTS_H_

#include <vector>

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

/// In the order of spec/planetscale-engine.md section 8.
std::vector<DefectInfo> PlanetScaleDefects();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_BANK_PLANETSCALE_DEFECTS_H_

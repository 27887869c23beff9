// The bank of the provider: what is known about each of its own historical bugs, and where `relapse
// bank` looks for it. One row each; docs/bank_not_expressible.md lists the others, with reasons.
#ifndef SCENARIOS_BANK_PROVIDER_DEFECTS_H_
#define SCENARIOS_BANK_PROVIDER_DEFECTS_H_

#include <vector>

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

/// In the order of spec/planetscale-api.md section 6.
std::vector<DefectInfo> ProviderDefectRows();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_BANK_PROVIDER_DEFECTS_H_

// From the ids of the bank to the switches that a worker is given.
#ifndef SCENARIOS_BANK_SWITCHES_H_
#define SCENARIOS_BANK_SWITCHES_H_

#include <string>
#include <string_view>
#include <vector>

#include "fakes/vitess/provider_defects.h"
#include "orchestration/planetscale/defects.h"
#include "scenarios/bank/rewriters.h"

namespace relapse::planetscale {

/// What ids of this family begin with.
inline constexpr std::string_view kDefectFamily = "planetscale/";

struct DefectSwitches {
  Defects in_component;
  PortDefects at_ports;
};

/// Throws std::invalid_argument that names an id nobody knows.
DefectSwitches SwitchesOf(const std::vector<std::string>& ids);
/// The same for the provider's own bugs.
ProviderDefects ProviderSwitchesOf(const std::vector<std::string>& ids);

}  // namespace relapse::planetscale

#endif  // SCENARIOS_BANK_SWITCHES_H_

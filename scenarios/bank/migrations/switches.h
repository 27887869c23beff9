// From the ids of the bank to the switches that recovery is given.
#ifndef SCENARIOS_BANK_MIGRATIONS_SWITCHES_H_
#define SCENARIOS_BANK_MIGRATIONS_SWITCHES_H_

#include <string>
#include <string_view>
#include <vector>

#include "orchestration/migrations/defects.h"
#include "scenarios/bank/migrations/rewriters.h"

namespace relapse::migrations {

/// What ids of this family begin with.
inline constexpr std::string_view kDefectFamily = "migrations/";

struct DefectSwitches {
  Defects defects;
  /// The invariants that judge, where an older design runs: it has all its bugs at once, and each
  /// row looks at one. Empty: all of them.
  std::vector<std::string> judged_by;
  PortDefects at_ports;
};

/// Throws std::invalid_argument that names an id nobody knows.
DefectSwitches SwitchesOf(const std::vector<std::string>& ids);

}  // namespace relapse::migrations

#endif  // SCENARIOS_BANK_MIGRATIONS_SWITCHES_H_

// Row: one historical bug of migration recovery as the lists of the bank write it down.
#ifndef SCENARIOS_BANK_MIGRATIONS_ROW_H_
#define SCENARIOS_BANK_MIGRATIONS_ROW_H_

#include <string>
#include <string_view>
#include <vector>

#include "harness/explore/catalogue.h"
#include "orchestration/migrations/defects.h"
#include "scenarios/bank/migrations/rewriters.h"

namespace relapse::migrations {

inline constexpr std::string_view kBranchSwitch = "migrations/branch-switch";

/// Where the specification knows it from (section 4).
inline constexpr std::string_view kReview = "coder #23466, review";
inline constexpr std::string_view kSource = "coder, by reading its sources";
inline constexpr std::string_view kGolangMigrate = "golang-migrate";
inline constexpr std::string_view kPeers = "peer tools";
inline constexpr std::string_view kFoundHere = "found by Relapse";

/// The switches of a bug of an older design are the design's, and where a later version of it had
/// mended the bug, one more.
struct Row {
  std::string_view slug;
  std::string_view source;
  std::string_view summary;
  std::vector<Defect> switches;
  PortDefects at_ports = {};
  std::vector<std::string> violates;
  std::string_view scenario = kBranchSwitch;
  Json parameters = Json::object();
  int faults = 2;
  Basis basis = Basis::kStandard;
  bool needs_no_fault = false;
};

/// A step of a script: what is checked out first, and flags of the run.
Json Step(std::string_view switch_to, const std::vector<std::string>& flags = {});
/// The reset, confirmed.
Json ResetStep(std::string_view switch_to);

// The lists, in the order of spec/migration-recovery.md section 4.
const std::vector<Row>& OlderRows();
const std::vector<Row>& StepRows();
const std::vector<Row>& DecisionRows();
const std::vector<Row>& CacheRows();
const std::vector<Row>& ServerRows();
/// All of them, one list after another.
std::vector<const Row*> AllRows();

/// Null if nobody knows the slug.
const Row* FindRow(std::string_view slug);

}  // namespace relapse::migrations

#endif  // SCENARIOS_BANK_MIGRATIONS_ROW_H_

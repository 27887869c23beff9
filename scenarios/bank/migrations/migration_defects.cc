#include "scenarios/bank/migrations/migration_defects.h"

#include "scenarios/bank/info.h"
#include "scenarios/bank/migrations/row.h"
#include "scenarios/bank/migrations/switches.h"

namespace relapse::migrations {

std::vector<DefectInfo> MigrationDefects() {
  std::vector<DefectInfo> all;
  for (const Row* row : AllRows())
    all.push_back(InfoOf(kDefectFamily, "migrations/recovery", *row));
  return all;
}

std::vector<const Row*> AllRows() {
  std::vector<const Row*> all;
  for (const auto list : {&OlderRows, &StepRows, &DecisionRows, &CacheRows, &ServerRows}) {
    for (const Row& row : list()) all.push_back(&row);
  }
  return all;
}

Json Step(std::string_view switch_to, const std::vector<std::string>& flags) {
  Json step = Json::object();
  if (!switch_to.empty()) step["switch_to"] = std::string(switch_to);
  for (const std::string& flag : flags) step[flag] = true;
  return step;
}

Json ResetStep(std::string_view switch_to) {
  Json step = Step(switch_to, {"reset"});
  step["confirmed_target"] = "localhost:5432/app";
  return step;
}

const Row* FindRow(std::string_view slug) {
  for (const Row* row : AllRows()) {
    if (row->slug == slug) return row;
  }
  return nullptr;
}

}  // namespace relapse::migrations

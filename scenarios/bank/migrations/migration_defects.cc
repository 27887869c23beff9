#include "scenarios/bank/migrations/migration_defects.h"

#include "scenarios/bank/migrations/row.h"
#include "scenarios/bank/migrations/switches.h"

namespace relapse::migrations {

namespace {

DefectInfo InfoOf(const Row& row) {
  DefectInfo info;
  info.id = std::string(kDefectFamily) + std::string(row.slug);
  info.component = "migrations/recovery";
  info.source = row.source;
  info.summary = row.summary;
  info.violates = row.violates;
  info.scenario = row.scenario;
  info.parameters = row.parameters;
  info.faults = row.faults;
  info.basis = row.basis;
  info.needs_no_fault = row.needs_no_fault;
  return info;
}

}  // namespace

std::vector<DefectInfo> MigrationDefects() {
  std::vector<DefectInfo> all;
  for (const Row& row : OlderRows()) all.push_back(InfoOf(row));
  return all;
}

const Row* FindRow(std::string_view slug) {
  for (const Row& row : OlderRows()) {
    if (row.slug == slug) return &row;
  }
  return nullptr;
}

}  // namespace relapse::migrations

// The bank of the migrations family: what is known about each historical bug and where `relapse
// bank` looks for it.
#ifndef SCENARIOS_BANK_MIGRATIONS_MIGRATION_DEFECTS_H_
#define SCENARIOS_BANK_MIGRATIONS_MIGRATION_DEFECTS_H_

#include <vector>

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

/// In the order of spec/migration-recovery.md section 4.
std::vector<DefectInfo> MigrationDefects();

}  // namespace relapse::migrations

#endif  // SCENARIOS_BANK_MIGRATIONS_MIGRATION_DEFECTS_H_

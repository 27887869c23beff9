// Scenario migrations/shard-folders.
#ifndef SCENARIOS_MIGRATIONS_SHARD_FOLDERS_H_
#define SCENARIOS_MIGRATIONS_SHARD_FOLDERS_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario ShardFoldersScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_SHARD_FOLDERS_H_

// Scenario migrations/unreadable-folder.
#ifndef SCENARIOS_MIGRATIONS_UNREADABLE_FOLDER_H_
#define SCENARIOS_MIGRATIONS_UNREADABLE_FOLDER_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario UnreadableFolderScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_UNREADABLE_FOLDER_H_

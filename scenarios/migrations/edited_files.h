// Scenario migrations/edited-files.
#ifndef SCENARIOS_MIGRATIONS_EDITED_FILES_H_
#define SCENARIOS_MIGRATIONS_EDITED_FILES_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario EditedFilesScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_EDITED_FILES_H_

// The ledger: which migrations the executed texts left in effect, one text after another.
#ifndef SCENARIOS_MIGRATIONS_INVARIANTS_LEDGER_H_
#define SCENARIOS_MIGRATIONS_INVARIANTS_LEDGER_H_

#include <vector>

#include "fakes/postgres/database.h"
#include "scenarios/migrations/branches.h"

namespace relapse::migrations {

InEffect ReadLedger(const std::vector<ExecutedText>& texts, const KnownMigrations& known);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_INVARIANTS_LEDGER_H_

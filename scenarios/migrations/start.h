// Start: the process under test, one developer's start of their server after another: recovery
// prepares, the server migrates, recovery records. One body for all incarnations; what was typed is
// read from the terminal.
#ifndef SCENARIOS_MIGRATIONS_START_H_
#define SCENARIOS_MIGRATIONS_START_H_

#include "harness/simulation/system.h"
#include "orchestration/migrations/recovery.h"
#include "orchestration/migrator/migrator.h"
#include "scenarios/bank/migrations/rewriters.h"
#include "scenarios/migrations/app_server.h"
#include "scenarios/migrations/developer.h"

namespace relapse::migrations {

/// application_name of the sessions of the two halves.
inline constexpr std::string_view kRecoveryApplication = "relapse-migrate";
inline constexpr std::string_view kServerApplication = "server";
/// Where the cache lies.
inline constexpr std::string_view kCachePath = "state/migrations.cache";

/// What never changes within a history.
struct StartSetup {
  RecoveryConfig config;
  migrator::DriverKind driver = migrator::DriverKind::kBatch;
  migrator::OpenedBy opened_by = migrator::OpenedBy::kUrl;
  PortDefects at_ports;
};

/// One run of what is typed: what is printed at its end. `app` is null where the database is
/// external.
Print RunOnce(const RecoveryPorts& ports, const StartSetup& setup, const Command& typed,
              AppServer* app, StopToken stop);

/// One incarnation: runs what is typed until the developer is done.
int RunStarts(ProcessHandles& handles, const StartSetup& setup);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_START_H_

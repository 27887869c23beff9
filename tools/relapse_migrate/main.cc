// relapse-migrate: recovery of a database whose migrations and checkout do not agree, for real.
// Links no fake, no simulation and no fault.
#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdlib>

#include "backends/posix/posix_file_system.h"
#include "backends/posix/posix_migration_files.h"
#include "backends/postgres/postgres_database.h"
#include "backends/runtime/runtime.h"
#include "tools/relapse_migrate/report.h"
#include "tools/relapse_migrate/target.h"

namespace relapse::migrations {
namespace {

std::atomic<bool> stop_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void RequestStop(int) { stop_requested.store(true, std::memory_order_relaxed); }

/// Names this run in what it records: unique enough for people.
Text RunId(Runtime& runtime) {
  const auto now = runtime.Perform(Now{});
  const auto salt = runtime.Perform(RandomBelow{0x10000});
  return fmt::format("{:x}-{:04x}", now.ok() ? *now : 0, salt.ok() ? *salt : 0);
}

/// Whether something is to be written. Destroying asks for the name of what is destroyed.
bool IsDryRun(const ToolOptions& options) {
  switch (options.command) {
    case Command::kContinue:
      return !options.apply;
    case Command::kRollback:
    case Command::kReset:
      return options.confirmed.empty();
    default:
      return true;
  }
}

int Run(const ToolOptions& options) {
  const auto target = ParseTarget(options.database);
  if (!target.ok()) {
    fmt::print(stderr, "relapse-migrate: --database: {}\n", target.error().message.view());
    return kExitUsage;
  }
  if (!options.confirmed.empty() && options.confirmed != target->Name()) {
    fmt::print(stderr,
               "relapse-migrate: --confirm names {}, the database is {}: nothing was done\n",
               options.confirmed, target->Name());
    return kExitUsage;
  }
  PostgresDatabase database(PostgresSettings{.url = options.database});
  PosixMigrationFiles files(options.path);
  PosixFileSystem cache_files(".");
  ThreadRuntime runtime;
  const RecoveryPorts ports{
      .database = &database, .files = &files, .cache_files = &cache_files, .runtime = &runtime};
  ToolReport report{.options = options, .target = target->Name(), .dry_run = IsDryRun(options)};
  report.options.request.confirmed_target =
      report.dry_run ? report.target : Text(options.confirmed);
  const RecoveryConfig config{.target = report.target,
                              .database_name = target->database,
                              .cache_path = options.cache,
                              .run_id = RunId(runtime),
                              .lock_wait = options.lock_wait,
                              .stop = StopToken(&stop_requested)};
  const RecoveryMode mode = report.dry_run                          ? RecoveryMode::kLook
                            : options.command == Command::kContinue ? RecoveryMode::kPrepare
                                                                    : RecoveryMode::kRecover;
  report.result = Recover(ports, config, report.options.request, mode);
  fmt::print("{}", options.json ? report.ToJson().dump() + "\n" : report.ToText());
  return report.ExitCode();
}

int ToolMain(int argc, const char* const* argv) {
  // Between two steps, never within one; a second signal ends the program as ever.
  struct sigaction action = {};
  action.sa_handler = RequestStop;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  const auto parsed = ParseOptions(argc, argv, std::getenv("DATABASE_URL"));
  if (const auto* options = std::get_if<ToolOptions>(&parsed)) return Run(*options);
  const NothingToRun& nothing = std::get<NothingToRun>(parsed);
  fmt::print(nothing.exit_code == kExitOk ? stdout : stderr, "{}", nothing.text);
  return nothing.exit_code;
}

}  // namespace
}  // namespace relapse::migrations

int main(int argc, char** argv) { return relapse::migrations::ToolMain(argc, argv); }

// What was typed: relapse-migrate COMMAND [options]. Parsing is all that happens here.
#ifndef TOOLS_RELAPSE_MIGRATE_OPTIONS_H_
#define TOOLS_RELAPSE_MIGRATE_OPTIONS_H_

#include <string>
#include <variant>

#include "orchestration/migrations/views.h"

namespace relapse::migrations {

enum class Command : std::uint8_t { kStatus, kPlan, kRollback, kContinue, kReset };
std::string_view EnumName(Command command);

struct ToolOptions {
  Command command = Command::kStatus;
  std::string database;  ///< a URL
  std::string path = "migrations";
  std::string cache;  ///< a file; empty: none
  bool json = false;
  bool apply = false;     ///< continue: do it, and not only show it
  std::string confirmed;  ///< rollback, reset: the target that may be destroyed
  DurationMs lock_wait = Seconds(15);
  Request request;
};

/// Exit codes (docs/relapse_migrate.md).
inline constexpr int kExitOk = 0;
inline constexpr int kExitRefused = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitUnreachable = 3;
inline constexpr int kExitFailed = 4;

/// Nothing is to be run: help was asked for, or the command line is wrong.
struct NothingToRun {
  int exit_code = kExitOk;
  std::string text;
};

/// `database_from_environment`: $DATABASE_URL, where --database is not given.
std::variant<ToolOptions, NothingToRun> ParseOptions(int argc, const char* const* argv,
                                                     const char* database_from_environment);

}  // namespace relapse::migrations

#endif  // TOOLS_RELAPSE_MIGRATE_OPTIONS_H_

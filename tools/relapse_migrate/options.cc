#include "tools/relapse_migrate/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <map>

#include "harness/core/enum_names.h"

namespace relapse::migrations {

namespace {

constexpr std::array<std::string_view, 5> kCommands{"status", "plan", "rollback", "continue",
                                                    "reset"};

constexpr const char* kFooter =
    "Nothing is written without --apply (continue) or --confirm TARGET (rollback, reset), where "
    "TARGET\n"
    "is host:port/database as status prints it.\n"
    "Exit codes: 0 done or nothing to do, 1 refused, 2 usage, 3 no server, 4 failed or not known.";

/// Options of the commands that look at files and database alike.
void AddShared(CLI::App& command, ToolOptions& options) {
  command.add_option("--database", options.database,
                     "postgres://user:password@host:port/database; default $DATABASE_URL");
  command.add_option("--path", options.path, "folder of the migrations")->capture_default_str();
  command.add_option("--cache", options.cache, "file that keeps what was last known");
  command.add_flag("--json", options.json, "one JSON object instead of text");
  command
      .add_option("--lock-wait", options.lock_wait,
                  "how long to wait for another migrator, milliseconds")
      ->check(CLI::Range(DurationMs{0}, Hours(1)))
      ->capture_default_str();
}

void AddAccept(CLI::App& command, Request& request) {
  command.add_flag("--accept", request.accept,
                   "record edited or unrecorded files as this checkout has them");
}

void AddResolve(CLI::App& command, Request& request) {
  static const std::map<std::string, Resolution> kResolutions{
      {"applied", Resolution::kApplied}, {"not-applied", Resolution::kNotApplied}};
  command
      .add_option("--resolve", request.resolution,
                  "what became of the dirty migration: applied or not-applied")
      ->transform(CLI::Transformer(kResolutions))
      ->type_name("WORD");
  command
      .add_option_function<std::string>(
          "--seen", [&request](const std::string& seen) { request.seen = Text(seen); },
          "what --resolve is about, as the refusal names it")
      ->type_name("ID");
}

void AddRollback(CLI::App& command, Request& request) {
  command.add_flag("--changed", request.changed,
                   "also undo versions whose files were edited, and all above them");
  command.add_flag("--allow-irreversible", request.allow_irreversible,
                   "also take back versions whose down file does nothing");
  command.add_flag("--allow-undo-all", request.allow_undo_all, "even if no version is left");
}

void AddConfirm(CLI::App& command, ToolOptions& options) {
  command.add_option("--confirm", options.confirmed,
                     "host:port/database: do it there; without, only show what would be done");
}

NothingToRun Usage(std::string_view text) {
  return {kExitUsage, fmt::format("relapse-migrate: {} (relapse-migrate --help)\n", text)};
}

}  // namespace

std::string_view EnumName(Command command) { return NameOf(kCommands, command); }

std::variant<ToolOptions, NothingToRun> ParseOptions(int argc, const char* const* argv,
                                                     const char* database_from_environment) {
  ToolOptions options;
  CLI::App app("Brings a PostgreSQL database and a folder of migrations together again.",
               "relapse-migrate");
  app.footer(kFooter);
  app.require_subcommand(1);
  CLI::App* status = app.add_subcommand("status", "what is applied, recorded, missing and pending");
  CLI::App* plan = app.add_subcommand("plan", "what the same options would do; writes nothing");
  CLI::App* rollback =
      app.add_subcommand("rollback", "undo the versions that this checkout does not have");
  CLI::App* go_on = app.add_subcommand(
      "continue", "make ready for the migrator: adopt, heal, accept, record what it will run");
  CLI::App* reset = app.add_subcommand("reset", "empty the database and start fresh");
  for (CLI::App* command : {status, plan, rollback, go_on, reset}) AddShared(*command, options);
  for (CLI::App* command : {plan, rollback, go_on}) AddAccept(*command, options.request);
  for (CLI::App* command : {plan, rollback, go_on}) AddResolve(*command, options.request);
  for (CLI::App* command : {plan, rollback}) AddRollback(*command, options.request);
  for (CLI::App* command : {rollback, reset}) AddConfirm(*command, options);
  plan->add_flag("--rollback", options.request.rollback, "as rollback would");
  go_on->add_flag("--apply", options.apply, "do it; without, only show what would be done");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    return NothingToRun{kExitOk, chosen.empty() ? app.help() : chosen.front()->help()};
  } catch (const CLI::ParseError& error) {
    return Usage(error.what());
  }
  const CLI::App* chosen = app.get_subcommands().front();
  ReadName(kCommands, chosen->get_name(), options.command);
  options.request.rollback = options.request.rollback || options.command == Command::kRollback;
  options.request.reset = options.command == Command::kReset;
  if (options.request.changed && !options.request.rollback) {
    return Usage("--changed goes with --rollback");
  }
  if (!options.request.seen.empty() && options.request.resolution == Resolution::kNone) {
    return Usage("--seen goes with --resolve");
  }
  if (options.database.empty() && database_from_environment != nullptr) {
    options.database = database_from_environment;
  }
  if (options.database.empty()) return Usage("no database: give --database or set DATABASE_URL");
  return options;
}

}  // namespace relapse::migrations

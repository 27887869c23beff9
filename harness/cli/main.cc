#include "harness/cli/main.h"

#include <cstdio>
#include <string_view>

#include "harness/cli/command_campaign.h"
#include "harness/cli/commands.h"
#include "harness/cli/html_page.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/options.h"
#include "harness/cli/watchdog.h"
#include "harness/cli/witness.h"
#include "harness/core/check.h"

namespace relapse {

namespace {

struct NamedCommand {
  std::string_view name;
  CommandResult (*run)(Session&);
};
constexpr NamedCommand kCommands[] = {
    {"list", CommandList},     {"run", CommandRun},           {"exhaust", CommandExhaust},
    {"close", CommandClose},   {"campaign", CommandCampaign}, {"merge", CommandMerge},
    {"replay", CommandReplay}, {"shrink", CommandShrink},     {"explain", CommandExplain},
    {"bank", CommandBank},     {"doctor", CommandDoctor},
};

/// Whether --json was asked for, before the command line has been understood.
bool AsksForJson(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--json") return true;
  }
  return false;
}

Json ErrorJson(std::string_view command, const std::string& error) {
  return {{"command", std::string(command)}, {"error", error}};
}

int Fail(bool json, std::string_view command, const std::string& error, ExitStatus status) {
  std::fprintf(stderr, "relapse: %s\n", error.c_str());
  if (json) std::printf("%s\n", JsonLine(ErrorJson(command, error)).c_str());
  std::fflush(stdout);
  return static_cast<int>(status);
}

CommandResult Dispatch(Session& session) {
  for (const NamedCommand& command : kCommands) {
    if (command.name == session.arguments.command) return command.run(session);
  }
  throw CommandError("no command " + session.arguments.command);
}

int RunCommand(Arguments arguments, const Catalogue& catalogue) {
  if (arguments.command == "run" && arguments.seed.empty()) arguments.seed = DrawnSeed();
  if (arguments.command == "campaign") SettleCampaign(arguments);
  const std::string repeat = RepeatCommand(arguments);
  Console console(arguments.json, arguments.quiet, repeat);
  const std::string spins =
      "one history has not ended for " + VirtualDuration(arguments.watchdog) + " of real time";
  const std::string result =
      arguments.json ? JsonLine(ErrorJson(arguments.command, spins)) + "\n" : "";
  const Watchdog watchdog(arguments.watchdog, "relapse: " + spins + "\nrepeat: " + repeat + "\n",
                          result);
  CatchInterrupts();
  Session session{catalogue, std::move(arguments), console};
  HtmlReport page;
  const std::string& html = session.arguments.html;
  if (!html.empty()) {
    CheckHtmlFile(html);
    session.page = &page;
  }
  CommandResult answer = Dispatch(session);
  answer.json["repeat"] = repeat;
  if (!html.empty()) {
    answer.json["html"] = html;
    if (const std::string failure = WriteHtmlPage(session, repeat, answer.status);
        !failure.empty()) {
      std::fprintf(stderr, "relapse: %s\n", failure.c_str());
      answer.json["html_error"] = failure;
      if (answer.status == ExitStatus::kHeld) answer.status = ExitStatus::kUsage;
    }
  }
  console.Result(answer.json);
  return static_cast<int>(answer.status);
}

}  // namespace

int Main(int argc, char** argv, const Catalogue& catalogue) {
  if (argc == 3 && argv[1] == kWitnessArgument) {
    const std::string spins = "one history has not ended there either";
    const Watchdog watchdog(std::atoll(argv[2]), spins + "\n", JsonLine({{"error", spins}}) + "\n");
    return RunWitness(catalogue);
  }
  const bool json = AsksForJson(argc, argv);
  const std::string command = argc > 1 ? argv[1] : "";
  try {
    std::string help;
    const std::optional<Arguments> arguments = ReadOptions(argc, argv, help);
    if (!arguments.has_value()) {
      std::fputs(help.c_str(), stdout);
      return 0;
    }
    return RunCommand(*arguments, catalogue);
  } catch (const CommandError& error) {
    return Fail(json, command, error.what(), error.status());
  } catch (const CheckFailure& failure) {
    return Fail(json, command, failure.message, ExitStatus::kHarnessFailure);
  } catch (const std::exception& error) {
    return Fail(json, command, std::string("unexpected: ") + error.what(),
                ExitStatus::kHarnessFailure);
  }
}

}  // namespace relapse

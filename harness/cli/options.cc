#include "harness/cli/options.h"

#include <CLI/CLI.hpp>

#include "harness/cli/did_you_mean.h"
#include "harness/cli/exit_status.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

constexpr std::int64_t kMostFaults = 8;
constexpr std::int64_t kMostPreemptions = 100;
constexpr std::int64_t kMostNumber = 1'000'000'000'000;

/// Values as they were typed: checked afterwards, so that every complaint reads alike.
struct Typed {
  std::string faults, preemptions, api_faults, max_states, max_histories, max_time, parameters,
      watchdog;
  bool no_merge = false;
  bool no_prune = false;
};

struct Subcommand {
  const char* name;
  const char* summary;
  /// What it takes: s scenario, S optional scenario, f file, d defects, p parameters, w draw,
  /// r reductions, o out, m max-states, h html, l limits, j junit.
  std::string_view takes;
};
constexpr Subcommand kSubcommands[] = {
    {"list", "scenarios, defects, effects and faults", ""},
    {"run", "random parameters and faults from a seed", "sdpohl"},
    {"exhaust", "every plan of at most K faults", "sdpwrbomh"},
    {"close", "the crash graph until no new state appears: any number of crashes", "sdpwrbomh"},
    {"campaign", "everything: regressions, canary, bank, exhaust, closure, then random", "omhlj"},
    {"merge", "the folders of several campaigns as one", "ohj"},
    {"replay", "one counterexample again", "fd"},
    {"shrink", "the smallest plan that breaks the same invariant", "fdo"},
    {"explain", "what each fault of a counterexample is good for", "fd"},
    {"bank", "every known defect on in turn: the harness measures itself", "dromh"},
    {"doctor", "the harness examined: merges, crashes, determinism, masks, coverage", "Sdp"},
};

bool Takes(const Subcommand& subcommand, char what) {
  return subcommand.takes.find(what) != std::string_view::npos;
}

void AddShared(CLI::App& app, const Subcommand& subcommand, Arguments& arguments, Typed& typed) {
  if (Takes(subcommand, 's')) {
    app.add_option("scenario", arguments.scenario, "see `relapse list`")->required();
  }
  if (Takes(subcommand, 'S'))
    app.add_option("scenario", arguments.scenario, "all of them if absent");
  if (Takes(subcommand, 'f')) {
    app.add_option("file", arguments.file, "a counterexample")->required();
  }
  if (Takes(subcommand, 'd')) {
    app.add_option("--defect", arguments.defects, "switch a historical bug on; repeatable; `none`")
        ->type_name("ID")
        ->expected(1)
        ->take_all();
  }
  if (Takes(subcommand, 'p')) {
    app.add_option("--parameters", typed.parameters, "JSON or @FILE, over the scenario's defaults")
        ->type_name("JSON");
  }
  if (Takes(subcommand, 'w')) {
    app.add_option("--draw", arguments.draw, "parameters as the scenario draws them from this seed")
        ->type_name("SEED");
  }
  if (Takes(subcommand, 'b')) {
    app.add_option("--basis", arguments.basis,
                   "outcomes and error kinds: standard, shutdown, unsteady or all")
        ->type_name("NAME");
  }
  if (Takes(subcommand, 'r')) {
    app.add_flag("--no-merge", typed.no_merge, "treat no two crash states as one");
    app.add_flag("--no-prune", typed.no_prune,
                 "explore a state again for every number of faults left");
  }
  if (Takes(subcommand, 'm')) {
    app.add_option("--max-states", typed.max_states, "give up beyond so many crash states")
        ->type_name("N");
  }
  if (Takes(subcommand, 'o')) {
    app.add_option("--out", arguments.out, "where counterexamples are written")->type_name("DIR");
  }
  if (Takes(subcommand, 'h')) {
    // An empty name is a mistake (an unset variable), not the wish for no page.
    app.add_option_function<std::string>(
           "--html",
           [&arguments](const std::string& file) {
             if (file.empty()) throw CommandError("--html: names no file; give it a name");
             arguments.html = file;
           },
           "a page of all this, to be opened in a browser")
        ->type_name("FILE");
  }
  if (Takes(subcommand, 'l')) {
    app.add_option("--seed", arguments.seed, "64 bits, decimal or 0x..., or a 40-digit commit id")
        ->type_name("S");
    app.add_option("--max-time", typed.max_time, "40s, 2m, 500ms")->type_name("TIME");
    app.add_option("--max-histories", typed.max_histories, "random ones, at most")->type_name("N");
  }
  if (Takes(subcommand, 'j')) {
    app.add_option("--junit", arguments.junit, "JUnit XML, one test case a scenario and property")
        ->type_name("FILE");
  }
  app.add_option("--backend", arguments.backend, "fake or real")->type_name("NAME");
  app.add_option("--watchdog", typed.watchdog,
                 "end a history that spins for so long in real time; 0s: never")
      ->type_name("TIME");
  app.add_flag("--quiet", arguments.quiet, "no progress, no timelines");
  app.add_flag("--json", arguments.json, "one JSON object on the last line");
}

void AddOwn(CLI::App& app, const std::string& name, Arguments& arguments, Typed& typed) {
  if (name == "run") {
    app.add_flag("--keep-going", arguments.keep_going, "do not stop at the first violation");
  } else if (name == "exhaust") {
    app.add_option("--faults", typed.faults, "K; 1 if absent")->type_name("K");
    app.add_option("--preemptions", typed.preemptions,
                   "of a schedule of several processes; 2 if absent")
        ->type_name("P");
  } else if (name == "close") {
    app.add_option("--api-faults", typed.api_faults, "between two crashes; 1 if absent")
        ->type_name("F");
  } else if (name == "campaign") {
    app.add_option("--scenario", arguments.scenarios, "only this scenario or family; repeatable")
        ->type_name("NAME")
        ->expected(1)
        ->take_all();
    app.add_option("--shard", arguments.shard, "i/n: this machine does the i-th of n parts")
        ->type_name("I/N");
    app.add_option("--regressions", arguments.regressions,
                   "counterexamples to replay first; `none`: there are none")
        ->type_name("DIR");
  } else if (name == "merge") {
    app.add_option("folders", arguments.folders, "what campaigns wrote (--out)")->required();
  } else if (name == "doctor") {
    app.add_flag("--locate", arguments.locate,
                 "only this: the first event in which two runs of one history differ");
  } else if (name == "bank") {
    app.add_option("--component", arguments.component, "only defects of this component or family")
        ->type_name("NAME");
  }
}

std::int64_t CountOr(std::int64_t fallback, std::string_view option, const std::string& text,
                     std::int64_t least, std::int64_t most) {
  return text.empty() ? fallback : ParseCount(option, text, least, most);
}

void CheckTyped(const Typed& typed, Arguments& arguments) {
  arguments.faults =
      static_cast<int>(CountOr(arguments.faults, "--faults", typed.faults, 0, kMostFaults));
  arguments.preemptions_given = !typed.preemptions.empty();
  arguments.preemptions = static_cast<int>(
      CountOr(arguments.preemptions, "--preemptions", typed.preemptions, 0, kMostPreemptions));
  arguments.api_faults = static_cast<int>(
      CountOr(arguments.api_faults, "--api-faults", typed.api_faults, 0, kMostFaults));
  arguments.max_states =
      CountOr(arguments.max_states, "--max-states", typed.max_states, 1, kMostNumber);
  arguments.max_histories =
      CountOr(arguments.max_histories, "--max-histories", typed.max_histories, 1, kMostNumber);
  if (!typed.max_time.empty()) {
    arguments.max_time = ParseDuration("--max-time", typed.max_time);
    if (arguments.max_time == 0) throw CommandError("--max-time 0: give it some time, such as 40s");
  }
  if (!typed.watchdog.empty()) arguments.watchdog = ParseDuration("--watchdog", typed.watchdog);
  if (!arguments.seed.empty()) (void)ParseSeed("--seed", arguments.seed);
  if (!arguments.draw.empty()) (void)ParseSeed("--draw", arguments.draw);
  if (!typed.parameters.empty()) {
    arguments.parameters = ParseParameters("--parameters", typed.parameters);
    arguments.parameters_given = true;
  }
  arguments.merge = !typed.no_merge;
  arguments.prune = !typed.no_prune;
  if (arguments.parameters_given && !arguments.draw.empty()) {
    throw CommandError(
        "--parameters and --draw exclude each other: give the parameters or draw them");
  }
  const std::vector<std::string> bases{"standard", "shutdown", "unsteady", "all"};
  if (std::find(bases.begin(), bases.end(), arguments.basis) == bases.end()) {
    throw CommandError("--basis \"" + arguments.basis +
                       "\": there are standard, shutdown, unsteady and all." +
                       DidYouMean(arguments.basis, bases));
  }
  if (arguments.backend == "real") {
    throw CommandError(
        "--backend real: there is no real backend for this family yet; leave the option out",
        ExitStatus::kNoBackend);
  }
  if (arguments.backend != "fake") {
    throw CommandError("--backend \"" + arguments.backend + "\": there are fake and real");
  }
}

std::vector<std::string> OptionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

[[noreturn]] void ThrowExtras(const CLI::App& app, const CLI::App* subcommand) {
  const std::vector<std::string> extras = app.remaining(true);
  const std::string what = extras.empty() ? "argument" : extras.front();
  const std::string name = what.substr(0, what.find('='));
  const std::string command = subcommand == nullptr ? "" : " " + subcommand->get_name();
  const std::string hint = subcommand == nullptr ? "" : DidYouMean(name, OptionNames(*subcommand));
  throw CommandError((subcommand == nullptr ? "relapse" : subcommand->get_name()) + " takes no \"" +
                     what + "\"" + (hint.empty() ? "" : "." + hint) + " (relapse" + command +
                     " --help)");
}

void CheckCommandName(int argc, char** argv) {
  std::vector<std::string> names;
  for (const Subcommand& one : kSubcommands) names.emplace_back(one.name);
  if (argc < 2) throw CommandError("no command; there are " + Listed(names) + " (relapse --help)");
  const std::string given = argv[1];
  if (given.starts_with("-")) return;
  if (std::find(names.begin(), names.end(), given) != names.end()) return;
  const std::string hint = DidYouMean(given, names);
  throw CommandError("no command \"" + given + "\"." +
                     (hint.empty() ? " There are " + Listed(names) + "." : hint) +
                     " (relapse --help)");
}

}  // namespace

std::optional<Arguments> ReadOptions(int argc, char** argv, std::string& help) {
  CheckCommandName(argc, argv);
  Arguments arguments;
  Typed typed;
  CLI::App app(
      "Runs real orchestration code against fakes that crash it, lie to it and remember "
      "everything.",
      "relapse");
  app.require_subcommand(1);
  app.set_version_flag("--version", "relapse 0.1.0");
  for (const Subcommand& one : kSubcommands) {
    CLI::App* subcommand = app.add_subcommand(one.name, one.summary);
    AddShared(*subcommand, one, arguments, typed);
    AddOwn(*subcommand, one.name, arguments, typed);
  }
  const CLI::App* chosen = nullptr;
  const auto find_chosen = [&] {
    if (!app.get_subcommands().empty()) chosen = app.get_subcommands().front();
  };
  try {
    app.parse(argc, argv);
    find_chosen();
  } catch (const CLI::CallForHelp&) {
    help = app.help();
    return std::nullopt;
  } catch (const CLI::CallForVersion& version) {
    help = std::string(version.what()) + "\n";
    return std::nullopt;
  } catch (const CLI::ExtrasError&) {
    find_chosen();
    ThrowExtras(app, chosen);
  } catch (const CLI::ParseError& error) {
    find_chosen();
    const std::string command = chosen == nullptr ? "" : chosen->get_name() + " ";
    throw CommandError(command + std::string(error.what()) + " (relapse " + command + "--help)");
  }
  arguments.command = chosen->get_name();
  CheckTyped(typed, arguments);
  return arguments;
}

}  // namespace relapse

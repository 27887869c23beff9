// Session: what every command is given, and what it answers.
#ifndef HARNESS_CLI_SESSION_H_
#define HARNESS_CLI_SESSION_H_

#include <functional>
#include <string>

#include "harness/cli/arguments.h"
#include "harness/cli/console.h"
#include "harness/cli/exit_status.h"
#include "harness/explore/catalogue.h"

namespace relapse {

struct Counterexample;
struct HtmlReport;
struct PageExploration;

struct Session {
  const Catalogue& catalogue;
  Arguments arguments;
  Console& console;
  HtmlReport* page = nullptr;  ///< what --html will show; nothing without it
  /// What a campaign hangs into the commands it is made of; all optional. `stop`: true ends an
  /// exploration where it is (else Ctrl-C does). `explored`: told what was explored, as for a page.
  /// `keep`: where counterexamples go instead of --out; answers the path.
  std::function<bool()> stop;
  std::function<void(const PageExploration&)> explored;
  std::function<std::string(const Counterexample&)> keep;

  bool counts_coverage() const { return page != nullptr || explored != nullptr; }
};

struct CommandResult {
  ExitStatus status = ExitStatus::kHeld;
  Json json;  ///< the line for machines
};

}  // namespace relapse

#endif  // HARNESS_CLI_SESSION_H_

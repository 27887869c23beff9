// Session: what every command is given, and what it answers.
#ifndef HARNESS_CLI_SESSION_H_
#define HARNESS_CLI_SESSION_H_

#include <string>

#include "harness/cli/arguments.h"
#include "harness/cli/console.h"
#include "harness/cli/exit_status.h"
#include "harness/explore/catalogue.h"

namespace relapse {

struct HtmlReport;

struct Session {
  const Catalogue& catalogue;
  Arguments arguments;
  Console& console;
  HtmlReport* page = nullptr;  ///< what --html will show; nothing without it
};

struct CommandResult {
  ExitStatus status = ExitStatus::kHeld;
  Json json;  ///< the line for machines
};

}  // namespace relapse

#endif  // HARNESS_CLI_SESSION_H_

// The command line, read. The only place that knows CLI11.
#ifndef HARNESS_CLI_OPTIONS_H_
#define HARNESS_CLI_OPTIONS_H_

#include <optional>
#include <string>

#include "harness/cli/arguments.h"

namespace relapse {

/// The arguments; or nullopt, with `help` filled, where help or the version was asked for. Throws
/// CommandError.
std::optional<Arguments> ReadOptions(int argc, char** argv, std::string& help);

}  // namespace relapse

#endif  // HARNESS_CLI_OPTIONS_H_

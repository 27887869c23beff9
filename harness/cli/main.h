// Main: the command `relapse` over a catalogue.
#ifndef HARNESS_CLI_MAIN_H_
#define HARNESS_CLI_MAIN_H_

#include "harness/explore/catalogue.h"

namespace relapse {

/// Reads the command line, runs one command, answers its exit status (docs/exit_codes.md). Throws
/// nothing.
int Main(int argc, char** argv, const Catalogue& catalogue);

}  // namespace relapse

#endif  // HARNESS_CLI_MAIN_H_

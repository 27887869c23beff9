// The catalogue of relapse_toy, the program on which the command itself is tested: a miller who
// orders one grinding from a mill and waits for it, a canary, and scenarios that show each exit
// status.
#ifndef TESTS_HARNESS_CLI_TOY_H_
#define TESTS_HARNESS_CLI_TOY_H_

#include "harness/explore/catalogue.h"

namespace relapse::toy {

Catalogue MakeMillCatalogue();

}  // namespace relapse::toy

#endif  // TESTS_HARNESS_CLI_TOY_H_

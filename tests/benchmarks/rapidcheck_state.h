// The same crash, recovery and checks written for rapidcheck's rc::state: the system under test is
// the world, its commands are "run until it dies" and "recover", and rapidcheck's own driver
// generates the commands, checks their preconditions and counts the successes.
#ifndef TESTS_BENCHMARKS_RAPIDCHECK_STATE_H_
#define TESTS_BENCHMARKS_RAPIDCHECK_STATE_H_

#include <cstdint>

#include "harness/explore/rest_oracle.h"

namespace relapse::benchmarks {

struct RapidcheckFigures {
  bool held = true;
  std::int64_t effects = 0;
};

/// One property, checked until `cases` test cases have passed; each is one history. `oracle` judges
/// every rest point. Prints nothing.
RapidcheckFigures CheckWithRapidcheck(int cases, std::uint64_t seed, RestOracle& oracle);

}  // namespace relapse::benchmarks

#endif  // TESTS_BENCHMARKS_RAPIDCHECK_STATE_H_

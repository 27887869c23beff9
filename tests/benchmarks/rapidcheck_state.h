// The same crash, recovery and checks written for rapidcheck's rc::state: the system under test is
// the world, its commands are "run until it dies" and "recover", the invariants are stepped at
// every effect.
#ifndef TESTS_BENCHMARKS_RAPIDCHECK_STATE_H_
#define TESTS_BENCHMARKS_RAPIDCHECK_STATE_H_

#include <cstdint>

namespace relapse::benchmarks {

/// Generates one command sequence from `seed` and runs it. Returns the effects performed.
std::int64_t RunRapidcheckHistory(std::uint64_t seed);

}  // namespace relapse::benchmarks

#endif  // TESTS_BENCHMARKS_RAPIDCHECK_STATE_H_

// The counterexample file: everything that repeats one history, readable and diffable
// (docs/counterexample_format.md). Regressions are counterexamples with an expectation.
#ifndef HARNESS_EXPLORE_COUNTEREXAMPLE_H_
#define HARNESS_EXPLORE_COUNTEREXAMPLE_H_

#include <string>
#include <vector>

#include "harness/explore/run_plan.h"

namespace relapse {

inline constexpr int kCounterexampleVersion = 1;

struct Counterexample {
  int version = kCounterexampleVersion;
  std::string title;  ///< regressions: the bug in one line
  std::string scenario;
  Json parameters;
  DefectIds defects;
  FaultPlan plan;  ///< with the schedule: the preemptions among the faults
  Verdict verdict;
  std::string signature;
  std::vector<std::string> state_hashes;  ///< canonical, after each event

  Json ToJson() const;
  /// Throws std::invalid_argument with a message for people.
  static Counterexample FromJson(const Json& json);
};

/// Reads a file; throws std::invalid_argument naming the file and the remedy.
Counterexample ReadCounterexample(const std::string& path);
/// Writes to a temporary name and renames. Throws std::runtime_error naming the file.
void WriteFileAtomically(const std::string& path, const std::string& content);
void WriteCounterexample(const std::string& path, const Counterexample& counterexample);

/// Runs `plan` once more with everything recorded and fills a counterexample from it.
Counterexample MakeCounterexample(const Instance& instance, RestOracle& oracle,
                                  const std::string& scenario, const Json& parameters,
                                  const DefectIds& defects, const FaultPlan& plan);

enum class ReplayAnswer : std::uint8_t {
  kExact,     ///< every fault placed, every state the same
  kRebased,   ///< every fault placed, the history differs
  kDiverged,  ///< a fault could not be placed
};
std::string_view EnumName(ReplayAnswer answer);

struct Replay {
  ReplayAnswer answer = ReplayAnswer::kExact;
  PlanRun run;
  Recording recording;
  int first_difference = -1;  ///< step from which the history differs; -1: none
  std::string diverged;       ///< which fault, where, nearest candidate
};
Replay ReplayCounterexample(const Instance& instance, RestOracle& oracle,
                            const Counterexample& counterexample);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_COUNTEREXAMPLE_H_

// Conclusion: the last word of an exploration, for people and as an exit status.
#ifndef HARNESS_CLI_CONCLUSION_H_
#define HARNESS_CLI_CONCLUSION_H_

#include <string>
#include <vector>

#include "harness/cli/witness.h"
#include "harness/report/json_report.h"
#include "harness/report/summary.h"

namespace relapse {

struct Conclusion {
  std::string held_words;             ///< "for every plan of at most 2 faults"
  std::vector<std::string> coverage;  ///< lines that say what was covered
  std::vector<std::string> doubts;    ///< why it is inconclusive; empty: it is not
  /// Violating histories counted, shrunk or not.
  std::int64_t violating_histories = 0;
};

/// The doubts that every exploration shares: nothing run, too many void, a `sometimes` not reached.
std::vector<std::string> CommonDoubts(const ExplorationReport& report);

/// The doubt that `sometimes` were not reached; empty: all were.
std::string UnreachedDoubt(const ExplorationReport& report);

/// Waits for the child process and enters what it found into the report.
void FinishWitness(Witness& witness, ExplorationReport& report);
/// "12 histories run again in a child process", or why none was.
std::string WitnessWords(const ExplorationReport& report);

/// A failure of the harness outweighs a violation, and that a doubt.
ExitStatus Conclude(Console& console, const ExplorationReport& report,
                    const Conclusion& conclusion);

/// Prints a failure of the harness itself.
void PrintHarnessFailure(Console& console, const std::string& failure);

}  // namespace relapse

#endif  // HARNESS_CLI_CONCLUSION_H_

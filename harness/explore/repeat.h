// Repeating a history that was run elsewhere: sampled histories as JSON, run again life by life,
// and where two runs of one history part. What makes a second process a witness of determinism.
#ifndef HARNESS_EXPLORE_REPEAT_H_
#define HARNESS_EXPLORE_REPEAT_H_

#include <functional>
#include <string>
#include <vector>

#include "harness/explore/options.h"

namespace relapse {

/// Whether the `counter`-th of something belongs to a sample of so many percent.
bool IsSampled(std::int64_t counter, int percent);

/// The one fault of a life that ends it. There must be one.
const IndexedFault& CrashOf(const std::vector<IndexedFault>& life);

Json ToJson(const SampledHistory& history);
/// Finds effects and error kinds by name among `effects`, disturbances among those of `rules`.
/// Throws std::invalid_argument or a JSON exception.
SampledHistory SampledFromJson(const Json& json, const std::vector<const EffectSpec*>& effects,
                               const FaultRules& rules);

/// Runs sampled histories of one instance again. Keeps the crash states of the last one, since the
/// next often shares its first lives.
class Repeater {
 public:
  explicit Repeater(const Instance& instance) : instance_(instance) {}
  /// The last life. `harness_failure` is set if an earlier one did not crash where it should.
  HistoryResult Repeat(const SampledHistory& history, Recording* recording = nullptr);

 private:
  struct Crashed {
    std::vector<IndexedFault> faults;
    StartState state;
  };
  const Instance& instance_;
  std::vector<Crashed> crashes_;
};

/// One line for each event, all that its hash is made of.
std::vector<std::string> TraceOf(const Recording& recording);
/// "; event 12 is ... here and ... there": for the end of a sentence about two runs.
std::string DifferenceOf(const std::vector<std::string>& here,
                         const std::vector<std::string>& there);
/// The same of two runs that `run` makes now.
std::string DifferenceOfTwoRuns(const std::function<void(Recording&)>& run);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_REPEAT_H_

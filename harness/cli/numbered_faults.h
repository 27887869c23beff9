// NumberedFaults: faults at the n-th fault point of a whole history, and a list of what stood at
// each.
#ifndef HARNESS_CLI_NUMBERED_FAULTS_H_
#define HARNESS_CLI_NUMBERED_FAULTS_H_

#include <vector>

#include "harness/explore/catalogue.h"

namespace relapse {

struct NumberedFault {
  std::size_t point = 0;
  Decision decision;
};

class NumberedFaults final : public Decider {
 public:
  explicit NumberedFaults(std::vector<NumberedFault> faults) : faults_(std::move(faults)) {}

  Decision AtEffect(const FaultPoint& point) override {
    effects.push_back(&point.call.spec());
    if (fired == faults_.size() || faults_[fired].point + 1 != effects.size()) return {};
    return faults_[fired++].decision;
  }

  std::vector<const EffectSpec*> effects;  ///< at every fault point so far
  std::size_t fired = 0;

 private:
  std::vector<NumberedFault> faults_;
};

inline HistoryResult RunNumbered(const Instance& instance, NumberedFaults& decider) {
  HistoryOptions options{.decider = &decider};
  return RunHistory(instance.system, StartState{.world = instance.initial}, options);
}

}  // namespace relapse

#endif  // HARNESS_CLI_NUMBERED_FAULTS_H_

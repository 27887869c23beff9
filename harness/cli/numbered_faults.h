// NumberedFaults: faults at the n-th fault point of a whole history, and a list of what stood at
// each.
#ifndef HARNESS_CLI_NUMBERED_FAULTS_H_
#define HARNESS_CLI_NUMBERED_FAULTS_H_

#include <vector>

#include "fault_injection/plan_decider.h"
#include "harness/explore/catalogue.h"

namespace relapse {

struct NumberedFault {
  std::size_t point = 0;
  Decision decision;
};

class NumberedFaults final : public Decider {
 public:
  explicit NumberedFaults(std::vector<NumberedFault> faults, std::uint32_t jitter = 0)
      : faults_(std::move(faults)), jitter_(jitter) {}

  Decision AtEffect(const FaultPoint& point) override {
    effects.push_back(&point.call.spec());
    if (fired == faults_.size() || faults_[fired].point + 1 != effects.size()) return {};
    const Decision& decision = faults_[fired].decision;
    if (decision.disturbance != nullptr && !decision.disturbance->possible(point.world)) return {};
    ++fired;
    return decision;
  }

  bool MayAnswerStale() const override { return true; }
  std::uint64_t RandomBelow(std::uint64_t bound) override { return jitter_.Below(bound); }

  std::vector<const EffectSpec*> effects;  ///< at every fault point so far
  std::size_t fired = 0;

 private:
  std::vector<NumberedFault> faults_;
  Jitter jitter_;
};

inline HistoryResult RunNumbered(const Instance& instance, NumberedFaults& decider) {
  HistoryOptions options{.decider = &decider};
  return RunHistory(instance.system, StartState{.world = instance.initial}, options);
}

}  // namespace relapse

#endif  // HARNESS_CLI_NUMBERED_FAULTS_H_

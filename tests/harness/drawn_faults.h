// DrawnFaults: a decider for property tests, that draws faults point by point from one stream.
#ifndef TESTS_HARNESS_DRAWN_FAULTS_H_
#define TESTS_HARNESS_DRAWN_FAULTS_H_

#include <vector>

#include "fault_injection/plan_decider.h"

namespace relapse {

/// Decides point by point from a stream, and writes down what it did by position.
class DrawnFaults final : public Decider {
 public:
  DrawnFaults(const FaultRules& rules, std::uint64_t seed) : rules_(rules), rng_(seed) {}

  Decision AtEffect(const FaultPoint& point) override {
    if (const auto covered = burst_.At(point)) return *covered;
    if (faults.size() >= 6 || !rng_.Chance(1, 5)) return {};
    IndexedFault fault{.incarnation = point.incarnation,
                       .index = point.index,
                       .effect = &point.call.spec(),
                       .process = point.process};
    fault.decision = Draw(point);
    if (fault.decision.outcome == Outcome::kNone) return {};
    if (IsError(fault.decision.outcome)) {
      fault.calls = 1 + static_cast<int>(rng_.Below(3));
      if (fault.decision.outcome == Outcome::kErrorBefore && rng_.Chance(1, 4)) fault.lasts = 700;
      fault.decision.outage =
          budget_.Spend(point, fault.calls) > rules_.transparent_errors || fault.lasts > 0;
    }
    burst_.Begin(point, fault.decision, fault.calls, fault.lasts);
    faults.push_back(fault);
    return fault.decision;
  }

  bool MayAnswerStale() const override { return true; }

  std::vector<IndexedFault> faults;

 private:
  Decision Draw(const FaultPoint& point) {
    if (rng_.Chance(1, 3)) {
      const bool after = rng_.Chance(1, 2);
      return {.outcome = after ? Outcome::kCrashAfter : Outcome::kCrashBefore,
              .timers_while_down = static_cast<int>(rng_.Below(3))};
    }
    const auto options = OptionsFor(point.call.spec(), Basis::kAll, rules_);
    if (options.empty()) return {};
    const FaultOption& option = options[rng_.Below(options.size())];
    if (!IsPossible(option, point.world, rules_)) return {};
    return DecisionOf(option, rules_);
  }

  const FaultRules& rules_;
  Rng rng_;
  ErrorBudget budget_;
  Burst burst_;
};

}  // namespace relapse

#endif  // TESTS_HARNESS_DRAWN_FAULTS_H_

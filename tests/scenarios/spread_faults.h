// SpreadFaults: a decider that strews a few faults over the whole length of a history.
#ifndef TESTS_SCENARIOS_SPREAD_FAULTS_H_
#define TESTS_SCENARIOS_SPREAD_FAULTS_H_

#include <algorithm>

#include "fault_injection/plan_decider.h"

namespace relapse {

class SpreadFaults final : public Decider {
 public:
  static constexpr int kMostFaults = 4;

  /// `effects`: about how many a history has.
  SpreadFaults(const FaultRules& rules, std::int64_t effects, std::uint64_t seed)
      : rules_(rules),
        rng_(seed),
        faults_(1 + static_cast<int>(rng_.Below(kMostFaults))),
        effects_(static_cast<std::uint64_t>(std::max<std::int64_t>(effects, kMostFaults))) {}

  Decision AtEffect(const FaultPoint& point) override {
    if (const auto covered = burst_.At(point)) return *covered;
    if (fired_ == faults_ || !rng_.Chance(static_cast<std::uint64_t>(faults_), effects_)) return {};
    Decision decision = Draw(point);
    if (decision.outcome == Outcome::kNone) return {};
    ++fired_;
    if (IsError(decision.outcome)) {
      const int calls = rng_.Chance(1, 4) ? 3 : 1;
      decision.outage = budget_.Spend(point, calls) > rules_.transparent_errors;
      burst_.Begin(point, decision, calls, 0);
    }
    return decision;
  }
  bool MayAnswerStale() const override { return rules_.stale_reads; }

 private:
  Decision Draw(const FaultPoint& point) {
    if (rng_.Chance(1, 3)) {
      Decision crash{.outcome = rng_.Chance(1, 4) ? Outcome::kCrashBefore : Outcome::kCrashAfter};
      if (rng_.Chance(1, 3)) crash.timers_while_down = static_cast<int>(rng_.Below(20));
      const auto& machine = rules_.machine_crashes;
      if (!machine.empty() && rng_.Chance(1, 2)) {
        crash.disturbance = machine[rng_.Below(machine.size())];
      }
      return crash;
    }
    const auto options = OptionsFor(point.call.spec(), Basis::kAll, rules_);
    if (options.empty()) return {};
    const FaultOption& option = options[rng_.Below(options.size())];
    return IsPossible(option, point.world, rules_) ? DecisionOf(option, rules_) : Decision{};
  }

  const FaultRules& rules_;
  Rng rng_;
  int faults_;
  std::uint64_t effects_;
  int fired_ = 0;
  ErrorBudget budget_;
  Burst burst_;
};

}  // namespace relapse

#endif  // TESTS_SCENARIOS_SPREAD_FAULTS_H_

// Coverage: how often an exploration did what to which effect, counted while it runs. The grid of a
// report (effect x outcome x phase); asked for, never counted otherwise.
#ifndef HARNESS_EXPLORE_COVERAGE_H_
#define HARNESS_EXPLORE_COVERAGE_H_

#include <array>
#include <map>
#include <vector>

#include "harness/simulation/decider.h"

namespace relapse {

enum class Phase : std::uint8_t {
  kFresh,     ///< in the first life of a process
  kRecovery,  ///< in every later one
};
inline constexpr std::size_t kPhases = 2;
/// Outcomes, `kNone` (it happened, nothing was done to it) included.
inline constexpr std::size_t kOutcomes = kOutcomeCount;

struct EffectCoverage {
  const EffectSpec* effect = nullptr;
  std::array<std::array<std::int64_t, kPhases>, kOutcomes> counts{};

  std::int64_t Count(Outcome outcome, Phase phase) const {
    return counts[static_cast<std::size_t>(outcome)][static_cast<std::size_t>(phase)];
  }
};

class Coverage {
 public:
  void Add(const EffectSpec& effect, Outcome outcome, int incarnation) {
    const bool first_life = incarnation <= 1;
    auto& counts = effects_[&effect].counts[static_cast<std::size_t>(outcome)];
    ++counts[static_cast<std::size_t>(first_life ? Phase::kFresh : Phase::kRecovery)];
  }
  /// Every effect met, by name.
  std::vector<EffectCoverage> Rows() const;

 private:
  // Walked only to be sorted: the order of addresses is no part of a result.
  std::map<const EffectSpec*, EffectCoverage> effects_;
};

/// Counts what another decider decides.
class CountingDecider final : public Decider {
 public:
  CountingDecider(Decider& decider, Coverage& coverage) : decider_(decider), coverage_(coverage) {}

  Decision AtEffect(const FaultPoint& point) override {
    const Decision decision = decider_.AtEffect(point);
    coverage_.Add(point.call.spec(), decision.outcome, point.incarnation);
    return decision;
  }
  void AfterEffect(const FaultPoint& point, bool changed) override {
    decider_.AfterEffect(point, changed);
  }
  bool MayAnswerStale() const override { return decider_.MayAnswerStale(); }
  std::uint64_t RandomBelow(std::uint64_t bound) override { return decider_.RandomBelow(bound); }
  int NextFiber(int runnable, int current) override {
    return decider_.NextFiber(runnable, current);
  }

 private:
  Decider& decider_;
  Coverage& coverage_;
};

}  // namespace relapse

#endif  // HARNESS_EXPLORE_COVERAGE_H_

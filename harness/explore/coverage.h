// Coverage: how often an exploration did what to which effect, counted while it runs. The grid of a
// report (effect x outcome x phase); asked for, never counted otherwise.
#ifndef HARNESS_EXPLORE_COVERAGE_H_
#define HARNESS_EXPLORE_COVERAGE_H_

#include <array>
#include <cstdint>
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
  Coverage() = default;
  Coverage(const Coverage& other) : effects_(other.effects_) {}
  Coverage& operator=(const Coverage& other) {
    effects_ = other.effects_;
    recent_ = {};
    return *this;
  }

  void Add(const EffectSpec& effect, Outcome outcome, int incarnation) {
    const bool first_life = incarnation <= 1;
    auto& counts = RowOf(effect).counts[static_cast<std::size_t>(outcome)];
    ++counts[static_cast<std::size_t>(first_life ? Phase::kFresh : Phase::kRecovery)];
  }
  /// Counts what was counted elsewhere.
  void Add(const EffectCoverage& row);
  /// Every effect met, by name.
  std::vector<EffectCoverage> Rows() const;

 private:
  /// A row that was asked for lately is found without a search: this is asked at every effect.
  EffectCoverage& RowOf(const EffectSpec& effect) {
    const auto slot = reinterpret_cast<std::uintptr_t>(&effect) / alignof(EffectSpec) % kRecent;
    EffectCoverage*& recent = recent_[slot];
    if (recent == nullptr || recent->effect != &effect) {
      recent = &effects_[&effect];
      recent->effect = &effect;
    }
    return *recent;
  }

  static constexpr std::size_t kRecent = 64;
  std::array<EffectCoverage*, kRecent> recent_{};
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
  Text SwitchBefore(const FaultPoint& point) override { return decider_.SwitchBefore(point); }
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

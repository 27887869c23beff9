// Deciders over plans. PlanDecider places faults by meaning; IndexDecider by position, for exact
// repetition within one program; both record where each fault fired.
#ifndef FAULT_INJECTION_PLAN_DECIDER_H_
#define FAULT_INJECTION_PLAN_DECIDER_H_

#include <optional>
#include <vector>

#include "fault_injection/burst.h"
#include "fault_injection/place_tracker.h"
#include "harness/core/rng.h"

namespace relapse {

/// A fault by position: the `index`-th fault point of an incarnation.
struct IndexedFault {
  int incarnation = 0;
  int index = 0;
  Decision decision;
  int calls = 1;
  DurationMs lasts = 0;
  const EffectSpec* effect = nullptr;  ///< what stands there; for grouping and reports only
  Text process;                        ///< empty: of whichever process comes there first
};

/// Whether that is what `fault` does, numbers aside.
bool Does(const Fault& fault, const FaultOption& option);
/// Makes `fault` do what `option` does; its place and how often it passes it stay.
void SetOption(Fault& fault, const FaultOption& option, const FaultRules& rules);

/// What RandomBelow answers: nothing but 0, or a stream of its own.
class Jitter {
 public:
  explicit Jitter(std::uint32_t seed) : on_(seed != 0), rng_(seed) {}
  std::uint64_t Below(std::uint64_t bound) { return on_ ? rng_.Below(bound) : 0; }

 private:
  bool on_;
  Rng rng_;
};

/// Counts the errors of the present incarnation of each process.
class ErrorBudget {
 public:
  /// Errors of this process in this incarnation, `calls` more included.
  int Spend(const FaultPoint& point, int calls);

 private:
  struct Spent {
    Text process;
    int incarnation = 0;
    int errors = 0;
  };
  std::vector<Spent> spent_;
};

/// Plays a plan. A fault whose place never comes stays unplaced, and so do those after it.
class PlanDecider final : public Decider {
 public:
  PlanDecider(const FaultPlan& plan, const FaultRules& rules)
      : plan_(plan), rules_(rules), jitter_(plan.jitter) {}

  Decision AtEffect(const FaultPoint& point) override;
  Text SwitchBefore(const FaultPoint& point) override;
  void AfterEffect(const FaultPoint& point, bool changed) override;

  bool MayAnswerStale() const override;
  std::uint64_t RandomBelow(std::uint64_t bound) override { return jitter_.Below(bound); }

  int placed() const { return static_cast<int>(fired_.size()); }
  /// The faults that fired, with the places where they did.
  const std::vector<Fault>& fired() const { return fired_; }
  /// Points of the right effect that came closest to the first unplaced fault.
  const std::optional<Place>& nearest() const { return nearest_; }
  /// Why the next fault did not fire at its place although the place came; empty otherwise.
  const std::string& illegal() const { return illegal_; }

 private:
  std::optional<Decision> DecisionOf(const Fault& fault, const FaultPoint& point);
  /// Whether the next fault stands at `place` and has passed it as often as it says.
  bool IsNextAt(const Place& place);
  void Fire(const Place& place);

  const FaultPlan& plan_;
  FaultRules rules_;
  Jitter jitter_;
  PlaceTracker tracker_;
  std::vector<Fault> fired_;
  std::optional<Place> nearest_;
  std::string illegal_;
  Decision last_;
  Burst burst_;
  int skipped_ = 0;  ///< times the next fault's place has come since it was armed
  ErrorBudget budget_;
};

/// Plays faults by position and, if asked, finds their places. Whether a fault is an outage is part
/// of its decision.
class IndexDecider final : public Decider {
 public:
  explicit IndexDecider(const std::vector<IndexedFault>& faults, bool find_places = false,
                        std::uint32_t jitter = 0)
      : faults_(faults), find_places_(find_places), jitter_(jitter) {
    plan_.jitter = jitter;
  }

  Decision AtEffect(const FaultPoint& point) override;
  Text SwitchBefore(const FaultPoint& point) override;
  void AfterEffect(const FaultPoint& point, bool changed) override;

  bool MayAnswerStale() const override;
  std::uint64_t RandomBelow(std::uint64_t bound) override { return jitter_.Below(bound); }
  std::size_t fired() const { return next_; }
  /// Filled if `find_places` was asked for.
  const FaultPlan& plan() const { return plan_; }

 private:
  /// Writes down that the next fault, which is at `place`, fires.
  void Note(const IndexedFault& fault, const Place& place, const std::vector<Place>& passed);

  const std::vector<IndexedFault>& faults_;
  bool find_places_;
  Jitter jitter_;
  std::size_t next_ = 0;
  Decision last_;
  Burst burst_;
  PlaceTracker tracker_;
  /// Places that came since the next fault was armed, at which a fault could fire, and before which
  /// others could go on.
  std::vector<Place> since_armed_;
  std::vector<Place> switches_since_armed_;
  FaultPlan plan_;
};

}  // namespace relapse

#endif  // FAULT_INJECTION_PLAN_DECIDER_H_

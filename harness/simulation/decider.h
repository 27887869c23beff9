// Decider: who says what happens at each fault point. Exhaust, closure, random and replay are
// deciders over one RunHistory.
#ifndef HARNESS_SIMULATION_DECIDER_H_
#define HARNESS_SIMULATION_DECIDER_H_

#include <span>

#include "harness/effect/gate.h"
#include "harness/simulation/outcome.h"
#include "harness/world/world.h"

namespace relapse {

/// The whole state of a history in progress: two moments with the same hash have the same futures.
class WholeState {
 public:
  virtual ~WholeState() = default;
  /// Of the world as it is, the monitors' memory, and of each process who it is, what it has heard
  /// since it started (all that blocking code can depend on) and what it waits for.
  virtual std::uint64_t Hash() const = 0;
};

/// One effect about to be performed, said by meaning.
struct FaultPoint {
  const EffectCall& call;
  const World& world;
  Text process;
  int incarnation = 0;
  /// Position among the fault points of this incarnation: a hint, never the place itself.
  int index = 0;
  /// The world or the clock changed since the previous fault point of this history.
  bool changed_since_last = false;
  /// Known after the effect: the error it was answered with ended a statement, transaction or
  /// session, and that changed the world.
  bool ended_something = false;
  /// Roles of the other processes that could go on before this effect.
  std::span<const Text> others = {};
  /// Where the history's options ask for it, else nullptr.
  const WholeState* whole = nullptr;
};

class Decider {
 public:
  virtual ~Decider() = default;
  virtual Decision AtEffect(const FaultPoint& point) = 0;
  /// Asked before AtEffect where there are several processes: the role of the one of `point.others`
  /// that goes on first, or an empty text. What the point says of the world is said anew at
  /// AtEffect.
  virtual Text SwitchBefore(const FaultPoint& point) {
    (void)point;
    return {};
  }
  /// Told after every effect, with whether it was answered without error and changed the world.
  virtual void AfterEffect(const FaultPoint& point, bool changed) {
    (void)point;
    (void)changed;
  }
  /// Whether any decision may be `stale`: only then are earlier worlds kept. Asked once.
  virtual bool MayAnswerStale() const { return false; }
  /// Answers RandomBelow. The default keeps the crash graph small: no jitter.
  virtual std::uint64_t RandomBelow(std::uint64_t bound) {
    (void)bound;
    return 0;
  }
  /// Which of `runnable` (at least 2) fibers goes on, tasks of one process included; `current` is
  /// the one that just ran, or -1. The default lets it go on, else the first.
  virtual int NextFiber(int runnable, int current) {
    return current >= 0 && runnable > 0 ? current : 0;
  }
};

/// No fault at all.
class FaultFree final : public Decider {
 public:
  Decision AtEffect(const FaultPoint&) override { return {}; }
};

}  // namespace relapse

#endif  // HARNESS_SIMULATION_DECIDER_H_

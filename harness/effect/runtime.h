// Runtime: the process's own surroundings as a port. Waiting is an effect; so is asking the time.
// Tasks are no effect: they share the process's handles and die with it.
#ifndef HARNESS_EFFECT_RUNTIME_H_
#define HARNESS_EFFECT_RUNTIME_H_

#include <cstdint>
#include <functional>
#include <span>

#include "harness/core/fields.h"
#include "harness/effect/port.h"

namespace relapse {

inline constexpr PortSpec kRuntimePort{.name = "runtime", .error_kinds = {}};

struct Now {
  using Reply = TimeMs;
  static constexpr EffectSpec kEffect{.name = "now", .port = &kRuntimePort, .internal = true};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

/// Returns once `duration` milliseconds have passed (kNoTime: never), or kCancelled as soon as the
/// call's stop token is requested.
struct Wait {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "wait", .port = &kRuntimePort, .waits = true};
  DurationMs duration = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("duration", self.duration, field::kPlain);
  }
};

/// A number in [0, bound). For jitter.
struct RandomBelow {
  using Reply = std::uint64_t;
  static constexpr EffectSpec kEffect{
      .name = "random_below", .port = &kRuntimePort, .internal = true};
  std::uint64_t bound = 1;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("bound", self.bound, field::kPlain);
  }
};

class Runtime : public PortOf<Now, Wait, RandomBelow> {};

/// Runs tasks of the calling process, at most `at_most_parallel` at a time, in order of start;
/// returns when all have returned. A task must not throw.
class TaskRunner {
 public:
  virtual ~TaskRunner() = default;
  virtual void RunAll(std::span<const std::function<void()>> tasks, int at_most_parallel) = 0;
};

}  // namespace relapse

#endif  // HARNESS_EFFECT_RUNTIME_H_

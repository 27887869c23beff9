// What can be done to one effect, and the answer of a Decider.
#ifndef HARNESS_SIMULATION_OUTCOME_H_
#define HARNESS_SIMULATION_OUTCOME_H_

#include <cstdint>
#include <string_view>

#include "harness/core/error_kind.h"
#include "harness/core/text.h"
#include "harness/core/time.h"
#include "harness/world/disturbance.h"

namespace relapse {

enum class Outcome : std::uint8_t {
  kNone,         ///< it happens and the caller hears the answer
  kCrashBefore,  ///< the process dies; the effect does not happen
  kCrashAfter,   ///< the effect happens; the process dies before it hears
  kErrorBefore,  ///< the effect does not happen; the caller is told it failed
  kErrorAfter,   ///< the effect happens; the caller is told it failed
  kLate,         ///< the caller is told it failed; the request stays in flight and lands later
  kCancel,       ///< the process is asked to stop meanwhile; the effect happens
  kStale,        ///< a read is answered as the world was a moment ago
  kDelay,        ///< the effect happens; the world's next timers fire before the caller hears
  kDisturb,      ///< a disturbance happens in the world first, then the effect
  kPause,        ///< the process stops for a time, fiber and handles kept; then the effect happens
  /// No fault, and no answer about one effect: another process goes on before it. Stands in plans,
  /// because only the order among their faults says where.
  kPreempt,
};
std::string_view EnumName(Outcome outcome);
void EnumFromName(std::string_view name, Outcome& outcome);

constexpr bool IsCrash(Outcome outcome) {
  return outcome == Outcome::kCrashBefore || outcome == Outcome::kCrashAfter;
}
constexpr bool IsPreemption(Outcome outcome) { return outcome == Outcome::kPreempt; }
constexpr bool IsError(Outcome outcome) {
  return outcome == Outcome::kErrorBefore || outcome == Outcome::kErrorAfter ||
         outcome == Outcome::kLate;
}
/// How many there are, `kNone` included.
inline constexpr int kOutcomeCount = static_cast<int>(Outcome::kPreempt) + 1;
/// Whether the other side is reached at once.
constexpr bool Executes(Outcome outcome) {
  return outcome != Outcome::kCrashBefore && outcome != Outcome::kErrorBefore &&
         outcome != Outcome::kLate;
}

/// A decision about one effect.
struct Decision {
  Outcome outcome = Outcome::kNone;
  const ErrorKind* error = nullptr;  ///< for errors and `late`
  /// Crashes: how many timers of the world fire before the process is started again.
  int timers_while_down = 0;
  /// `late`: how long after now the request lands, milliseconds.
  DurationMs late_by = 0;
  /// `delay`: how many timers of the world fire before the answer.
  int timers_meanwhile = 0;
  /// For `disturb`; for a crash of the whole machine what that leaves, where it is possible then.
  const Disturbance* disturbance = nullptr;
  DurationMs paused_for = 0;  ///< for `pause`, milliseconds
  Text to = {};               ///< for `preempt`: the role of who goes on
  /// With this fault the history leaves a documented budget: failing with a reason becomes
  /// legitimate.
  bool outage = false;
  /// Ends the history before this effect: nothing that follows is of interest.
  bool abandon = false;
};

}  // namespace relapse

#endif  // HARNESS_SIMULATION_OUTCOME_H_

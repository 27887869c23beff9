// What an effect declares about itself, and what a caller may pass along. An effect is a request
// struct with a `Reply` type, a `kEffect` spec and an `Object()`; see
// docs/recipes/add-an-effect.md.
#ifndef HARNESS_EFFECT_EFFECT_H_
#define HARNESS_EFFECT_EFFECT_H_

#include <atomic>
#include <span>
#include <string_view>

#include "harness/core/error_kind.h"
#include "harness/core/time.h"

namespace relapse {

/// When a request may stay in flight after its caller was told it failed, and land later.
enum class LateRule {
  kNever,                      ///< its system orders it before the caller's next request
  kAlways,                     ///< landing late is refused or harmless
  kIfServerRefusesDuplicates,  ///< only where the world refuses the second of two equal requests
};

/// One outside system: its name and the errors it can answer.
struct PortSpec {
  std::string_view name;
  std::span<const ErrorKind* const> error_kinds;
};

/// One effect. Compared by address.
struct EffectSpec {
  std::string_view name;
  const PortSpec* port = nullptr;
  bool mutates = false;
  LateRule late = LateRule::kNever;
  /// A transparent history may hold more or fewer of these than the fault-free one (a password).
  bool repeatable = false;
  /// An eventually consistent read: the answer may show the world as it was up to this long ago,
  /// milliseconds. 0: never stale.
  DurationMs stale_for = 0;
  /// No fault point: nothing outside can fail (reading the clock).
  bool internal = false;
  /// True for the one effect that lets time pass.
  bool waits = false;
};

/// Tells a process, or part of it, to stop. Reading is safe from any thread.
class StopToken {
 public:
  StopToken() = default;
  explicit StopToken(const std::atomic<bool>* flag) : flag_(flag) {}
  bool requested() const { return flag_ != nullptr && flag_->load(std::memory_order_relaxed); }

 private:
  const std::atomic<bool>* flag_ = nullptr;
};

/// What a caller adds to a call. A default-constructed value means "no deadline, never cancelled".
struct CallOptions {
  DurationMs timeout = 0;  ///< milliseconds; 0 = the port's own default
  StopToken stop;          ///< once requested, the call answers kCancelled without its effect
};

}  // namespace relapse

#endif  // HARNESS_EFFECT_EFFECT_H_

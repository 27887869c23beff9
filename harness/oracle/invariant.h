// An invariant is a property kept by a monitor: a stateless step function over a 64-bit memory, so
// that what it remembers is part of the crash state. Counters saturate at 2; never keep ids or
// times.
#ifndef HARNESS_ORACLE_INVARIANT_H_
#define HARNESS_ORACLE_INVARIANT_H_

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/oracle/observation.h"

namespace relapse {

enum class PropertyForm : std::uint8_t {
  kAlways,      ///< never violated
  kEventually,  ///< within a bound once faults stop
  kSometimes,   ///< must be reached by some history of the strategy it names
};

/// Kinds of effects, by their requests.
using EffectKinds = std::vector<const EffectSpec*>;
template <class... Requests>
EffectKinds EffectsOf() {
  return {&Requests::kEffect...};
}

/// Which observations an invariant asks for; the rest are not shown to it. Most effects are waits
/// and polls, and there are tens of invariants: who asks for less costs less.
struct Interest {
  bool world_changes = false;  ///< every moment at which the world changed
  bool effects = false;        ///< every effect, reads and failures included
  bool lifecycle = false;      ///< start, crash, exit
  bool rest = false;           ///< the rest point
  bool errors = false;         ///< every effect that is answered with an error
  bool timers = false;         ///< every moment at which the world acted by itself
  EffectKinds of = {};         ///< every effect of these kinds, failures included

  /// Whether an effect of kind `spec` is shown.
  bool CoversEffect(const EffectSpec* spec, bool changed, bool failed) const {
    return effects || (world_changes && changed) || (errors && failed) ||
           std::find(of.begin(), of.end(), spec) != of.end();
  }
  bool Covers(const Observation& observation) const {
    switch (observation.moment) {
      case Moment::kEffect: {
        const EffectCall* call = observation.call;
        return CoversEffect(call != nullptr ? &call->spec() : nullptr, observation.changed,
                            call != nullptr && call->error() != nullptr);
      }
      case Moment::kTimer:
        return world_changes || timers;
      case Moment::kRest:
        return rest;
      case Moment::kStart:
      case Moment::kCrash:
      case Moment::kExit:
        break;
    }
    return lifecycle;
  }
};

/// From which effort on a `sometimes` must have been reached; below it, not reaching says nothing.
struct Reach {
  int faults = 1;                  ///< exhaust K with K of at least this
  int api_faults = 0;              ///< closure with F of at least this
  std::int64_t histories = 5'000;  ///< random histories in worlds whose list has it
};

/// Where a monitor speaks.
class Judge {
 public:
  /// The invariant is broken. The first message of a history counts.
  void Violate(std::string message) {
    if (violated_) return;
    violated_ = true;
    message_ = std::move(message);
  }
  /// A `sometimes` was reached.
  void Reach() { reached_ = true; }
  /// For whoever asks one judge about several invariants in turn.
  void ForgetReached() { reached_ = false; }

  bool violated() const { return violated_; }
  bool reached() const { return reached_; }
  const std::string& message() const { return message_; }

 private:
  bool violated_ = false;
  bool reached_ = false;
  std::string message_;
};

class Invariant {
 public:
  Invariant(std::string_view name, PropertyForm form, Interest interest, std::string_view summary,
            Reach reach = {})
      : name_(name),
        summary_(summary),
        form_(form),
        interest_(std::move(interest)),
        reach_(reach) {}
  virtual ~Invariant() = default;

  std::string_view name() const { return name_; }
  std::string_view summary() const { return summary_; }
  PropertyForm form() const { return form_; }
  const Interest& interest() const { return interest_; }
  const Reach& reach() const { return reach_; }

  /// Looks at one observation. `memory` starts at 0 and is all the invariant may remember.
  virtual void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const = 0;

 private:
  std::string_view name_;
  std::string_view summary_;
  PropertyForm form_;
  Interest interest_;
  Reach reach_;
};

}  // namespace relapse

#endif  // HARNESS_ORACLE_INVARIANT_H_

// Faults and plans as data. A fault is an outcome at a place; the place is said by meaning, so that
// a plan survives changes of the component (docs/fault_model.md).
#ifndef FAULT_INJECTION_FAULT_H_
#define FAULT_INJECTION_FAULT_H_

#include <string>
#include <vector>

#include "harness/core/json.h"
#include "harness/simulation/outcome.h"

namespace relapse {

/// The n-th effect of a kind on an object since an anchor: the last mutating effect before it,
/// itself counted since the start of the incarnation, or that start (`anchor_effect` empty).
struct Place {
  Text process;
  Text effect;
  Text object;
  int nth = 1;
  Text anchor_effect;
  Text anchor_object;
  int anchor_nth = 0;
  /// Hints for people and for "nearest candidate": never decide anything.
  int incarnation = 0;
  int index = 0;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("process", self.process, field::kPlain);
    visit("effect", self.effect, field::kPlain);
    visit("object", self.object, field::kPlain);
    visit("nth", self.nth, field::kPlain);
    visit("anchor_effect", self.anchor_effect, field::kPlain);
    visit("anchor_object", self.anchor_object, field::kPlain);
    visit("anchor_nth", self.anchor_nth, field::kPlain);
    visit("incarnation", self.incarnation, field::kPlain);
    visit("index", self.index, field::kPlain);
  }
};

/// Same place, hints aside.
bool SamePlace(const Place& a, const Place& b);

struct Fault {
  Place place;
  Outcome outcome = Outcome::kNone;
  Text error;                 ///< name of the error kind, for errors and `late`
  int timers_while_down = 0;  ///< for crashes
  DurationMs late_by = 0;     ///< for `late`, milliseconds
  int timers_meanwhile = 0;   ///< for `delay`
  Text disturbance;           ///< name of the disturbance, for `disturb`
  int calls = 1;              ///< errors: this and the next calls of the same effect and object
  /// `error_before`: every call of the effect's port for so long, milliseconds, whoever makes it.
  DurationMs lasts = 0;
  /// Times its place comes, once armed, before it fires: places come again in the lives that a
  /// process ends by itself.
  int skip = 0;
  DurationMs paused_for = 0;  ///< for `pause`, milliseconds
  Text to;                    ///< for `preempt`: the role of the process that goes on

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("place", self.place, field::kPlain);
    visit("outcome", self.outcome, field::kPlain);
    visit("error", self.error, field::kPlain);
    visit("timers_while_down", self.timers_while_down, field::kPlain);
    visit("late_by", self.late_by, field::kPlain);
    visit("timers_meanwhile", self.timers_meanwhile, field::kPlain);
    visit("disturbance", self.disturbance, field::kPlain);
    visit("calls", self.calls, field::kPlain);
    visit("lasts", self.lasts, field::kPlain);
    visit("skip", self.skip, field::kPlain);
    visit("paused_for", self.paused_for, field::kPlain);
    visit("to", self.to, field::kPlain);
  }
};

/// Faults in the order in which they fire: each is armed once the one before it has fired.
/// Preemptions stand among them, for only their order among the faults says where they are; they
/// count as none.
struct FaultPlan {
  std::vector<Fault> faults;
  /// Seed of what RandomBelow answers in this history; 0: always 0.
  std::uint32_t jitter = 0;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("faults", self.faults, field::kPlain);
    visit("jitter", self.jitter, field::kPlain);
  }
};

int CountPreemptions(const FaultPlan& plan);
/// Faults without the preemptions.
int CountFaults(const FaultPlan& plan);

/// "create_deploy_request main (occurrence 2)", for people.
std::string Describe(const Place& place);
/// "crash_after create_deploy_request main", for people.
std::string Describe(const Fault& fault);
/// Faults without names, times and ordinals: "crash_after create_deploy_request, ...". What is
/// about several processes names whose effect it is: "preempt driver-a.save".
std::string CanonicalText(const FaultPlan& plan);

}  // namespace relapse

#endif  // FAULT_INJECTION_FAULT_H_

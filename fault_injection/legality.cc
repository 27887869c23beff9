#include "fault_injection/legality.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <tuple>

#include "harness/core/enum_names.h"
#include "harness/world/in_flight.h"

namespace relapse {

namespace {
constexpr std::array<std::string_view, 4> kBases{"standard", "shutdown", "all", "unsteady"};

bool LateIsLegal(const EffectSpec& effect, const FaultRules& rules) {
  switch (effect.late) {
    case LateRule::kNever:
      return false;
    case LateRule::kAlways:
      return true;
    case LateRule::kIfServerRefusesDuplicates:
      return rules.server_refuses_duplicates;
  }
  return false;
}
}  // namespace

std::string_view EnumName(Basis basis) { return NameOf(kBases, basis); }
void EnumFromName(std::string_view name, Basis& basis) { ReadName(kBases, name, basis); }

bool IsLegal(const EffectSpec& effect, Outcome outcome, const ErrorKind* error,
             const FaultRules& rules) {
  if (effect.internal) return outcome == Outcome::kNone;
  switch (outcome) {
    case Outcome::kNone:
    case Outcome::kCrashBefore:
    case Outcome::kCrashAfter:
    case Outcome::kCancel:
      return true;
    case Outcome::kErrorBefore:
      return !effect.waits && error != nullptr && error->may_be_invented;
    case Outcome::kErrorAfter:
      // For a read the two are one fault, and `error_before` stands for both.
      return !effect.waits && effect.mutates && error != nullptr && error->may_be_invented &&
             error->follows_effect;
    case Outcome::kLate:
      return effect.mutates && error != nullptr && error->may_be_invented &&
             error->follows_effect && LateIsLegal(effect, rules);
    case Outcome::kStale:
      return rules.stale_reads && effect.stale_for > 0 && !effect.mutates;
    case Outcome::kDelay:
      return !effect.waits;
    case Outcome::kDisturb:
      return !rules.disturbances.empty();
    case Outcome::kPause:
      return rules.pause_for > 0 && !effect.waits;
    case Outcome::kPreempt:
      return !effect.waits;
  }
  return false;
}

bool MayLeaveInFlight(const World& world, const FaultRules& rules) {
  return world.Has<InFlightRequests>() &&
         static_cast<int>(world.Get<InFlightRequests>().requests.size()) < rules.most_in_flight;
}

std::string_view LegalWhen(Outcome outcome) {
  switch (outcome) {
    case Outcome::kNone:
      return "always";
    case Outcome::kCrashBefore:
      return "at every effect; skipped where neither the world nor the clock changed since the "
             "last one";
    case Outcome::kCrashAfter:
      return "at every effect";
    case Outcome::kErrorBefore:
      return "an error kind of the effect's port that may be invented; not at a wait";
    case Outcome::kErrorAfter:
      return "a mutating effect, with an error kind that may be invented and can follow an effect "
             "that "
             "happened";
    case Outcome::kLate:
      return "a mutating effect whose request may overtake nobody: its late rule allows it in this "
             "world, with an error kind that can follow an effect that happened, and none other is "
             "in flight";
    case Outcome::kCancel:
      return "at every effect; the process is asked to stop meanwhile";
    case Outcome::kStale:
      return "a read that its port declares to be eventually consistent, within its time";
    case Outcome::kDelay:
      return "at every effect but a wait; the world's next timers fire before the answer, which "
             "still comes within the deadline of the call";
    case Outcome::kDisturb:
      return "at every effect, where the scenario's world declares a disturbance that is possible "
             "at that moment";
    case Outcome::kPause:
      return "at every effect but a wait, in a scenario of several processes that says for how "
             "long";
    case Outcome::kPreempt:
      return "at every effect but a wait, where another process can go on; counts as no fault";
  }
  return "";
}

const Disturbance* FindDisturbance(const FaultRules& rules, Outcome outcome,
                                   std::string_view name) {
  for (const Disturbance* disturbance :
       IsCrash(outcome) ? rules.machine_crashes : rules.disturbances) {
    if (disturbance->name == name) return disturbance;
  }
  return nullptr;
}

Decision DecisionOf(const FaultOption& option, const FaultRules& rules) {
  Decision decision{
      .outcome = option.outcome, .error = option.error, .disturbance = option.disturbance};
  if (option.outcome == Outcome::kLate) decision.late_by = rules.late_by;
  if (option.outcome == Outcome::kDelay) decision.timers_meanwhile = 1;
  if (option.outcome == Outcome::kPause) decision.paused_for = rules.pause_for;
  decision.outage = option.disturbance != nullptr && !option.disturbance->transparent;
  return decision;
}

bool IsPossible(const FaultOption& option, const World& world, const FaultRules& rules) {
  if (option.outcome == Outcome::kLate) return MayLeaveInFlight(world, rules);
  // What is left of a machine is known only once it is down.
  return option.disturbance == nullptr || IsCrash(option.outcome) ||
         option.disturbance->possible(world);
}

const ErrorKind* FindErrorKind(const EffectSpec& effect, std::string_view name) {
  for (const ErrorKind* kind : effect.port->error_kinds) {
    if (kind->name == name) return kind;
  }
  return nullptr;
}

namespace {

bool HasKind(const PortSpec& port, const ErrorKind* kind) {
  return std::find(port.error_kinds.begin(), port.error_kinds.end(), kind) !=
         port.error_kinds.end();
}

/// The first of `wanted` that the port lists, or else the first of its own that `may` stand for it;
/// null where there is none.
template <class May>
const ErrorKind* StandIn(const PortSpec& port, std::initializer_list<const ErrorKind*> wanted,
                         May may) {
  for (const ErrorKind* kind : wanted) {
    if (HasKind(port, kind)) return kind;
  }
  const auto own = std::find_if(port.error_kinds.begin(), port.error_kinds.end(), may);
  return own == port.error_kinds.end() ? nullptr : *own;
}

/// Stands for "it failed".
const ErrorKind* FailedKind(const PortSpec& port) {
  return StandIn(port, {&kTransient, &kTimeout, &kConnectionLost},
                 [](const ErrorKind* kind) { return kind->may_be_invented; });
}
/// Stands for "nobody knows".
const ErrorKind* UnknownKind(const PortSpec& port) {
  return StandIn(port, {&kTimeout, &kConnectionLost, &kTransient}, [](const ErrorKind* kind) {
    return kind->may_be_invented && kind->follows_effect;
  });
}

std::vector<FaultOption> ListOptions(const EffectSpec& effect, Basis basis,
                                     const FaultRules& rules) {
  std::vector<FaultOption> options;
  const auto add = [&](Outcome outcome, const ErrorKind* error) {
    if (IsLegal(effect, outcome, error, rules)) options.push_back({outcome, error});
  };
  if (basis == Basis::kAll) {
    for (const ErrorKind* kind : effect.port->error_kinds) {
      add(Outcome::kErrorBefore, kind);
      add(Outcome::kErrorAfter, kind);
      add(Outcome::kLate, kind);
    }
  } else {
    add(Outcome::kErrorBefore, FailedKind(*effect.port));
    add(Outcome::kErrorAfter, UnknownKind(*effect.port));
    add(Outcome::kLate, UnknownKind(*effect.port));
  }
  add(Outcome::kPause, nullptr);
  if (basis == Basis::kShutdown || basis == Basis::kAll) add(Outcome::kCancel, nullptr);
  if (basis == Basis::kUnsteady || basis == Basis::kAll) {
    add(Outcome::kStale, nullptr);
    add(Outcome::kDelay, nullptr);
    for (const Disturbance* disturbance : rules.disturbances) {
      if (IsLegal(effect, Outcome::kDisturb, nullptr, rules)) {
        options.push_back({Outcome::kDisturb, nullptr, disturbance});
      }
    }
  }
  return options;
}

}  // namespace

std::span<const FaultOption> OptionsFor(const EffectSpec& effect, Basis basis,
                                        const FaultRules& rules) {
  // Effects are looked up by name: what has the same name and address is the same. Never walked.
  using Key = std::tuple<std::string_view, std::string_view, Basis, bool, bool, bool, const void*,
                         std::size_t>;
  thread_local std::map<Key, std::vector<FaultOption>> cache;
  const Key key{effect.port->name,
                effect.name,
                basis,
                rules.server_refuses_duplicates,
                rules.pause_for > 0,
                rules.stale_reads,
                rules.disturbances.data(),
                rules.disturbances.size()};
  auto found = cache.find(key);
  if (found == cache.end()) found = cache.emplace(key, ListOptions(effect, basis, rules)).first;
  return found->second;
}

std::vector<Outcome> OutcomesOf(Basis basis) {
  std::vector<Outcome> outcomes{Outcome::kCrashAfter, Outcome::kErrorBefore, Outcome::kErrorAfter,
                                Outcome::kLate};
  if (basis == Basis::kShutdown || basis == Basis::kAll) outcomes.push_back(Outcome::kCancel);
  if (basis == Basis::kUnsteady || basis == Basis::kAll) {
    outcomes.insert(outcomes.end(), {Outcome::kStale, Outcome::kDelay, Outcome::kDisturb});
  }
  return outcomes;
}

bool IsApiFault(const EffectSpec& effect, const FaultOption& option) {
  return option.error == nullptr || HasKind(*effect.port, &kTransient) ||
         HasKind(*effect.port, &kConnectionLost);
}

}  // namespace relapse

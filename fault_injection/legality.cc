#include "fault_injection/legality.h"

#include <array>
#include <map>
#include <tuple>

#include "harness/core/enum_names.h"
#include "harness/world/in_flight.h"

namespace relapse {

namespace {
constexpr std::array<std::string_view, 3> kBases{"standard", "shutdown", "all"};

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
  }
  return "";
}

const ErrorKind* FindErrorKind(const EffectSpec& effect, std::string_view name) {
  for (const ErrorKind* kind : effect.port->error_kinds) {
    if (kind->name == name) return kind;
  }
  return nullptr;
}

namespace {

bool HasKind(const EffectSpec& effect, const ErrorKind& kind) {
  for (const ErrorKind* one : effect.port->error_kinds) {
    if (one == &kind) return true;
  }
  return false;
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
    // One kind that claims nothing stands for "it failed", one for "nobody knows".
    if (HasKind(effect, kTransient)) add(Outcome::kErrorBefore, &kTransient);
    if (HasKind(effect, kTimeout)) {
      add(Outcome::kErrorAfter, &kTimeout);
      add(Outcome::kLate, &kTimeout);
    }
  }
  if (basis != Basis::kStandard && !effect.internal) options.push_back({Outcome::kCancel, nullptr});
  return options;
}

}  // namespace

std::span<const FaultOption> OptionsFor(const EffectSpec& effect, Basis basis,
                                        const FaultRules& rules) {
  // Looked up by name, not address: the order of a map keyed by addresses would not repeat.
  using Key = std::tuple<std::string_view, std::string_view, Basis, bool>;
  thread_local std::map<Key, std::vector<FaultOption>> cache;
  const Key key{effect.port->name, effect.name, basis, rules.server_refuses_duplicates};
  auto found = cache.find(key);
  if (found == cache.end()) found = cache.emplace(key, ListOptions(effect, basis, rules)).first;
  return found->second;
}

std::vector<Outcome> OutcomesOf(Basis basis) {
  std::vector<Outcome> outcomes{Outcome::kCrashAfter, Outcome::kErrorBefore, Outcome::kErrorAfter,
                                Outcome::kLate};
  if (basis != Basis::kStandard) outcomes.push_back(Outcome::kCancel);
  return outcomes;
}

}  // namespace relapse

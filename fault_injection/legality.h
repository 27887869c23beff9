// What is legal where. A fault that the real world could not show is a false alarm; the rules are
// the fault model (docs/fault_model.md), one function.
#ifndef FAULT_INJECTION_LEGALITY_H_
#define FAULT_INJECTION_LEGALITY_H_

#include <span>
#include <string_view>
#include <vector>

#include "harness/effect/effect.h"
#include "harness/simulation/outcome.h"
#include "harness/world/world.h"

namespace relapse {

/// What a scenario's world and component promise about faults.
struct FaultRules {
  /// The world refuses the second of two equal create requests, so that a late one is harmless.
  bool server_refuses_duplicates = false;
  /// How long a late request stays in flight, milliseconds.
  DurationMs late_by = Seconds(1);
  /// Requests in flight at once. Bounded, or a process that dies before time moves could leave ever
  /// more.
  int most_in_flight = 1;
  /// What may happen in the world before any effect. The list is static: it is compared by address.
  std::span<const Disturbance* const> disturbances;
  /// What a crash of the whole machine can leave besides dead processes: the fates of what was
  /// written and not synced (design: crash kind `machine`). Each makes crashes of a kind of its
  /// own, where it is possible once the processes are dead; without any, only processes die. For
  /// scenarios of one process. Static, as `disturbances` is.
  std::span<const Disturbance* const> machine_crashes;
  /// How long a process may stop where it is, milliseconds; 0 where nobody goes on meanwhile.
  DurationMs pause_for = 0;
  /// Whether some read of the world may be answered stale. Where none may, no earlier world need be
  /// kept.
  bool stale_reads = true;
  /// Errors in one incarnation up to which a plan is transparent: within every documented budget.
  int transparent_errors = 4;
};

/// Whether `outcome` with `error` (nullptr for crashes and cancel) may be done to this effect.
bool IsLegal(const EffectSpec& effect, Outcome outcome, const ErrorKind* error,
             const FaultRules& rules);
/// Whether this world has room for one more request in flight.
bool MayLeaveInFlight(const World& world, const FaultRules& rules);
/// One sentence that says when an outcome is legal; the source of `relapse list` and of the docs.
std::string_view LegalWhen(Outcome outcome);
/// The disturbance of that name, or for a crash what it leaves of the machine; or nullptr.
const Disturbance* FindDisturbance(const FaultRules& rules, Outcome outcome, std::string_view name);
/// The error kind of that name among those of the effect's port, or nullptr.
const ErrorKind* FindErrorKind(const EffectSpec& effect, std::string_view name);

/// A named set of outcomes that an exhaustive strategy covers.
enum class Basis : std::uint8_t {
  kStandard,  ///< crash, transient before, timeout (or lost connection) after; late, pause where
              ///< legal
  kShutdown,  ///< standard and cancel
  kAll,       ///< every legal outcome and error kind
  kUnsteady,  ///< standard, and what the world does by itself: stale, delay, every disturbance
};
std::string_view EnumName(Basis basis);
void EnumFromName(std::string_view name, Basis& basis);

/// One thing, besides a crash, that a basis does to an effect.
struct FaultOption {
  Outcome outcome = Outcome::kNone;
  const ErrorKind* error = nullptr;
  const Disturbance* disturbance = nullptr;
};
/// The option as a strategy that draws no numbers does it.
Decision DecisionOf(const FaultOption& option, const FaultRules& rules);
/// Whether this world allows it at this moment; what is legal at the effect is.
bool IsPossible(const FaultOption& option, const World& world, const FaultRules& rules);
/// The legal options of a basis at an effect, crashes left out; cached per effect and basis.
std::span<const FaultOption> OptionsFor(const EffectSpec& effect, Basis basis,
                                        const FaultRules& rules);
std::vector<Outcome> OutcomesOf(Basis basis);
/// Whether closure counts it among API faults: what a service does, reached over a network, or the
/// world by itself. Files and processes of the own machine fail in `exhaust` and `run`.
bool IsApiFault(const EffectSpec& effect, const FaultOption& option);

}  // namespace relapse

#endif  // FAULT_INJECTION_LEGALITY_H_

// System: what a history runs. A scenario makes one: processes, the invariants that judge them, and
// when a history may end.
#ifndef HARNESS_SIMULATION_SYSTEM_H_
#define HARNESS_SIMULATION_SYSTEM_H_

#include <functional>
#include <string>
#include <vector>

#include "harness/effect/runtime.h"
#include "harness/oracle/monitors.h"
#include "harness/world/world.h"

namespace relapse {

/// One incarnation of a process, as its body sees it. Handles made from it die with the
/// incarnation.
class ProcessHandles {
 public:
  virtual ~ProcessHandles() = default;
  /// The world this history runs on.
  virtual World& world() = 0;
  /// The gate to interpose before every port of this incarnation.
  virtual Gate& gate() = 0;
  /// Time and randomness of the simulation, not yet interposed.
  virtual Runtime& runtime() = 0;
  virtual TaskRunner& tasks() = 0;
  /// Requested when the process is asked to stop.
  virtual StopToken stop() = 0;
  virtual int incarnation() const = 0;
};

struct ProcessDefinition {
  Text role;
  /// Runs one incarnation to its end and returns its exit code: kExitDone ends the process for
  /// good, kExitAgain asks the supervisor for another incarnation.
  std::function<int(ProcessHandles&)> body;
};
inline constexpr int kExitDone = 0;
inline constexpr int kExitAgain = 1;
/// The process gave up and waits for somebody: no further incarnation, and no rest point unless the
/// scenario says so.
inline constexpr int kExitGaveUp = 2;

enum class Rest : std::uint8_t {
  kNo,
  kParked,   ///< at a gate that the scenario names: nothing will happen without an operator
  kSettled,  ///< finished for good
};

struct System {
  std::vector<ProcessDefinition> processes;
  const InvariantSet* invariants = nullptr;
  /// Whether the world, left alone by all processes, is a rest point. Asked when a process waits or
  /// has exited and nothing else in the world is due.
  std::function<Rest(const World&)> rest;
  /// A history must rest within this much virtual time after its last fault.
  DurationMs rest_bound = Hours(2);
  /// A cancelled process must return within this much virtual time.
  DurationMs shutdown_bound = Seconds(5);
  /// Effects of one history after which it is stopped and judged not to progress.
  std::int64_t effect_budget = 20'000;
  /// Whether giving up (kExitGaveUp) may end a history whose plan is an outage.
  bool may_give_up = true;
};

/// Names under which the simulation itself judges (docs/fault_model.md).
inline constexpr std::string_view kLivenessInvariant = "L-PROGRESS";
inline constexpr std::string_view kShutdownInvariant = "L-SHUTDOWN";
inline constexpr std::string_view kProcessInvariant = "L-PROC";

}  // namespace relapse

#endif  // HARNESS_SIMULATION_SYSTEM_H_

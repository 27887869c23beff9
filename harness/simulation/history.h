// History: what happened, in order. A run keeps only a hash; a recording keeps every event.
#ifndef HARNESS_SIMULATION_HISTORY_H_
#define HARNESS_SIMULATION_HISTORY_H_

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"
#include "harness/oracle/monitors.h"
#include "harness/simulation/decider.h"
#include "harness/simulation/system.h"

namespace relapse {

enum class EventKind : std::uint8_t {
  kStart,
  kEffect,
  kTimer,
  kCrash,
  kExit,
  kPanic,
  kRest,
  kPause,    ///< a process stops before its next effect, for the time in the note
  kPreempt,  ///< another one, in the note, goes on before its next effect
};
std::string_view EnumName(EventKind kind);
void EnumFromName(std::string_view name, EventKind& kind);

/// One line of a recorded history.
struct Event {
  EventKind kind = EventKind::kEffect;
  DurationMs at = 0;  ///< milliseconds since the start of the history
  Text process;
  int incarnation = 0;
  Text effect;
  Text object;
  Json request;
  Outcome outcome = Outcome::kNone;
  Text error_kind;  ///< of the fault, if it was an error
  Json reply;       ///< what the caller heard; null if it heard nothing
  bool executed = false;
  std::uint64_t world_hash = 0;  ///< canonical, after the event
  std::string note;              ///< exit code, panic text, milliseconds of a pause, who goes on
};

struct Recording {
  std::vector<Event> events;
  /// The world as JSON after each event, when `keep_worlds` was asked for; else empty.
  std::vector<Json> worlds;
  bool keep_worlds = false;
};

/// Where a history starts: the initial world, or a crash state.
struct StartState {
  World world;
  MonitorMemory memory;
  FaultContext faults;
  int incarnation = 0;  ///< of the first process, before it starts
};

/// What a strategy may look at while a history runs: every state a crash would leave.
class Listener {
 public:
  virtual ~Listener() = default;
  /// After an effect (or at its crash) that changed the world or the clock. `point_index` counts
  /// fault points of this incarnation; the crash state is (world, memory).
  virtual void OnCrashState(const FaultPoint& point, const World& world,
                            const MonitorMemory& memory, const FaultContext& faults) = 0;
};

enum class Ending : std::uint8_t {
  kRest,       ///< at a rest point
  kViolation,  ///< an invariant was broken
  kCrashed,    ///< a crash ended it, as the options asked
  kVoid,       ///< its own assumptions broke
  kAbandoned,  ///< the decider had seen enough
};

struct HistoryOptions {
  Decider* decider = nullptr;
  Listener* listener = nullptr;    ///< optional
  Recording* recording = nullptr;  ///< optional; slow
  /// Canonical hash of every event and the world after it; optional.
  std::vector<std::uint64_t>* canonical_trace = nullptr;
  /// End the history at a crash instead of starting the process again.
  bool stop_at_crash = false;
  /// Keep what FaultPoint::whole needs.
  bool whole_states = false;
};

struct HistoryResult {
  Ending ending = Ending::kRest;
  Rest rest = Rest::kNo;
  std::string_view invariant;  ///< the one broken
  std::string message;
  std::string_view broken_by;  ///< name of the effect that broke it, or of the moment
  std::int64_t effects = 0;    ///< effects performed, faults included
  int step = -1;               ///< index of the event at which it broke
  std::uint64_t hash = 0;      ///< of everything that happened
  std::uint64_t reached = 0;   ///< bits of `sometimes` invariants
  int zombie_calls = 0;        ///< effects tried through revoked handles
  /// In an outage a process gave up and left work that the next one may do.
  bool gave_up = false;
  DurationMs recovery_time = 0;  ///< from the last fault to the rest point
  StartState end;                ///< where it ended
  /// Set when the harness itself is wrong; never blamed on the component.
  std::string harness_failure;
};

/// A moment of which no process is part, for strategies that build crash states from harvested
/// worlds. Both step the monitors exactly as RunHistory does at a crash; the answer is the
/// violation, if any.
struct MomentVerdict {
  std::string_view invariant;  ///< empty: none broken
  std::string message;
};
/// `machine`: what is left of the machine where all of it crashes (FaultRules::machine_crashes).
MomentVerdict ObserveCrash(const System& system, StartState& state, const Disturbance* machine);
/// What a crash does to a world whose processes are dead already; nothing without `machine`, or
/// where it is not possible.
void CrashMachine(World& world, const Disturbance* machine);
/// Lets the world's next timer fire while every process is down. `state.world` must have one.
MomentVerdict FireNextTimer(const System& system, StartState& state, std::uint64_t& reached);

/// Histories begun by this program so far: what a watchdog looks at, and nothing else. May be
/// called from a signal handler.
std::uint64_t HistoriesBegun();

/// Runs one history of `system` from `start`. Deterministic in all its arguments. Not reentrant on
/// one thread.
HistoryResult RunHistory(const System& system, const StartState& start,
                         const HistoryOptions& options);

}  // namespace relapse

#endif  // HARNESS_SIMULATION_HISTORY_H_

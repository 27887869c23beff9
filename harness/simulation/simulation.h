// Simulation: one history in progress. Owns the clock, the processes and their fibers; every effect
// passes through it. Internal to harness/simulation: use RunHistory.
//
// Single-threaded. The clock moves only when every fiber waits.
#ifndef HARNESS_SIMULATION_SIMULATION_H_
#define HARNESS_SIMULATION_SIMULATION_H_

#include <atomic>
#include <deque>
#include <exception>
#include <memory>
#include <vector>

#include "harness/simulation/fiber.h"
#include "harness/simulation/history.h"

namespace relapse::internal {

/// Thrown through a process to end it: derived from nothing, so that no subject catches it by
/// accident.
struct ProcessCrash {};

class Simulation;

/// One fiber of a process: its main body or a task.
struct Strand {
  int process = 0;
  int parent = -1;  ///< strand that joins it, or -1
  int tasks_left = 0;
  int parked_waits = 0;  ///< begun while the world was parked, without a break
  /// What was decided about the effect under way: others may run before it comes about. 0: nothing.
  int decided = 0;
  bool finished = false;
  bool joins = false;  ///< waits for its tasks
  bool waits = false;
  TimeMs wakes_at = kNoTime;  ///< while it waits; kNoTime: only its stop token ends the wait
  StopToken wait_stop;
  std::unique_ptr<Fiber> fiber;
};

/// One process of the system and its present incarnation.
class Process final : public ProcessHandles, public Gate, public TaskRunner, public Runtime {
 public:
  Process(Simulation& simulation, const ProcessDefinition& definition, int index)
      : simulation_(simulation), definition_(definition), index_(index) {}

  World& world() override;
  Gate& gate() override { return *this; }
  Runtime& runtime() override { return *this; }
  TaskRunner& tasks() override { return *this; }
  StopToken stop() override { return StopToken(&stop_requested_); }
  int incarnation() const override { return incarnation_; }

  void Pass(EffectCall& call) override;
  void RunAll(std::span<const std::function<void()>> tasks, int at_most_parallel) override;
  using Runtime::Perform;
  Result<TimeMs> Perform(const Now&, const CallOptions&) override;
  Status Perform(const Wait& wait, const CallOptions& options) override;
  Result<std::uint64_t> Perform(const RandomBelow& random, const CallOptions&) override;

 private:
  friend class Simulation;
  Simulation& simulation_;
  const ProcessDefinition& definition_;
  int index_;
  int incarnation_ = 0;
  int next_point_ = 0;
  std::atomic<bool> stop_requested_ = false;
  TimeMs stop_requested_at_ = kNoTime;
  bool alive_ = false;
  bool revoked_ = false;  ///< crashed: its fibers unwind, its handles are dead
  bool done_ = false;     ///< no further incarnation
  bool gave_up_ = false;
  int exit_code_ = 0;
  Decision crash_;
  /// Crashed: timers of the world that fire before it is started again.
  int timers_while_down_ = 0;
  bool is_down_ = false;  ///< crashed, to be started again
  TimeMs paused_at_ = 0;
  /// Paused: when it may go on; it does once another process has moved then. kNoTime: not paused.
  TimeMs paused_until_ = kNoTime;
  /// Another process has moved since its pause was over.
  bool overtaken_ = false;
  /// Of all that this incarnation has heard, in order; kept where whole states are asked for.
  std::uint64_t heard_ = 0;
  std::string panic_;
};

class Simulation final : public WholeState {
 public:
  Simulation(const System& system, const StartState& start, const HistoryOptions& options);
  ~Simulation() override;
  HistoryResult Run();
  std::uint64_t Hash() const override;

 private:
  friend class Process;

  // Lifecycle of processes (processes.cc).
  void Start(Process& process);
  void RunBody(Process& process);
  /// Takes a free slot, so that the indices of other strands stay as they are.
  void AddMainStrand(Process& process);
  void Finish(Strand& strand);
  void AfterStrandEnded(Process& process);
  void UnwindStrands(int process);
  /// `changed`: its end changed the world.
  void Crashed(Process& process, bool changed);
  /// Tells the world that nothing of the incarnation is left. True if that changed it.
  bool EndInWorld(const Process& process, bool crashed);
  /// Starts a process that is down, if its down time is over or no timer is left to count it.
  void StartAgainIfDue(Process& process);
  /// The others go on while a process is down; each timer that fires brings its start nearer.
  void CountDownTime(bool timer_fired);

  // One effect (effects.cc).
  void Pass(Process& process, EffectCall& call);
  void Apply(Process& process, EffectCall& call, const Decision& decision,
             Observation& observation);
  /// Requests in flight that this one would overtake are performed first.
  void LandOvertakenBy(const EffectCall& call);
  void LeaveInFlight(const EffectCall& call, DurationMs late_by);
  /// Keeps the world as it is, present until `until`, for reads that are answered stale.
  void KeepPast(TimeMs until);
  /// Answers a read as the world was when its answer was last another one, not longer ago than the
  /// effect allows; as it is, if it never was.
  void AnswerStale(EffectCall& call);
  /// Lets the next `timers` of the world fire while the caller waits for its answer.
  void LetTimersFire(int timers, DurationMs patience);
  void Disturb(const Disturbance& disturbance);
  void RecordEffect(const Process& process, const EffectCall& call, const Decision& decision,
                    const Observation& observation);
  /// Tells the other side what the error of a fault ended there. True if that changed the world.
  bool TellEnded(EffectCall& call, const Decision& decision);
  /// Ends the incarnation: throws through its fiber, unless an exception of its own is in flight
  /// there. Then (in a destructor) the crash would end the program: the call is answered with an
  /// error, no further one reaches the world, and the next outside that unwinding throws.
  void Die(Process& process, const Decision& decision);
  void DieAt(Process& process, EffectCall& call, const Decision& decision);
  /// Effects without a fault point spend a budget of their own, or a process could spin on them.
  void CountQuietCall(Process& process, const EffectCall& call);

  // Preemptions, pauses and whole states (switching.cc).
  /// Asks the decider whether another process goes on before this effect, and lets it.
  void LetOthersGoFirst(Process& process, FaultPoint& point);
  /// Its first strand that could run were it not paused, or -1.
  int StrandThatCanGoOn(const Process& process) const;
  void Pause(Process& process, DurationMs duration);
  void EndPause(Process& process);
  /// A strand of `process` is about to run: whose pause is over has been overtaken by it.
  void NoteMove(int process);
  /// Nobody can run: lets the first process go on whose pause is over and that has been overtaken,
  /// or that nobody will overtake any more. False if there is none.
  bool EndDuePause();
  void Hear(Process& process, const EffectCall& call);
  void Abandon();

  // Clock and strands (scheduling.cc).
  void WaitUntil(Process& process, TimeMs wake, StopToken stop);
  /// Everybody waits and nothing will ever happen: a rest point, or the end of all progress.
  void NothingScheduled();
  /// Moves the clock and shows what the world did.
  void AdvanceClock(TimeMs to, bool judge_bounds = true);
  /// Shows the monitors that the world changed by itself.
  void ShowTimer();
  /// The world's next timer. A world that breaks its own rules ends the history: then kNoTime.
  TimeMs NextTimer();
  bool Runnable(const Strand& strand) const {
    return CouldRun(strand) &&
           (paused_ == 0 ||
            processes_[static_cast<std::size_t>(strand.process)].paused_until_ == kNoTime);
  }
  /// The same if its process were not paused.
  bool CouldRun(const Strand& strand) const {
    if (strand.finished || strand.joins) return false;
    return !strand.waits || strand.wakes_at <= world_.now() || strand.wait_stop.requested();
  }
  /// Whether the strand that runs is the only one.
  bool Alone() const { return unfinished_ == 1; }
  /// Asked when a strand is about to wait: whether every live process then waits at its gate.
  bool EverybodyParks();
  int PickRunnable();
  void RunStrands();
  void SwitchAway();
  void Tail();
  TimeMs EarliestWake() const;
  void CheckBounds();

  // Judging (simulation.cc).
  void Observe(Observation& observation, std::string_view broken_by);
  void Violate(std::string_view invariant, std::string message, std::string_view broken_by);
  void EndAtRest(Rest rest);
  /// Runs what is ours, not the component's: fakes, agents, invariants. False if it failed.
  template <class Action>
  bool RunOurs(Action&& action);
  void FailHarness(std::string message);
  Observation MakeObservation(Moment moment, const Process* process) const;
  void RecordMoment(EventKind kind, const Process* process, std::string note);
  void Fold(std::uint64_t word) { result_.hash = HashCombine(result_.hash, word); }
  bool ended() const { return ended_; }

  const System& system_;
  const HistoryOptions& options_;
  World world_;
  MonitorMemory memory_;
  FaultContext faults_;
  TimeMs started_at_;
  HistoryResult result_;
  bool ended_ = false;
  struct Past {
    World world;
    TimeMs until;  ///< when something else became true
  };
  bool keeps_past_ = false;
  std::deque<Past> past_;  ///< of the present incarnations, oldest first
  std::uint64_t changes_at_last_point_ = 0;
  TimeMs time_at_last_point_ = 0;
  std::int64_t events_ = 0;
  std::deque<Process> processes_;
  /// By index for as long as they live; a finished strand keeps its slot while others lie behind
  /// it.
  std::vector<Strand> strands_;
  int unfinished_ = 0;  ///< of them
  int current_ = -1;
  int chosen_ = -1;  ///< by the decider, to run next; -1: to be asked
  int down_ = 0;     ///< processes that are down
  int paused_ = 0;   ///< processes that are paused
  std::vector<Text> others_;
  std::int64_t quiet_calls_ = 0;
};

template <class Action>
bool Simulation::RunOurs(Action&& action) {
  try {
    action();
    return true;
  } catch (const CheckFailure& failure) {
    FailHarness(failure.message);
  } catch (const std::exception& exception) {
    FailHarness(exception.what());
  }
  return false;
}

}  // namespace relapse::internal

#endif  // HARNESS_SIMULATION_SIMULATION_H_

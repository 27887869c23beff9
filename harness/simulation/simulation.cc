#include "harness/simulation/simulation.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse {

namespace {
constexpr std::array<std::string_view, 9> kEventKinds{"start", "effect", "timer", "crash",  "exit",
                                                      "panic", "rest",   "pause", "preempt"};
}  // namespace

std::string_view EnumName(EventKind kind) { return NameOf(kEventKinds, kind); }
void EnumFromName(std::string_view name, EventKind& kind) { ReadName(kEventKinds, name, kind); }

namespace {
std::atomic<std::uint64_t> histories_begun{0};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
}  // namespace

std::uint64_t HistoriesBegun() { return histories_begun.load(std::memory_order_relaxed); }

HistoryResult RunHistory(const System& system, const StartState& start,
                         const HistoryOptions& options) {
  histories_begun.store(HistoriesBegun() + 1, std::memory_order_relaxed);
  RELAPSE_CHECK(options.decider != nullptr, "a history needs a decider");
  internal::Simulation simulation(system, start, options);
  return simulation.Run();
}

namespace {

MomentVerdict JudgeMoment(const System& system, StartState& state, Moment moment, bool changed,
                          std::uint64_t& reached) {
  MomentVerdict verdict;
  if (system.invariants == nullptr) return verdict;
  Observation observation{.moment = moment, .world = state.world, .faults = state.faults};
  observation.process = system.processes.front().role;
  observation.incarnation = state.incarnation;
  observation.changed = changed;
  const int broken = system.invariants->Step(observation, state.memory, reached, verdict.message);
  if (broken >= 0) {
    verdict.invariant = system.invariants->all()[static_cast<std::size_t>(broken)]->name();
  }
  return verdict;
}

}  // namespace

MomentVerdict ObserveCrash(const System& system, StartState& state, const Disturbance* machine) {
  std::uint64_t reached = 0;
  const std::uint64_t changes_before = state.world.change_count();
  state.world.ProcessEnded(system.processes.front().role);
  CrashMachine(state.world, machine);
  const bool changed = state.world.change_count() != changes_before;
  return JudgeMoment(system, state, Moment::kCrash, changed, reached);
}

void CrashMachine(World& world, const Disturbance* machine) {
  if (machine != nullptr && machine->possible(world)) machine->happen(world);
}

MomentVerdict FireNextTimer(const System& system, StartState& state, std::uint64_t& reached) {
  const std::uint64_t changes_before = state.world.change_count();
  state.world.AdvanceTo(state.world.NextTimer());
  if (state.world.change_count() == changes_before) return {};
  return JudgeMoment(system, state, Moment::kTimer, true, reached);
}

namespace internal {

Simulation::Simulation(const System& system, const StartState& start, const HistoryOptions& options)
    : system_(system),
      options_(options),
      world_(start.world),
      memory_(start.memory),
      faults_(start.faults),
      started_at_(start.world.now()),
      keeps_past_(options.decider->MayAnswerStale()),
      changes_at_last_point_(start.world.change_count()),
      time_at_last_point_(start.world.now()) {
  faults_.last_fault_at = world_.now();
  for (const ProcessDefinition& definition : system.processes) {
    processes_.emplace_back(*this, definition, static_cast<int>(processes_.size()));
  }
  processes_.front().incarnation_ = start.incarnation;
}

Simulation::~Simulation() = default;

HistoryResult Simulation::Run() {
  // A rest point is a start too: whatever lived there is gone.
  for (Process& process : processes_) EndInWorld(process, false);
  for (Process& process : processes_) Start(process);
  RunStrands();
  if (!ended_) Tail();
  result_.hash = HashCombine(result_.hash, world_.CanonicalHash());
  result_.end = StartState{std::move(world_), memory_, faults_, processes_.front().incarnation_};
  return std::move(result_);
}

Observation Simulation::MakeObservation(Moment moment, const Process* process) const {
  Observation observation{.moment = moment, .world = world_, .faults = faults_};
  if (process != nullptr) {
    observation.process = process->definition_.role;
    observation.incarnation = process->incarnation_;
    observation.process_index = process->index_;
    observation.stop_requested = process->stop_requested_.load(std::memory_order_relaxed);
    observation.stop_requested_at = process->stop_requested_at_;
    observation.exit_code = process->exit_code_;
  }
  return observation;
}

void Simulation::Observe(Observation& observation, std::string_view broken_by) {
  if (ended_ || system_.invariants == nullptr) return;
  RunOurs([&] {
    std::string message;
    const int broken = system_.invariants->Step(observation, memory_, result_.reached, message);
    if (broken >= 0) {
      Violate(system_.invariants->all()[static_cast<std::size_t>(broken)]->name(),
              std::move(message), broken_by);
    }
  });
}

void Simulation::FailHarness(std::string message) {
  ended_ = true;
  result_.ending = Ending::kVoid;
  result_.harness_failure = std::move(message);
}

void Simulation::Violate(std::string_view invariant, std::string message,
                         std::string_view broken_by) {
  if (ended_) return;
  ended_ = true;
  result_.ending = Ending::kViolation;
  result_.invariant = invariant;
  result_.message = std::move(message);
  result_.broken_by = broken_by;
  result_.step = static_cast<int>(events_) - 1;
}

void Simulation::EndAtRest(Rest rest) {
  if (ended_) return;
  RecordMoment(EventKind::kRest, nullptr, rest == Rest::kParked ? "parked" : "settled");
  result_.rest = rest;
  result_.recovery_time = world_.now() - faults_.last_fault_at;
  Observation observation = MakeObservation(Moment::kRest, nullptr);
  Observe(observation, "rest");
  ended_ = true;
}

void Simulation::RecordMoment(EventKind kind, const Process* process, std::string note) {
  ++events_;
  Fold(static_cast<std::uint64_t>(kind) + 1);
  Fold(static_cast<std::uint64_t>(world_.now() - started_at_));
  if (options_.recording == nullptr) return;
  Event event;
  event.kind = kind;
  event.at = world_.now() - started_at_;
  if (process != nullptr) {
    event.process = process->definition_.role;
    event.incarnation = process->incarnation_;
  }
  event.world_hash = world_.CanonicalHash();
  event.note = std::move(note);
  options_.recording->events.push_back(std::move(event));
  if (options_.recording->keep_worlds) options_.recording->worlds.push_back(world_.ToJson());
}

}  // namespace internal
}  // namespace relapse

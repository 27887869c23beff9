#include "harness/explore/explorer.h"

#include <algorithm>
#include <optional>

#include "harness/explore/coverage.h"
#include "harness/explore/repeat.h"
#include "harness/world/in_flight.h"

namespace relapse {

namespace {
/// Timers that fire while everything is down, at most: an agent that never rests is a harness
/// failure.
constexpr int kMostTimersWhileDown = 2000;
}  // namespace

/// Plays the errors of one life by position and notes the fault points after the last of them.
class Explorer::LifeDecider final : public Decider {
 public:
  LifeDecider(const std::vector<IndexedFault>& errors, const FaultRules& rules, Basis basis,
              bool note_points)
      : errors_(errors),
        rules_(rules),
        note_points_(note_points),
        note_disturbances_(basis == Basis::kUnsteady || basis == Basis::kAll) {}

  Decision AtEffect(const FaultPoint& point) override {
    if (next_ == errors_.size()) {
      if (after_errors.effect == nullptr) {
        after_errors = {point.incarnation, point.index, &point.call.spec(), false, 0};
      }
      if (note_points_) {
        points.push_back({point.incarnation, point.index, &point.call.spec(),
                          point.call.spec().mutates && MayLeaveInFlight(point.world, rules_),
                          note_disturbances_ ? PossibleDisturbances(point.world) : 0});
      }
      return {};
    }
    const IndexedFault& fault = errors_[next_];
    if (fault.index != point.index || fault.incarnation != point.incarnation) return {};
    ++next_;
    return fault.decision;
  }
  bool MayAnswerStale() const override {
    return std::any_of(errors_.begin(), errors_.end(), [](const IndexedFault& fault) {
      return fault.decision.outcome == Outcome::kStale;
    });
  }
  bool all_fired() const { return next_ == errors_.size(); }
  /// Whether this is the point of the life's last error.
  bool AtLastError(const FaultPoint& point) const {
    return !errors_.empty() && all_fired() && errors_.back().index == point.index &&
           errors_.back().incarnation == point.incarnation;
  }

  bool last_error_moves_the_world() const {
    const Outcome outcome = errors_.back().decision.outcome;
    return outcome == Outcome::kDelay || outcome == Outcome::kDisturb;
  }

  std::vector<Point> points;
  Point after_errors{};  ///< the first point after the last error

 private:
  std::uint64_t PossibleDisturbances(const World& world) const {
    std::uint64_t possible = 0;
    for (std::size_t i = 0; i < rules_.disturbances.size(); ++i) {
      if (rules_.disturbances[i]->possible(world)) possible |= std::uint64_t{1} << i;
    }
    return possible;
  }

  const std::vector<IndexedFault>& errors_;
  const FaultRules& rules_;
  bool note_points_;
  bool note_disturbances_;
  std::size_t next_ = 0;
};

/// Keeps every state a crash would leave. States before the last error of a life belong to the life
/// without that error.
class Explorer::Harvest final : public Listener {
 public:
  explicit Harvest(const LifeDecider& decider) : decider_(decider) {}

  void OnCrashState(const FaultPoint& point, const World& world, const MonitorMemory& memory,
                    const FaultContext& faults) override {
    if (!decider_.all_fired()) return;
    if (decider_.AtLastError(point)) {
      // Dying at an error is dying without it, except that a late request is in flight, a session
      // ended, or the world or its clock moved: that state is the one before the next effect.
      if (world.Get<InFlightRequests>().requests.empty() && !point.ended_something &&
          !decider_.last_error_moves_the_world()) {
        return;
      }
      at_error_ = StartState{world, memory, faults, point.incarnation};
      return;
    }
    // A wait of another task ended before the next point: a crash there is later than the error.
    if (decider_.after_errors.effect == nullptr) at_error_.reset();
    states.push_back({IndexedFault{.incarnation = point.incarnation,
                                   .index = point.index,
                                   .decision = {.outcome = Outcome::kCrashAfter},
                                   .effect = &point.call.spec()},
                      StartState{world, memory, faults, point.incarnation}});
  }

  /// Adds the state that an error and a crash leave together.
  void Finish() {
    const Point& next = decider_.after_errors;
    if (!at_error_.has_value() || next.effect == nullptr ||
        next.incarnation != at_error_->incarnation) {
      return;
    }
    states.push_back({IndexedFault{.incarnation = next.incarnation,
                                   .index = next.index,
                                   .decision = {.outcome = Outcome::kCrashBefore},
                                   .effect = next.effect},
                      std::move(*at_error_)});
  }

  std::vector<std::pair<IndexedFault, StartState>> states;

 private:
  const LifeDecider& decider_;
  std::optional<StartState> at_error_;
};

Explorer::Explorer(const Instance& instance, const ExploreOptions& options)
    : instance_(instance), options_(options), rest_oracle_(instance) {
  RELAPSE_CHECK(instance.system.processes.size() == 1,
                "crash states are defined only where every live process dies in the crash");
}

void Explorer::Start(int most_faults) {
  most_faults_ = most_faults;
  StartState initial{.world = instance_.initial};
  AddNode(-1, {}, initial, HashOf(initial, 0));
}

ExploreResult Explorer::Exhaust(int faults) {
  Start(faults);
  // Fewest faults first: a state is first met with the most faults left, and a finding with the
  // fewest.
  for (int used = 0; used <= faults && !stopped_; ++used) {
    for (std::size_t i = 0; i < nodes_.size() && !stopped_; ++i) {
      if (nodes_[i].used == used) ExploreNode(static_cast<int>(i), faults - used, used < faults);
    }
  }
  std::map<std::pair<int, int>, std::int64_t> memo;
  if (!stopped_) result_.figures.plans = PlansFrom(0, faults, memo);
  return Finish();
}

ExploreResult Explorer::Close(int api_faults) {
  closing_ = true;
  Start(api_faults);
  for (std::size_t i = 0; i < nodes_.size() && !stopped_; ++i) {
    ExploreNode(static_cast<int>(i), api_faults, true);
  }
  return Finish();
}

void Explorer::ExploreNode(int node, int errors_allowed, bool harvest_crashes) {
  harvesting_ = harvest_crashes;
  std::vector<IndexedFault> errors;
  ExploreLife(node, errors, errors_allowed);
}

HistoryResult Explorer::RunLife(int node, const std::vector<IndexedFault>& errors,
                                LifeDecider& decider) {
  const Node& from = nodes_[static_cast<std::size_t>(node)];
  const int faults_left = most_faults_ - from.used - static_cast<int>(errors.size());
  Harvest harvest(decider);
  HistoryOptions options{.decider = &decider};
  std::optional<CountingDecider> counting;
  if (options_.coverage != nullptr) {
    options.decider = &counting.emplace(decider, *options_.coverage);
  }
  if (harvesting_ && (closing_ || faults_left >= 1)) options.listener = &harvest;
  StartState start = from.start;
  HistoryResult result = RunHistory(instance_.system, start, options);
  ++result_.figures.histories;
  harvest.Finish();
  for (auto& [crash, state] : harvest.states) {
    if (options_.coverage != nullptr) {
      options_.coverage->Add(*crash.effect, crash.decision.outcome, crash.incarnation);
    }
    AddCrashStates(node, errors, crash, state);
  }
  result_.figures.effects += result.effects;
  result_.figures.reached |= result.reached;
  result_.figures.history_hash = HashCombine(result_.figures.history_hash, result.hash);
  CheckDeterminism(start, errors, result.hash);
  if (options_.sample && IsSampled(result_.figures.histories, options_.sample_percent)) {
    Sample(node, errors, result.hash);
  }
  if (!result.harness_failure.empty() && result_.harness_failure.empty()) {
    result_.harness_failure = result.harness_failure;
  }
  return result;
}

void Explorer::ExploreLife(int node, std::vector<IndexedFault>& errors, int errors_allowed) {
  if (ShouldStop()) return;
  LifeDecider decider(errors, instance_.rules, options_.basis, errors_allowed > 0);
  const HistoryResult result = RunLife(node, errors, decider);
  auto& lives = nodes_[static_cast<std::size_t>(node)].lives;
  if (lives.size() <= errors.size()) lives.resize(errors.size() + 1);
  ++lives[errors.size()];
  if (!decider.all_fired()) ++result_.figures.voids;
  if (result.ending == Ending::kViolation) {
    AddFinding(node, errors, result.invariant, result.message, result.broken_by);
    return;
  }
  if (result.ending == Ending::kRest) {
    result_.figures.slowest_recovery =
        std::max(result_.figures.slowest_recovery, result.recovery_time);
    if (const auto verdict = rest_oracle_.Check(result)) {
      AddFinding(node, errors, verdict->oracle, verdict->message, "rest");
    }
  }
  if (errors_allowed == 0) return;
  for (const Point& point : decider.points) {
    std::uint64_t possible = point.disturbances;
    for (const FaultOption& option : OptionsFor(*point.effect, options_.basis, instance_.rules)) {
      if (option.outcome == Outcome::kLate && !point.may_be_late) continue;
      if (closing_ && !IsApiFault(*point.effect, option)) continue;
      // An effect's options list every disturbance, in the order of the rules.
      if (option.outcome == Outcome::kDisturb) {
        const bool possible_here = (possible & 1) != 0;
        possible >>= 1;
        if (!possible_here) continue;
      }
      errors.push_back(ErrorAt(point, option, errors));
      ExploreLife(node, errors, errors_allowed - 1);
      errors.pop_back();
    }
  }
}

IndexedFault Explorer::ErrorAt(const Point& point, const FaultOption& option,
                               const std::vector<IndexedFault>& earlier) const {
  IndexedFault fault{
      .incarnation = point.incarnation, .index = point.index, .effect = point.effect};
  fault.decision = DecisionOf(option, instance_.rules);
  if (IsError(option.outcome)) {
    // As PlanDecider counts: in one incarnation, of which a life may have several.
    const auto before = std::count_if(earlier.begin(), earlier.end(), [&](const IndexedFault& one) {
      return one.incarnation == point.incarnation && IsError(one.decision.outcome);
    });
    fault.decision.outage = before + 1 > instance_.rules.transparent_errors;
  }
  return fault;
}

std::uint64_t Explorer::HashOf(const StartState& state, int used) const {
  std::uint64_t hash = state.world.CanonicalHash();
  if (options_.rules.memory_is_part_of_the_state) {
    hash = HashCombine(hash, instance_.system.invariants->MemoryHash(state.memory));
  }
  hash = HashCombine(hash, state.faults.transparent ? 1 : 0);
  if (!options_.prune && !closing_) hash = HashCombine(hash, static_cast<std::uint64_t>(used));
  return hash;
}

int Explorer::FindState(const StartState& state, std::uint64_t hash, int used) const {
  if (!options_.merge) return -1;
  return index_.Find(hash, [&](int id) {
    const Node& node = nodes_[static_cast<std::size_t>(id)];
    if (!options_.prune && !closing_ && node.used != used) return false;
    return (node.start.memory == state.memory || !options_.rules.memory_is_part_of_the_state) &&
           node.start.faults.transparent == state.faults.transparent &&
           node.start.world.SameState(state.world);
  });
}

int Explorer::AddNode(int parent, std::vector<IndexedFault> faults, const StartState& state,
                      std::uint64_t hash) {
  const int id = static_cast<int>(nodes_.size());
  const Node* from = parent < 0 ? nullptr : &nodes_[static_cast<std::size_t>(parent)];
  Node node{.start = state,
            .parent = parent,
            .faults = std::move(faults),
            .used = from == nullptr ? 0 : from->used,
            .depth = from == nullptr ? 0 : from->depth + 1};
  node.used += static_cast<int>(node.faults.size());
  result_.figures.deepest = std::max(result_.figures.deepest, node.depth);
  nodes_.push_back(std::move(node));
  index_.Insert(hash, id);
  return id;
}

bool Explorer::ReachWithFewerFaults(int known, int parent, const std::vector<IndexedFault>& faults,
                                    const StartState& state, int used) {
  Node& node = nodes_[static_cast<std::size_t>(known)];
  if (closing_ || node.used <= used || !options_.rules.pruning_respects_faults_left) return false;
  // Levels are explored in order of faults used, so the state has not been explored yet.
  node.start = state;
  node.parent = parent;
  node.faults = faults;
  node.used = used;
  node.depth = nodes_[static_cast<std::size_t>(parent)].depth + 1;
  return true;
}

void Explorer::AddCrashStates(int parent, const std::vector<IndexedFault>& errors,
                              IndexedFault crash, const StartState& state) {
  AddCrashState(parent, errors, crash, state);
  if (instance_.rules.machine_crashes.empty()) return;
  World dead = state.world;
  dead.ProcessEnded(instance_.system.processes.front().role);
  for (const Disturbance* machine : instance_.rules.machine_crashes) {
    if (!machine->possible(dead)) continue;
    crash.decision.disturbance = machine;
    AddCrashState(parent, errors, crash, state);
  }
}

void Explorer::AddCrashState(int parent, const std::vector<IndexedFault>& errors,
                             IndexedFault crash, StartState state) {
  ++state.faults.fired;
  state.faults.last_fault_at = state.world.now();
  // In the order in which they are decided: a wait that the process dies at may have begun before
  // an error in one of its tasks.
  std::vector<IndexedFault> faults = errors;
  const auto later = std::find_if(faults.begin(), faults.end(), [&](const IndexedFault& error) {
    return std::pair(error.incarnation, error.index) > std::pair(crash.incarnation, crash.index);
  });
  const auto at = static_cast<std::size_t>(later - faults.begin());
  faults.insert(later, crash);
  const int cost = static_cast<int>(faults.size());
  const int used = nodes_[static_cast<std::size_t>(parent)].used + cost;
  if (const MomentVerdict verdict =
          ObserveCrash(instance_.system, state, crash.decision.disturbance);
      !verdict.invariant.empty()) {
    return AddFinding(parent, faults, verdict.invariant, verdict.message, "crash");
  }
  for (int timers = 0; timers <= kMostTimersWhileDown; ++timers) {
    faults[at].decision.timers_while_down = timers;
    const std::uint64_t hash = HashOf(state, used);
    ++result_.figures.edges;
    if (const int known = FindState(state, hash, used); known >= 0) {
      ++result_.figures.merged;
      nodes_[static_cast<std::size_t>(parent)].edges.push_back({known, cost});
      CheckCongruence(known, state);
      // What the known state meets while down was followed when it was added, unless it is now
      // reached with more faults left.
      if (!ReachWithFewerFaults(known, parent, faults, state, used)) return;
    } else {
      const int added = AddNode(parent, faults, state, hash);
      nodes_[static_cast<std::size_t>(parent)].edges.push_back({added, cost});
      if (timers == 0 && IsSampled(added, options_.real_crash_percent)) {
        CheckRealCrash(parent, faults, state);
      }
    }
    if (state.world.NextTimer() == kNoTime || !options_.rules.time_passes_while_down) return;
    const MomentVerdict verdict = FireNextTimer(instance_.system, state, result_.figures.reached);
    if (!verdict.invariant.empty()) {
      faults[at].decision.timers_while_down = timers + 1;
      return AddFinding(parent, faults, verdict.invariant, verdict.message, "timer");
    }
  }
  result_.harness_failure = "the world's timers never end while every process is down";
}

std::vector<int> Explorer::ChainTo(int node) const {
  std::vector<int> chain;
  for (int at = node; at >= 0; at = nodes_[static_cast<std::size_t>(at)].parent) {
    chain.push_back(at);
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

std::vector<IndexedFault> Explorer::FaultsTo(int node) const {
  std::vector<IndexedFault> faults;
  for (const int at : ChainTo(node)) {
    const auto& part = nodes_[static_cast<std::size_t>(at)].faults;
    faults.insert(faults.end(), part.begin(), part.end());
  }
  return faults;
}

void Explorer::AddFinding(int node, const std::vector<IndexedFault>& faults,
                          std::string_view invariant, const std::string& message,
                          std::string_view broken_by) {
  RawFinding finding{.invariant = std::string(invariant),
                     .message = message,
                     .broken_by = std::string(broken_by),
                     .faults = FaultsTo(node),
                     .found_after = result_.figures.histories};
  finding.faults.insert(finding.faults.end(), faults.begin(), faults.end());
  raw_findings_.Add(std::move(finding), options_, result_);
}

std::int64_t Explorer::PlansFrom(int node, int faults_left,
                                 std::map<std::pair<int, int>, std::int64_t>& memo) const {
  const auto key = std::make_pair(node, faults_left);
  if (const auto known = memo.find(key); known != memo.end()) return known->second;
  const Node& from = nodes_[static_cast<std::size_t>(node)];
  std::int64_t plans = 0;
  for (std::size_t errors = 0; errors < from.lives.size(); ++errors) {
    if (static_cast<int>(errors) <= faults_left) plans += from.lives[errors];
  }
  for (const Edge& edge : from.edges) {
    if (edge.cost <= faults_left) plans += PlansFrom(edge.to, faults_left - edge.cost, memo);
  }
  memo[key] = plans;
  return plans;
}

bool Explorer::ShouldStop() {
  if (stopped_) return true;
  if (!result_.harness_failure.empty()) return stopped_ = true;
  if (static_cast<std::int64_t>(nodes_.size()) > options_.max_states) {
    result_.figures.complete = false;
    return stopped_ = true;
  }
  if (result_.figures.histories % 256 == 0) {
    if (options_.progress) {
      options_.progress(static_cast<std::int64_t>(nodes_.size()), result_.figures.histories);
    }
    if (options_.stop && options_.stop()) {
      result_.figures.complete = false;
      return stopped_ = true;
    }
  }
  return false;
}

ExploreResult Explorer::Finish() {
  result_.figures.states = static_cast<std::int64_t>(nodes_.size());
  result_.figures.histories += rest_oracle_.histories();
  result_.figures.reached |= rest_oracle_.reference().reached;
  SortFindings(result_);
  return std::move(result_);
}

}  // namespace relapse

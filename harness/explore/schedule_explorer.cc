#include "harness/explore/schedule_explorer.h"

#include <algorithm>
#include <optional>

#include "harness/explore/coverage.h"
#include "harness/explore/repeat.h"

namespace relapse {

namespace {

/// How many timers of the world fire before a crashed process is started again: it comes back at
/// once, or when the others have gone on for a while.
constexpr int kTimersWhileDown[] = {0, 4};

/// How a history ended, for comparing two; 0: judged by a bound that counts from the beginning, so
/// that histories which share their end may differ.
std::uint64_t EndOf(const HistoryResult& result) {
  if (result.invariant == kLivenessInvariant) return 0;
  std::uint64_t hash = HashCombine(result.end.world.RawHash(), HashBytes(result.invariant));
  hash = HashCombine(hash, HashBytes(result.broken_by));
  hash = HashCombine(hash, static_cast<std::uint64_t>(result.rest));
  return std::max<std::uint64_t>(hash, 1);
}

}  // namespace

/// Plays a path by position, then notes what could come next at each point.
class ScheduleExplorer::PathDecider final : public Decider {
 public:
  PathDecider(ScheduleExplorer& explorer, int node, const std::vector<IndexedFault>& path,
              const Left& left)
      : explorer_(explorer), node_(node), path_(path), left_(left) {}

  Text SwitchBefore(const FaultPoint& point) override {
    if (!all_fired()) {
      const IndexedFault& fault = path_[fired_];
      if (!IsPreemption(fault.decision.outcome) || !IsAt(fault, point)) return {};
      ++fired_;
      return fault.decision.to;
    }
    if (explorer_.options_.prune && met_ < 0) {
      met_ = explorer_.Meet(point.whole->Hash(), node_, left_);
    }
    // Waiting gives way by itself.
    if (met_ >= 0 || left_.preemptions == 0 || point.call.spec().waits) return {};
    for (const Text other : point.others) {
      IndexedFault fault = At(point);
      fault.decision = {.outcome = Outcome::kPreempt, .to = other};
      next.push_back(fault);
    }
    return {};
  }

  Decision AtEffect(const FaultPoint& point) override {
    if (met_ >= 0) return {.abandon = true};
    if (!all_fired()) {
      const IndexedFault& fault = path_[fired_];
      if (IsPreemption(fault.decision.outcome) || !IsAt(fault, point)) return {};
      ++fired_;
      return fault.decision;
    }
    if (left_.faults == 0) return {};
    NoteCrashBefore(point);
    const FaultRules& rules = explorer_.instance_.rules;
    for (const FaultOption& option :
         OptionsFor(point.call.spec(), explorer_.options_.basis, rules)) {
      if (!IsPossible(option, point.world, rules)) continue;
      IndexedFault fault = At(point);
      fault.decision = DecisionOf(option, rules);
      if (IsError(option.outcome)) {
        fault.decision.outage = ErrorsBefore(point) + 1 > rules.transparent_errors;
      }
      next.push_back(fault);
    }
    noted_ = At(point);
    return {};
  }

  void AfterEffect(const FaultPoint& point, bool changed) override {
    // Others may have been asked since: in a wait, or while this process was paused here. A crash
    // at the end of a wait is one before the next effect.
    const bool is_noted = IsAt(noted_, point) && !point.call.spec().waits;
    if (is_noted && changed) NoteCrash(point, Outcome::kCrashAfter);
  }

  bool MayAnswerStale() const override {
    return explorer_.options_.basis == Basis::kUnsteady || explorer_.options_.basis == Basis::kAll;
  }

  bool all_fired() const { return fired_ == path_.size(); }
  /// The state that was met before, or -1.
  int met() const { return met_; }

  std::vector<IndexedFault> next;

 private:
  void NoteCrash(const FaultPoint& point, Outcome outcome) {
    for (const int timers : kTimersWhileDown) {
      IndexedFault fault = At(point);
      fault.decision = {.outcome = outcome, .timers_while_down = timers};
      next.push_back(fault);
    }
  }
  /// Dying before an effect is dying after the process's last one, unless it waited in between,
  /// others went on, or the world or its clock changed. A crash in a wait is one before the effect
  /// that follows: others run meanwhile, and what they meet comes first.
  void NoteCrashBefore(const FaultPoint& point) {
    const bool is_new = point.changed_since_last || point.process != last_process_ ||
                        point.incarnation != last_incarnation_;
    last_process_ = point.process;
    last_incarnation_ = point.incarnation;
    if (is_new && !point.call.spec().waits) NoteCrash(point, Outcome::kCrashBefore);
  }
  static IndexedFault At(const FaultPoint& point) {
    return {.incarnation = point.incarnation,
            .index = point.index,
            .effect = &point.call.spec(),
            .process = point.process};
  }
  static bool IsAt(const IndexedFault& fault, const FaultPoint& point) {
    return fault.index == point.index && fault.incarnation == point.incarnation &&
           fault.process == point.process;
  }
  /// In this incarnation, as PlanDecider counts.
  int ErrorsBefore(const FaultPoint& point) const {
    return static_cast<int>(
        std::count_if(path_.begin(), path_.end(), [&](const IndexedFault& fault) {
          return IsError(fault.decision.outcome) && fault.process == point.process &&
                 fault.incarnation == point.incarnation;
        }));
  }

  ScheduleExplorer& explorer_;
  int node_;
  const std::vector<IndexedFault>& path_;
  Left left_;
  std::size_t fired_ = 0;
  int met_ = -1;
  IndexedFault noted_;  ///< the last point at which faults were noted
  Text last_process_;
  int last_incarnation_ = 0;
};

ScheduleExplorer::ScheduleExplorer(const Instance& instance, const ExploreOptions& options)
    : instance_(instance), options_(options), rest_oracle_(instance) {
  RELAPSE_CHECK(instance.system.processes.size() > 1, "one process has no schedules");
}

ExploreResult ScheduleExplorer::Exhaust(int faults, int preemptions) {
  RELAPSE_CHECK(faults <= kMostFaults && preemptions <= kMostPreemptions, "too many faults");
  nodes_.push_back({.left = {faults, preemptions}});
  // Children come behind their parents, so paths are run in order of their length: a state is met
  // first with the most left, and a finding is made with the fewest.
  for (std::size_t i = 0; i < nodes_.size() && !ShouldStop(); ++i) {
    ExploreNode(static_cast<int>(i));
  }
  return Finish();
}

std::vector<IndexedFault> ScheduleExplorer::PathTo(int node) const {
  std::vector<IndexedFault> path;
  for (int at = node; at > 0; at = nodes_[static_cast<std::size_t>(at)].parent) {
    path.push_back(nodes_[static_cast<std::size_t>(at)].last);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

int ScheduleExplorer::Meet(std::uint64_t hash, int node, const Left& left) {
  const int known =
      index_.Find(hash, [&](int id) { return states_[static_cast<std::size_t>(id)].hash == hash; });
  if (known < 0) {
    index_.Insert(hash, static_cast<int>(states_.size()));
    State& state = states_.emplace_back(State{.hash = hash, .node = node});
    state.explored[static_cast<std::size_t>(left.faults)] =
        static_cast<std::uint8_t>(left.preemptions + 1);
    return -1;
  }
  State& state = states_[static_cast<std::size_t>(known)];
  for (std::size_t faults = static_cast<std::size_t>(left.faults); faults < state.explored.size();
       ++faults) {
    if (state.explored[faults] > left.preemptions) return known;
  }
  state.explored[static_cast<std::size_t>(left.faults)] =
      static_cast<std::uint8_t>(left.preemptions + 1);
  return -1;
}

void ScheduleExplorer::ExploreNode(int node) {
  const std::vector<IndexedFault> path = PathTo(node);
  const Left left = nodes_[static_cast<std::size_t>(node)].left;
  PathDecider decider(*this, node, path, left);
  HistoryOptions options{.decider = &decider, .whole_states = options_.prune};
  std::optional<CountingDecider> counting;
  if (options_.coverage != nullptr) {
    options.decider = &counting.emplace(decider, *options_.coverage);
  }
  const HistoryResult result =
      RunHistory(instance_.system, StartState{.world = instance_.initial}, options);
  ++result_.figures.plans;
  ++result_.figures.histories;
  result_.figures.effects += result.effects;
  result_.figures.reached |= result.reached;
  result_.figures.history_hash = HashCombine(result_.figures.history_hash, result.hash);
  if (!result.harness_failure.empty() && result_.harness_failure.empty()) {
    result_.harness_failure = result.harness_failure;
  }
  if (!decider.all_fired()) ++result_.figures.voids;
  ends_.push_back(0);
  if (result.ending == Ending::kAbandoned) {
    ++result_.figures.merged;
    CheckCongruence(path, decider.met());
  } else {
    ends_.back() = EndOf(result);
    CheckDeterminism(path, result.hash);
    if (options_.sample && IsSampled(result_.figures.histories, options_.sample_percent)) {
      options_.sample(SampledHistory{.lives = {path}, .hash = result.hash});
    }
    Judge(result, path);
  }
  Branch(node, decider.next);
}

void ScheduleExplorer::Branch(int node, const std::vector<IndexedFault>& next) {
  const Left left = nodes_[static_cast<std::size_t>(node)].left;
  for (const IndexedFault& fault : next) {
    const bool preempts = IsPreemption(fault.decision.outcome);
    nodes_.push_back(
        {.parent = node,
         .last = fault,
         .left = {left.faults - (preempts ? 0 : 1), left.preemptions - (preempts ? 1 : 0)}});
  }
}

void ScheduleExplorer::Judge(const HistoryResult& result, const std::vector<IndexedFault>& path) {
  if (result.ending == Ending::kViolation) {
    return AddFinding(path, result.invariant, result.message, result.broken_by);
  }
  if (result.ending != Ending::kRest) return;
  result_.figures.slowest_recovery =
      std::max(result_.figures.slowest_recovery, result.recovery_time);
  if (const auto verdict = rest_oracle_.Check(result)) {
    AddFinding(path, verdict->oracle, verdict->message, "rest");
  }
}

void ScheduleExplorer::AddFinding(const std::vector<IndexedFault>& path, std::string_view invariant,
                                  const std::string& message, std::string_view broken_by) {
  raw_findings_.Add(RawFinding{.invariant = std::string(invariant),
                               .message = message,
                               .broken_by = std::string(broken_by),
                               .faults = path,
                               .found_after = result_.figures.histories},
                    options_, result_);
}

void ScheduleExplorer::CheckDeterminism(const std::vector<IndexedFault>& path, std::uint64_t hash) {
  if (!IsSampled(result_.figures.histories, options_.determinism_percent)) return;
  ++result_.figures.determinism_checked;
  const auto again = [&](Recording* recording) {
    IndexDecider decider(path);
    return RunHistory(instance_.system, StartState{.world = instance_.initial},
                      {.decider = &decider, .recording = recording});
  };
  if (again(nullptr).hash == hash || !result_.harness_failure.empty()) return;
  result_.harness_failure = "not deterministic: the same history gave two hashes" +
                            DifferenceOfTwoRuns([&](Recording& one) { (void)again(&one); });
}

void ScheduleExplorer::CheckCongruence(const std::vector<IndexedFault>& path, int met_at) {
  const int first = states_[static_cast<std::size_t>(met_at)].node;
  ends_.back() = ends_[static_cast<std::size_t>(first)];
  if (ends_.back() == 0 || !IsSampled(result_.figures.merged, options_.congruence_percent)) return;
  IndexDecider decider(path);
  const HistoryResult result =
      RunHistory(instance_.system, StartState{.world = instance_.initial}, {.decider = &decider});
  const std::uint64_t end = EndOf(result);
  if (end == 0) return;
  ++result_.figures.congruence_checked;
  if (end == ends_.back() || !result_.harness_failure.empty()) return;
  std::string words;
  for (const IndexedFault& fault : path) {
    words += " " + std::string(EnumName(fault.decision.outcome)) + " " + fault.process.str() + "." +
             std::string(fault.effect->name);
  }
  result_.harness_failure =
      "not congruent: two histories that met in one state end differently; one is that of" + words;
}

bool ScheduleExplorer::ShouldStop() {
  if (stopped_) return true;
  if (!result_.harness_failure.empty()) return stopped_ = true;
  const auto states = static_cast<std::int64_t>(states_.size());
  if (states > options_.max_states) {
    result_.figures.complete = false;
    return stopped_ = true;
  }
  if (result_.figures.histories % 256 == 0) {
    if (options_.progress) options_.progress(states, result_.figures.histories);
    if (options_.stop && options_.stop()) {
      result_.figures.complete = false;
      return stopped_ = true;
    }
  }
  return false;
}

ExploreResult ScheduleExplorer::Finish() {
  result_.figures.states = static_cast<std::int64_t>(states_.size());
  result_.figures.histories += rest_oracle_.histories();
  result_.figures.reached |= rest_oracle_.reference().reached;
  SortFindings(result_);
  return std::move(result_);
}

}  // namespace relapse

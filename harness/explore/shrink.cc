#include "harness/explore/shrink.h"

#include <algorithm>

#include "harness/explore/reanchor.h"

namespace relapse {

namespace {

/// Simplest first. A crash says most with least: an error that only ends an attempt is a crash in
/// disguise. A crash before an effect is a crash after the one before it.
int SimplicityOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kNone:
      return 0;
    case Outcome::kPreempt:
    case Outcome::kCrashAfter:
      return 1;
    case Outcome::kErrorBefore:
      return 2;
    case Outcome::kErrorAfter:
      return 3;
    case Outcome::kLate:
      return 4;
    case Outcome::kDelay:
      return 5;
    case Outcome::kStale:
      return 6;
    case Outcome::kDisturb:
      return 7;
    case Outcome::kCancel:
      return 8;
    case Outcome::kPause:
      return 9;
    case Outcome::kCrashBefore:
      return 10;
  }
  return 11;
}

/// Timers that a crash moved to an earlier step may wait for in addition.
constexpr int kMostMoreTimers = 8;

class Shrinker {
 public:
  Shrinker(const Instance& instance, RestOracle& oracle, const FaultPlan& plan,
           const Verdict& verdict, int most_runs)
      : instance_(instance),
        oracle_(oracle),
        plan_(plan),
        verdict_(verdict),
        most_runs_(most_runs) {}

  Shrunk Run() {
    for (int round = 0; round < 4; ++round) {
      const std::string before = JsonLine(ToJson(plan_));
      RemoveFaults();
      SimplifyFaults();
      for (std::size_t i = 0; i < plan_.faults.size(); ++i) MoveEarlier(i);
      SimplifyFaults();
      if (JsonLine(ToJson(plan_)) == before) break;
    }
    return {plan_, verdict_, SignatureOf(verdict_, plan_), runs_};
  }

 private:
  /// Takes `candidate` if it is violated in the same way with all its faults placed.
  bool Try(const FaultPlan& candidate) {
    if (runs_ >= most_runs_) return false;
    ++runs_;
    const PlanRun run = RunPlan(instance_, oracle_, candidate);
    if (!run.all_placed || !run.verdict.SameAs(verdict_)) return false;
    plan_ = run.fired;
    verdict_ = run.verdict;
    return true;
  }

  void RemoveFaults() {
    if (plan_.jitter != 0) {
      FaultPlan candidate = plan_;
      candidate.jitter = 0;
      Try(candidate);
    }
    OnePreemptionInstead();
    ChangeParts();
    for (std::size_t i = plan_.faults.size(); i-- > 0;) {
      FaultPlan candidate = plan_;
      candidate.faults.erase(candidate.faults.begin() + static_cast<std::ptrdiff_t>(i));
      if (Try(candidate)) continue;
      TryReanchored(candidate, i);
    }
  }

  /// A preemption that only makes another process play the part of the first is left out where they
  /// change parts from there on.
  void ChangeParts() {
    for (std::size_t i = plan_.faults.size(); i-- > 0;) {
      if (!IsPreemption(plan_.faults[i].outcome)) continue;
      FaultPlan candidate = plan_;
      const Text one = plan_.faults[i].place.process;
      const Text other = plan_.faults[i].to;
      candidate.faults.erase(candidate.faults.begin() + static_cast<std::ptrdiff_t>(i));
      const auto change = [&](Text& role) {
        role = role == one ? other : role == other ? one : role;
      };
      for (std::size_t later = i; later < candidate.faults.size(); ++later) {
        change(candidate.faults[later].place.process);
        if (IsPreemption(candidate.faults[later].outcome)) change(candidate.faults[later].to);
      }
      if (!Try(candidate)) TryReanchored(candidate, i);
    }
  }

  /// Two processes that change parts are the same race, but need one preemption more.
  void OnePreemptionInstead() {
    if (CountPreemptions(plan_) < 2) return;
    FaultPlan candidate = plan_;
    const auto is_preemption = [](const Fault& fault) { return IsPreemption(fault.outcome); };
    const auto first =
        std::find_if(candidate.faults.begin(), candidate.faults.end(), is_preemption);
    candidate.faults.erase(std::remove_if(first + 1, candidate.faults.end(), is_preemption),
                           candidate.faults.end());
    TryReanchored(candidate, static_cast<std::size_t>(first - candidate.faults.begin()));
  }

  void SimplifyFaults() {
    for (std::size_t i = 0; i < plan_.faults.size(); ++i) {
      SimplifyOutcome(i);
      SimplifyNumbers(i);
    }
  }

  void SimplifyNumbers(std::size_t i) {
    const int down = plan_.faults[i].timers_while_down;
    for (const int fewer : {0, 1, 2, down / 2, down - 1}) {
      if (fewer < 0 || fewer >= plan_.faults[i].timers_while_down) continue;
      FaultPlan candidate = plan_;
      candidate.faults[i].timers_while_down = fewer;
      if (!Try(candidate)) TryReanchored(candidate, i + 1);
    }
    if (plan_.faults[i].skip > 0) {
      FaultPlan candidate = plan_;
      candidate.faults[i].skip = 0;
      if (!Try(candidate)) TryReanchored(candidate, i + 1);
    }
    SimplifyLengths(i);
    while (plan_.faults[i].calls > 1) {
      FaultPlan candidate = plan_;
      candidate.faults[i].calls = 1;
      if (Try(candidate)) break;
      candidate.faults[i].calls = plan_.faults[i].calls - 1;
      if (!Try(candidate)) break;
    }
  }

  /// Lengths that say "for how long": none at all, else halves.
  void SimplifyLengths(std::size_t i) {
    if (plan_.faults[i].lasts > 0) {
      FaultPlan candidate = plan_;
      candidate.faults[i].lasts = 0;
      for (int calls = 1; calls <= 4 && plan_.faults[i].lasts > 0; ++calls) {
        candidate.faults[i].calls = calls;
        Try(candidate);
      }
    }
    while (plan_.faults[i].lasts > 1000) {
      FaultPlan candidate = plan_;
      candidate.faults[i].lasts /= 2;
      if (!Try(candidate)) break;
    }
    while (plan_.faults[i].paused_for > 1000) {
      FaultPlan candidate = plan_;
      candidate.faults[i].paused_for /= 2;
      if (!Try(candidate)) break;
    }
    while (plan_.faults[i].timers_meanwhile > 1) {
      FaultPlan candidate = plan_;
      --candidate.faults[i].timers_meanwhile;
      if (!Try(candidate)) break;
    }
  }

  /// Outcomes simpler than the present one, simplest first, that are legal at the effect.
  std::vector<FaultOption> SimplerOptions(const Fault& fault, const EffectSpec& effect) const {
    std::vector<FaultOption> options;
    for (const FaultOption& option : OptionsFor(effect, Basis::kAll, instance_.rules)) {
      options.push_back(option);
    }
    // Within one outcome the basis's own kinds are the simplest.
    const auto kind_rank = [](const FaultOption& option) {
      if (option.error == nullptr) return 0;
      if (option.error == &kTransient) return option.outcome == Outcome::kErrorBefore ? 0 : 1;
      if (option.error == &kTimeout) return option.outcome == Outcome::kErrorBefore ? 1 : 0;
      return 2;
    };
    std::stable_sort(options.begin(), options.end(), [&](const auto& a, const auto& b) {
      if (SimplicityOf(a.outcome) != SimplicityOf(b.outcome)) {
        return SimplicityOf(a.outcome) < SimplicityOf(b.outcome);
      }
      return kind_rank(a) < kind_rank(b);
    });
    const auto present = std::find_if(options.begin(), options.end(),
                                      [&](const FaultOption& one) { return Does(fault, one); });
    options.erase(present, options.end());
    return options;
  }

  static Text MachineOf(const Fault& fault) {
    return IsCrash(fault.outcome) ? fault.disturbance : Text();
  }

  /// Where it does not matter that the machine went down, only its processes die; else it leaves
  /// the first of all that it can leave.
  void SimplifyMachineCrash(std::size_t i) {
    if (MachineOf(plan_.faults[i]).empty()) return;
    FaultPlan candidate = plan_;
    candidate.faults[i].disturbance = Text();
    if (Try(candidate) || TryReanchored(candidate, i + 1)) return;
    for (const Disturbance* machine : instance_.rules.machine_crashes) {
      candidate = plan_;
      candidate.faults[i].disturbance = Text(machine->name);
      if (machine->name == plan_.faults[i].disturbance.view() || Try(candidate)) return;
    }
  }

  /// Tries a crash where the fault is, then after each earlier effect, the nearest first.
  bool CrashAfterInstead(std::size_t i) {
    auto points = PointsOf(plan_);
    std::erase_if(points, [&](const auto& one) { return one.fired != static_cast<int>(i); });
    std::reverse(points.begin(), points.end());
    bool reached = false;
    for (const VisitedPoint& point : points) {
      reached = reached || SamePlace(point.place, plan_.faults[i].place);
      if (!reached) continue;
      FaultPlan candidate = plan_;
      candidate.faults[i] = Fault{.place = point.place,
                                  .outcome = Outcome::kCrashAfter,
                                  .disturbance = MachineOf(plan_.faults[i])};
      if (TryWithDowntime(candidate, i)) return true;
    }
    return false;
  }

  /// A crash that is moved to an earlier step may need more time to pass before the next start.
  bool TryWithDowntime(FaultPlan candidate, std::size_t i) {
    const int down = candidate.faults[i].timers_while_down;
    for (int more = 0; more <= kMostMoreTimers; ++more) {
      candidate.faults[i].timers_while_down = down + more;
      if (Try(candidate)) return true;
      if (more == 0 && TryReanchored(candidate, i + 1)) return true;
    }
    return false;
  }

  /// Where it does not matter for how long the process stops, another one just goes on first.
  bool PreemptInstead(std::size_t i) {
    for (const ProcessDefinition& other : instance_.system.processes) {
      if (other.role == plan_.faults[i].place.process) continue;
      FaultPlan candidate = plan_;
      const Place place = plan_.faults[i].place;
      candidate.faults[i] = Fault{.place = place, .outcome = Outcome::kPreempt, .to = other.role};
      if (Try(candidate) || TryReanchored(candidate, i + 1)) return true;
    }
    return false;
  }

  void SimplifyOutcome(std::size_t i) {
    if (IsPreemption(plan_.faults[i].outcome)) return;  // nothing is simpler than no fault
    if (plan_.faults[i].outcome == Outcome::kPause && PreemptInstead(i)) return;
    SimplifyMachineCrash(i);
    if (plan_.faults[i].outcome == Outcome::kCrashAfter || CrashAfterInstead(i)) return;
    const EffectSpec* effect = EffectAt(i);
    if (effect == nullptr) return;
    const Text name = plan_.faults[i].place.effect;
    auto points = PointsOf(plan_);
    std::erase_if(points, [&](const auto& one) {
      return one.fired != static_cast<int>(i) || one.place.effect != name;
    });
    for (const FaultOption& option : SimplerOptions(plan_.faults[i], *effect)) {
      FaultPlan candidate = plan_;
      Fault& fault = candidate.faults[i];
      SetOption(fault, option, instance_.rules);
      if (Try(candidate) || TryReanchored(candidate, i + 1)) return;
      // What one outcome does to this call, a simpler one may do to another of the same effect.
      for (const VisitedPoint& point : points) {
        candidate.faults[i].place = point.place;
        if (Try(candidate)) return;
      }
    }
  }

  std::vector<VisitedPoint> PointsOf(const FaultPlan& plan) {
    if (runs_ >= most_runs_) return {};
    ++runs_;
    return PointsUnder(instance_, plan);
  }

  const EffectSpec* EffectAt(std::size_t i) {
    for (const VisitedPoint& point : PointsOf(plan_)) {
      if (point.fired == static_cast<int>(i) && SamePlace(point.place, plan_.faults[i].place)) {
        return point.effect;
      }
    }
    return nullptr;
  }

  void MoveEarlier(std::size_t i) {
    const auto points = PointsOf(plan_);
    for (const VisitedPoint& point : points) {
      if (point.fired != static_cast<int>(i)) continue;
      if (SamePlace(point.place, plan_.faults[i].place)) return;
      if (!Fits(plan_.faults[i], *point.effect, instance_.rules)) continue;
      FaultPlan candidate = plan_;
      PutAt(candidate.faults[i], point.place);
      if (IsCrash(candidate.faults[i].outcome)) {
        if (TryWithDowntime(candidate, i)) return;
      } else if (Try(candidate) || TryReanchored(candidate, i + 1)) {
        return;
      }
    }
  }

  bool TryReanchored(const FaultPlan& candidate, std::size_t i) {
    if (i >= candidate.faults.size() || runs_ >= most_runs_) return false;
    ++runs_;
    return relapse::TryReanchored(instance_, candidate, i,
                                  [this](const FaultPlan& moved) { return Try(moved); });
  }

  const Instance& instance_;
  RestOracle& oracle_;
  FaultPlan plan_;
  Verdict verdict_;
  int most_runs_;
  int runs_ = 0;
};

}  // namespace

std::string SignatureOf(const Verdict& verdict, const FaultPlan& plan) {
  return verdict.invariant + " | " + verdict.broken_by + " | " + CanonicalText(plan);
}

Shrunk Shrink(const Instance& instance, RestOracle& oracle, const FaultPlan& plan,
              const Verdict& verdict, int most_runs) {
  return Shrinker(instance, oracle, plan, verdict, most_runs).Run();
}

Findings Canonicalise(const Instance& instance, const std::vector<RawFinding>& raw) {
  Findings findings;
  RestOracle oracle(instance);
  for (const RawFinding& one : raw) {
    const ConcreteFinding concrete = Concretise(instance, oracle, one);
    if (!concrete.harness_failure.empty()) {
      findings.harness_failure = concrete.harness_failure;
      return findings;
    }
    const Shrunk shrunk = Shrink(instance, oracle, concrete.plan, concrete.verdict);
    const auto known =
        std::find_if(findings.list.begin(), findings.list.end(),
                     [&](const Finding& f) { return f.signature == shrunk.signature; });
    if (known != findings.list.end()) {
      known->found_after = std::min(known->found_after, one.found_after);
      continue;
    }
    findings.list.push_back({.signature = shrunk.signature,
                             .verdict = shrunk.verdict,
                             .plan = shrunk.plan,
                             .raw_plan = concrete.plan,
                             .found_after = one.found_after,
                             .shrink_runs = shrunk.runs});
  }
  return findings;
}

}  // namespace relapse

#include "harness/explore/explain.h"

#include <optional>

#include "harness/explore/reanchor.h"

namespace relapse {

namespace {

struct ReanchoredRun {
  FaultPlan plan;  ///< as it was run
  Verdict verdict;
  bool placed = false;
};

/// Runs `plan`. While a fault from `first_movable` on finds no place it is re-anchored: where that
/// gives `wanted`, else at the first point that lets most of the plan fire.
ReanchoredRun RunReanchored(const Instance& instance, RestOracle& oracle, const FaultPlan& plan,
                            std::size_t first_movable, const Verdict& wanted) {
  ReanchoredRun best{.plan = plan};
  std::size_t placed = 0;
  const auto run = [&](const FaultPlan& candidate, bool must_place_more) {
    const PlanRun one = RunPlan(instance, oracle, candidate);
    const std::size_t fired = one.fired.faults.size();
    const bool answers = one.all_placed && one.verdict.SameAs(wanted);
    if (must_place_more && fired <= placed && !(answers && !best.verdict.SameAs(wanted))) {
      return false;
    }
    best = {.plan = candidate, .verdict = one.verdict, .placed = one.all_placed};
    placed = fired;
    return answers;
  };
  run(plan, false);
  while (!best.placed && placed >= first_movable) {
    const std::size_t before = placed;
    TryReanchored(instance, best.plan, before,
                  [&](const FaultPlan& candidate) { return run(candidate, true); });
    if (placed == before) break;
  }
  return best;
}

FaultPlan Without(const FaultPlan& plan, std::size_t i) {
  FaultPlan fewer = plan;
  fewer.faults.erase(fewer.faults.begin() + static_cast<std::ptrdiff_t>(i));
  return fewer;
}

std::string OutcomeName(const FaultOption& option) {
  std::string name(EnumName(option.outcome));
  if (option.error != nullptr) name += ":" + std::string(option.error->name);
  if (option.disturbance != nullptr) name += ":" + std::string(option.disturbance->name);
  return name;
}

class Explainer {
 public:
  Explainer(const Instance& instance, RestOracle& oracle, const FaultPlan& plan)
      : instance_(instance), oracle_(oracle), plan_(plan) {}

  Explanation Run() {
    explanation_.verdict = RunPlan(instance_, oracle_, plan_).verdict;
    const std::vector<VisitedPoint> points = PointsUnder(instance_, plan_);
    std::size_t at = 0;
    for (std::size_t i = 0; i < plan_.faults.size(); ++i) {
      Remove(i);
      while (at < points.size() && !points[at].fault_here) ++at;
      if (at == points.size()) continue;
      // A point before the fault at which it was not armed yet is no place for it.
      if (at > 0 && points[at - 1].fired == static_cast<int>(i) && !points[at - 1].fault_here) {
        Move(i, points[at - 1], "one step earlier: ");
      }
      // One step later than the fault is what comes there without it.
      if (const auto later = PointAfter(i)) Move(i, *later, "one step later: ");
      OtherOutcomes(i, *points[at].effect);
      ++at;
    }
    return std::move(explanation_);
  }

 private:
  const Variation& Vary(std::size_t fault, std::string what, const FaultPlan& plan) {
    const std::size_t removed = plan_.faults.size() - plan.faults.size();
    const std::size_t next = fault + 1 - removed;
    const ReanchoredRun run = RunReanchored(instance_, oracle_, plan, next, explanation_.verdict);
    Variation variation{.fault = static_cast<int>(fault),
                        .what = std::move(what),
                        .verdict = run.verdict,
                        .placed = run.placed};
    for (std::size_t i = next; i < plan.faults.size(); ++i) {
      if (SamePlace(run.plan.faults[i].place, plan.faults[i].place)) continue;
      variation.moved.push_back({static_cast<int>(i + removed), run.plan.faults[i].place});
    }
    explanation_.variations.push_back(std::move(variation));
    return explanation_.variations.back();
  }

  void Remove(std::size_t i) {
    const Verdict verdict = Vary(i, "removed", Without(plan_, i)).verdict;
    explanation_.without.push_back(verdict);
    if (!verdict.SameAs(explanation_.verdict)) {
      explanation_.necessary.push_back(static_cast<int>(i));
    }
  }

  std::optional<VisitedPoint> PointAfter(std::size_t i) const {
    FaultPlan prefix = plan_;
    prefix.faults.resize(i);
    const std::vector<VisitedPoint> points = PointsUnder(instance_, prefix);
    int comes = 0;
    for (std::size_t at = 0; at + 1 < points.size(); ++at) {
      if (points[at].fired != static_cast<int>(i) || points[at].fault_here) continue;
      if (!SamePlace(points[at].place, plan_.faults[i].place)) continue;
      if (comes++ == plan_.faults[i].skip) return points[at + 1];
    }
    return std::nullopt;
  }

  void Move(std::size_t i, const VisitedPoint& to, const std::string& what) {
    if (!Fits(plan_.faults[i], *to.effect, instance_.rules)) return;
    FaultPlan plan = plan_;
    PutAt(plan.faults[i], to.place);
    Vary(i, what + to.place.effect.str() + " " + to.place.object.str(), plan);
  }

  void OtherOutcomes(std::size_t i, const EffectSpec& effect) {
    std::vector<FaultOption> options{{.outcome = Outcome::kCrashBefore},
                                     {.outcome = Outcome::kCrashAfter}};
    for (const Disturbance* machine : instance_.rules.machine_crashes) {
      options.push_back({.outcome = Outcome::kCrashAfter, .disturbance = machine});
    }
    for (const FaultOption& option : OptionsFor(effect, Basis::kAll, instance_.rules)) {
      options.push_back(option);
    }
    for (const FaultOption& option : options) {
      FaultPlan plan = plan_;
      Fault& fault = plan.faults[i];
      if (Does(fault, option)) continue;
      SetOption(fault, option, instance_.rules);
      Vary(i, "as " + OutcomeName(option), plan);
    }
  }

  const Instance& instance_;
  RestOracle& oracle_;
  const FaultPlan& plan_;
  Explanation explanation_;
};

}  // namespace

Explanation Explain(const Instance& instance, RestOracle& oracle, const FaultPlan& plan) {
  return Explainer(instance, oracle, plan).Run();
}

std::vector<Verdict> VerdictsWithout(const Instance& instance, RestOracle& oracle,
                                     const FaultPlan& plan, const Verdict& verdict) {
  std::vector<Verdict> without;
  for (std::size_t i = 0; i < plan.faults.size(); ++i) {
    without.push_back(RunReanchored(instance, oracle, Without(plan, i), i, verdict).verdict);
  }
  return without;
}

}  // namespace relapse

#include "harness/explore/explain.h"

#include "harness/explore/shrink.h"

namespace relapse {

namespace {

/// The fault points that come before and after each fault of a plan, in the history it makes.
class NeighbourLister final : public Decider {
 public:
  NeighbourLister(const FaultPlan& plan, const FaultRules& rules) : plan_(plan, rules) {}

  Decision AtEffect(const FaultPoint& point) override {
    const int before = plan_.placed();
    last_ = plan_.AtEffect(point);
    points.push_back({tracker_.At(point), &point.call.spec(), plan_.placed() > before});
    return last_;
  }
  void AfterEffect(const FaultPoint& point, bool changed) override {
    tracker_.After(point, Executes(last_.outcome));
    plan_.AfterEffect(point, changed);
  }
  std::uint64_t RandomBelow(std::uint64_t bound) override { return plan_.RandomBelow(bound); }

  struct Visited {
    Place place;
    const EffectSpec* effect;
    bool fault_here;
  };
  std::vector<Visited> points;

 private:
  PlanDecider plan_;
  PlaceTracker tracker_;
  Decision last_;
};

std::string OutcomeName(const FaultOption& option) {
  std::string name(EnumName(option.outcome));
  if (option.error != nullptr) name += ":" + std::string(option.error->name);
  return name;
}

class Explainer {
 public:
  Explainer(const Instance& instance, RestOracle& oracle, const FaultPlan& plan)
      : instance_(instance), oracle_(oracle), plan_(plan) {}

  Explanation Run() {
    explanation_.verdict = RunPlan(instance_, oracle_, plan_).verdict;
    NeighbourLister lister(plan_, instance_.rules);
    HistoryOptions options{.decider = &lister};
    (void)RunHistory(instance_.system, StartState{.world = instance_.initial}, options);
    std::size_t at = 0;
    for (std::size_t i = 0; i < plan_.faults.size(); ++i) {
      Remove(i);
      while (at < lister.points.size() && !lister.points[at].fault_here) ++at;
      if (at == lister.points.size()) continue;
      if (at > 0) Move(i, lister.points[at - 1], "one step earlier: ");
      // One step later than the fault is what comes there without it.
      if (const auto later = PointAfter(i); later.effect != nullptr) {
        Move(i, later, "one step later: ");
      }
      OtherOutcomes(i, *lister.points[at].effect);
      ++at;
    }
    return std::move(explanation_);
  }

 private:
  Variation& Vary(std::size_t fault, std::string what, const FaultPlan& plan) {
    const PlanRun run = RunPlan(instance_, oracle_, plan);
    explanation_.variations.push_back(
        {static_cast<int>(fault), std::move(what), run.verdict, run.all_placed});
    return explanation_.variations.back();
  }

  void Remove(std::size_t i) {
    FaultPlan plan = plan_;
    plan.faults.erase(plan.faults.begin() + static_cast<std::ptrdiff_t>(i));
    if (!Vary(i, "removed", plan).verdict.SameAs(explanation_.verdict)) {
      explanation_.necessary.push_back(static_cast<int>(i));
    }
  }

  NeighbourLister::Visited PointAfter(std::size_t i) {
    FaultPlan prefix = plan_;
    prefix.faults.resize(i);
    NeighbourLister lister(prefix, instance_.rules);
    HistoryOptions options{.decider = &lister};
    (void)RunHistory(instance_.system, StartState{.world = instance_.initial}, options);
    for (std::size_t at = 0; at + 1 < lister.points.size(); ++at) {
      const Place& place = lister.points[at].place;
      if (SamePlace(place, plan_.faults[i].place) &&
          place.incarnation == plan_.faults[i].place.incarnation) {
        return lister.points[at + 1];
      }
    }
    return {{}, nullptr, false};
  }

  void Move(std::size_t i, const NeighbourLister::Visited& to, const std::string& what) {
    const Fault& fault = plan_.faults[i];
    const ErrorKind* error =
        fault.error.empty() ? nullptr : FindErrorKind(*to.effect, fault.error.view());
    if ((!fault.error.empty() && error == nullptr) ||
        !IsLegal(*to.effect, fault.outcome, error, instance_.rules)) {
      return;
    }
    FaultPlan plan = plan_;
    plan.faults[i].place = to.place;
    plan.faults[i].skip = 0;
    Vary(i, what + to.place.effect.str() + " " + to.place.object.str(), plan);
  }

  void OtherOutcomes(std::size_t i, const EffectSpec& effect) {
    std::vector<FaultOption> options{{Outcome::kCrashBefore, nullptr},
                                     {Outcome::kCrashAfter, nullptr}};
    for (const FaultOption& option : OptionsFor(effect, Basis::kAll, instance_.rules)) {
      options.push_back(option);
    }
    for (const FaultOption& option : options) {
      FaultPlan plan = plan_;
      Fault& fault = plan.faults[i];
      const Text error = option.error != nullptr ? Text(option.error->name) : Text();
      if (fault.outcome == option.outcome && fault.error == error) continue;
      fault.outcome = option.outcome;
      fault.error = error;
      fault.late_by = option.outcome == Outcome::kLate ? instance_.rules.late_by : 0;
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

}  // namespace relapse

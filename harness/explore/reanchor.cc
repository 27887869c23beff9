#include "harness/explore/reanchor.h"

namespace relapse {

namespace {

/// Plays a plan and notes every fault point.
class PointLister final : public Decider {
 public:
  PointLister(const FaultPlan& plan, const FaultRules& rules) : plan_(plan, rules) {}

  Decision AtEffect(const FaultPoint& point) override {
    const int fired = plan_.placed();
    last_ = plan_.AtEffect(point);
    points.push_back({tracker_.At(point), &point.call.spec(), fired, plan_.placed() > fired});
    return last_;
  }
  Text SwitchBefore(const FaultPoint& point) override {
    const int fired = plan_.placed();
    const Text to = plan_.SwitchBefore(point);
    // A point of its own: what others do comes before the effect.
    if (plan_.placed() > fired) {
      points.push_back({tracker_.Ahead(point), &point.call.spec(), fired, true});
    }
    return to;
  }
  void AfterEffect(const FaultPoint& point, bool changed) override {
    tracker_.After(point, Executes(last_.outcome));
    plan_.AfterEffect(point, changed);
  }
  bool MayAnswerStale() const override { return plan_.MayAnswerStale(); }
  std::uint64_t RandomBelow(std::uint64_t bound) override { return plan_.RandomBelow(bound); }

  std::vector<VisitedPoint> points;

 private:
  PlanDecider plan_;
  PlaceTracker tracker_;
  Decision last_;
};

}  // namespace

std::vector<VisitedPoint> PointsUnder(const Instance& instance, const FaultPlan& plan) {
  PointLister lister(plan, instance.rules);
  HistoryOptions options{.decider = &lister};
  (void)RunHistory(instance.system, StartState{.world = instance.initial}, options);
  return std::move(lister.points);
}

bool Fits(const Fault& fault, const EffectSpec& effect, const FaultRules& rules) {
  const ErrorKind* error = nullptr;
  if (!fault.error.empty()) {
    error = FindErrorKind(effect, fault.error.view());
    if (error == nullptr) return false;
  }
  if (!fault.disturbance.empty() &&
      FindDisturbance(rules, fault.outcome, fault.disturbance.view()) == nullptr) {
    return false;
  }
  return IsLegal(effect, fault.outcome, error, rules);
}

void PutAt(Fault& fault, const Place& place) {
  // Who is overtaken now goes on then.
  if (IsPreemption(fault.outcome) && fault.to == place.process) fault.to = fault.place.process;
  fault.place = place;
  fault.skip = 0;
}

bool TryReanchored(const Instance& instance, FaultPlan candidate, std::size_t i,
                   const std::function<bool(const FaultPlan&)>& accepts) {
  if (i >= candidate.faults.size()) return false;
  FaultPlan prefix = candidate;
  prefix.faults.resize(i);
  const Fault fault = candidate.faults[i];
  const std::vector<VisitedPoint> points = PointsUnder(instance, prefix);
  for (const bool same_effect : {true, false}) {
    for (const VisitedPoint& point : points) {
      if (point.fired != static_cast<int>(i) ||
          (point.place.effect == fault.place.effect) != same_effect ||
          !Fits(fault, *point.effect, instance.rules)) {
        continue;
      }
      PutAt(candidate.faults[i], point.place);
      if (accepts(candidate)) return true;
    }
  }
  return false;
}

}  // namespace relapse

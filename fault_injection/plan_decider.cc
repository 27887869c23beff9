#include "fault_injection/plan_decider.h"

#include <algorithm>

namespace relapse {

namespace {
Text NameOf(const ErrorKind* error) { return error != nullptr ? Text(error->name) : Text(); }
Text NameOf(const Disturbance* disturbance) {
  return disturbance != nullptr ? Text(disturbance->name) : Text();
}
}  // namespace

bool Does(const Fault& fault, const FaultOption& option) {
  return fault.outcome == option.outcome && fault.error == NameOf(option.error) &&
         fault.disturbance == NameOf(option.disturbance);
}

void SetOption(Fault& fault, const FaultOption& option, const FaultRules& rules) {
  const Decision decision = DecisionOf(option, rules);
  fault.outcome = option.outcome;
  fault.error = NameOf(option.error);
  fault.disturbance = NameOf(option.disturbance);
  fault.late_by = decision.late_by;
  fault.timers_meanwhile = decision.timers_meanwhile;
  fault.paused_for = decision.paused_for;
  if (!IsPreemption(option.outcome)) fault.to = Text();
  if (!IsCrash(option.outcome)) fault.timers_while_down = 0;
  if (!IsError(option.outcome)) fault.calls = 1;
  if (option.outcome != Outcome::kErrorBefore) fault.lasts = 0;
}

int ErrorBudget::Spend(const FaultPoint& point, int calls) {
  for (Spent& spent : spent_) {
    if (spent.process != point.process) continue;
    if (spent.incarnation != point.incarnation) spent = {point.process, point.incarnation, 0};
    return spent.errors += calls;
  }
  spent_.push_back({point.process, point.incarnation, calls});
  return calls;
}

std::optional<Decision> PlanDecider::DecisionOf(const Fault& fault, const FaultPoint& point) {
  const EffectSpec& effect = point.call.spec();
  const ErrorKind* error = nullptr;
  if (!fault.error.empty()) {
    error = FindErrorKind(effect, fault.error.view());
    if (error == nullptr) {
      illegal_ = std::string(effect.name) + " has no error kind \"" + fault.error.str() + "\"";
      return std::nullopt;
    }
  }
  const Disturbance* disturbance = nullptr;
  if (!fault.disturbance.empty()) {
    disturbance = FindDisturbance(rules_, fault.outcome, fault.disturbance.view());
    if (disturbance == nullptr) {
      illegal_ = "the scenario has no disturbance \"" + fault.disturbance.str() + "\"";
      return std::nullopt;
    }
  }
  if (!IsLegal(effect, fault.outcome, error, rules_)) {
    illegal_ =
        std::string(EnumName(fault.outcome)) + " is not legal at " + std::string(effect.name);
    return std::nullopt;
  }
  const FaultOption option{fault.outcome, error, disturbance};
  if (!IsPossible(option, point.world, rules_)) {
    illegal_ = fault.outcome == Outcome::kLate
                   ? "too many requests are in flight already"
                   : fault.disturbance.str() + " is not possible at that moment";
    return std::nullopt;
  }
  Decision decision = relapse::DecisionOf(option, rules_);
  decision.timers_while_down = fault.timers_while_down;
  decision.late_by = fault.late_by;
  decision.timers_meanwhile = fault.timers_meanwhile;
  decision.paused_for = fault.paused_for;
  return decision;
}

bool PlanDecider::MayAnswerStale() const {
  return std::any_of(plan_.faults.begin(), plan_.faults.end(),
                     [](const Fault& fault) { return fault.outcome == Outcome::kStale; });
}

bool IndexDecider::MayAnswerStale() const {
  return std::any_of(faults_.begin(), faults_.end(), [](const IndexedFault& fault) {
    return fault.decision.outcome == Outcome::kStale;
  });
}

bool PlanDecider::IsNextAt(const Place& place) {
  const Fault& next = plan_.faults[fired_.size()];
  if (!SamePlace(place, next.place)) {
    if (place.effect == next.place.effect) nearest_ = place;
    return false;
  }
  if (skipped_ < next.skip) {
    ++skipped_;
    nearest_ = place;
    return false;
  }
  return true;
}

void PlanDecider::Fire(const Place& place) {
  Fault fired = plan_.faults[fired_.size()];
  fired.place = place;
  fired_.push_back(fired);
  skipped_ = 0;
  nearest_.reset();
}

Text PlanDecider::SwitchBefore(const FaultPoint& point) {
  if (fired_.size() >= plan_.faults.size()) return {};
  const Fault& next = plan_.faults[fired_.size()];
  if (!IsPreemption(next.outcome)) return {};
  const Place place = tracker_.Ahead(point);
  if (!IsNextAt(place)) return {};
  if (std::find(point.others.begin(), point.others.end(), next.to) == point.others.end()) {
    illegal_ = "\"" + next.to.str() + "\" cannot go on at that moment";
    return {};
  }
  Fire(place);
  return next.to;
}

Decision PlanDecider::AtEffect(const FaultPoint& point) {
  last_ = {};
  const Place place = tracker_.At(point);
  if (const auto covered = burst_.At(point)) return last_ = *covered;
  if (fired_.size() >= plan_.faults.size()) return {};
  const Fault& next = plan_.faults[fired_.size()];
  if (IsPreemption(next.outcome) || !IsNextAt(place)) return {};
  const std::optional<Decision> decision = DecisionOf(next, point);
  if (!decision.has_value()) return {};
  Fire(place);
  Decision placed = *decision;
  if (IsError(next.outcome)) {
    placed.outage = budget_.Spend(point, next.calls) > rules_.transparent_errors || next.lasts > 0;
  }
  burst_.Begin(point, placed, next.calls, next.lasts);
  return last_ = placed;
}

void PlanDecider::AfterEffect(const FaultPoint& point, bool) {
  tracker_.After(point, Executes(last_.outcome));
}

namespace {
bool IsAt(const IndexedFault& fault, const FaultPoint& point) {
  return fault.incarnation == point.incarnation && fault.index == point.index &&
         (fault.process.empty() || fault.process == point.process);
}
}  // namespace

void IndexDecider::Note(const IndexedFault& fault, const Place& place,
                        const std::vector<Place>& passed) {
  const Decision& decision = fault.decision;
  plan_.faults.push_back(
      Fault{.place = place,
            .outcome = decision.outcome,
            .error = NameOf(decision.error),
            .timers_while_down = decision.timers_while_down,
            .late_by = decision.late_by,
            .timers_meanwhile = decision.timers_meanwhile,
            .disturbance = NameOf(decision.disturbance),
            .calls = fault.calls,
            .lasts = fault.lasts,
            .skip = static_cast<int>(
                std::count_if(passed.begin(), passed.end(),
                              [&](const Place& earlier) { return SamePlace(earlier, place); })),
            .paused_for = decision.paused_for,
            .to = decision.to});
  since_armed_.clear();
  switches_since_armed_.clear();
}

Text IndexDecider::SwitchBefore(const FaultPoint& point) {
  const bool here = next_ < faults_.size() && IsPreemption(faults_[next_].decision.outcome) &&
                    IsAt(faults_[next_], point) &&
                    std::find(point.others.begin(), point.others.end(),
                              faults_[next_].decision.to) != point.others.end();
  if (!here) {
    if (find_places_) switches_since_armed_.push_back(tracker_.Ahead(point));
    return {};
  }
  const IndexedFault& fault = faults_[next_++];
  if (find_places_) Note(fault, tracker_.Ahead(point), switches_since_armed_);
  return fault.decision.to;
}

Decision IndexDecider::AtEffect(const FaultPoint& point) {
  last_ = {};
  // Calls that a fault still covers go first, as in PlanDecider.
  const std::optional<Decision> covered = burst_.At(point);
  const bool here = !covered && next_ < faults_.size() &&
                    !IsPreemption(faults_[next_].decision.outcome) && IsAt(faults_[next_], point);
  Place place;
  if (find_places_) place = tracker_.At(point);
  if (here) {
    const IndexedFault& fault = faults_[next_++];
    last_ = fault.decision;
    if (find_places_) Note(fault, place, since_armed_);
    burst_.Begin(point, last_, fault.calls, fault.lasts);
    return last_;
  }
  if (covered) return last_ = *covered;
  if (find_places_) since_armed_.push_back(place);
  return {};
}

void IndexDecider::AfterEffect(const FaultPoint& point, bool) {
  if (find_places_) tracker_.After(point, Executes(last_.outcome));
}

}  // namespace relapse

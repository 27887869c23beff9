#include "fault_injection/plan_decider.h"

#include <algorithm>

namespace relapse {

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
  if (!IsLegal(effect, fault.outcome, error, rules_)) {
    illegal_ =
        std::string(EnumName(fault.outcome)) + " is not legal at " + std::string(effect.name);
    return std::nullopt;
  }
  if (fault.outcome == Outcome::kLate && !MayLeaveInFlight(point.world, rules_)) {
    illegal_ = "too many requests are in flight already";
    return std::nullopt;
  }
  return Decision{.outcome = fault.outcome,
                  .error = error,
                  .timers_while_down = fault.timers_while_down,
                  .late_by = fault.late_by};
}

Decision PlanDecider::AtEffect(const FaultPoint& point) {
  last_ = {};
  const Place place = tracker_.At(point);
  if (repeats_left_ > 0 && place.process == repeating_process_ &&
      place.effect == repeating_effect_ && place.object == repeating_object_) {
    --repeats_left_;
    return last_ = repeating_;
  }
  if (fired_.size() >= plan_.faults.size()) return {};
  const Fault& next = plan_.faults[fired_.size()];
  if (!SamePlace(place, next.place)) {
    if (place.effect == next.place.effect) nearest_ = place;
    return {};
  }
  if (skipped_ < next.skip) {
    ++skipped_;
    nearest_ = place;
    return {};
  }
  const std::optional<Decision> decision = DecisionOf(next, point);
  if (!decision.has_value()) return {};
  Fault fired = next;
  fired.place = place;
  fired_.push_back(fired);
  skipped_ = 0;
  nearest_.reset();
  Decision placed = *decision;
  if (IsError(next.outcome)) {
    placed.outage = budget_.Spend(point, next.calls) > rules_.transparent_errors;
  }
  if (next.calls > 1) {
    repeating_ = placed;
    repeating_process_ = place.process;
    repeating_effect_ = place.effect;
    repeating_object_ = place.object;
    repeats_left_ = next.calls - 1;
  }
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

Decision IndexDecider::AtEffect(const FaultPoint& point) {
  last_ = {};
  // Calls that a fault still covers go first, as in PlanDecider.
  const bool repeats = repeats_left_ > 0 && point.process == repeating_process_ &&
                       &point.call.spec() == repeating_effect_ &&
                       point.call.object() == repeating_object_;
  const bool here = !repeats && next_ < faults_.size() && IsAt(faults_[next_], point);
  Place place;
  if (find_places_) place = tracker_.At(point);
  if (here) {
    const IndexedFault& fault = faults_[next_++];
    last_ = fault.decision;
    if (find_places_) {
      plan_.faults.push_back(
          Fault{.place = place,
                .outcome = last_.outcome,
                .error = last_.error != nullptr ? Text(last_.error->name) : Text(),
                .timers_while_down = last_.timers_while_down,
                .late_by = last_.late_by,
                .calls = fault.calls,
                .skip = static_cast<int>(std::count_if(
                    since_armed_.begin(), since_armed_.end(),
                    [&](const Place& earlier) { return SamePlace(earlier, place); }))});
      since_armed_.clear();
    }
    if (fault.calls > 1) {
      repeating_ = last_;
      repeating_process_ = point.process;
      repeating_effect_ = &point.call.spec();
      repeating_object_ = point.call.object();
      repeats_left_ = fault.calls - 1;
    }
    return last_;
  }
  if (!repeats) {
    if (find_places_) since_armed_.push_back(place);
    return {};
  }
  --repeats_left_;
  return last_ = repeating_;
}

void IndexDecider::AfterEffect(const FaultPoint& point, bool) {
  if (find_places_) tracker_.After(point, Executes(last_.outcome));
}

}  // namespace relapse

#include "fault_injection/plan_decider.h"

namespace relapse {

std::optional<Decision> PlanDecider::DecisionOf(const Fault& fault, const EffectSpec& effect) {
  const ErrorKind* error = nullptr;
  if (!fault.error.empty()) {
    error = FindErrorKind(effect, fault.error.view());
    if (error == nullptr) {
      illegal_ = std::string(effect.name) + " has no error kind \"" + fault.error.str() + "\"";
      return std::nullopt;
    }
  }
  if (!IsLegal(effect, fault.outcome, error, rules_)) {
    illegal_ = std::string(EnumName(fault.outcome)) + " is not legal at " + std::string(effect.name);
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
  if (repeats_left_ > 0 && place.effect == repeating_effect_ && place.object == repeating_object_) {
    --repeats_left_;
    return last_ = repeating_;
  }
  if (fired_.size() >= plan_.faults.size()) return {};
  const Fault& next = plan_.faults[fired_.size()];
  if (!SamePlace(place, next.place)) {
    if (place.effect == next.place.effect) nearest_ = place;
    return {};
  }
  const std::optional<Decision> decision = DecisionOf(next, point.call.spec());
  if (!decision.has_value()) return {};
  Fault fired = next;
  fired.place = place;
  fired_.push_back(fired);
  nearest_.reset();
  Decision placed = *decision;
  if (errors_in_ != point.incarnation) {
    errors_in_ = point.incarnation;
    errors_ = 0;
  }
  if (IsError(next.outcome)) errors_ += next.calls;
  placed.outage = errors_ > rules_.transparent_errors;
  if (next.calls > 1) {
    repeating_ = placed;
    repeating_effect_ = place.effect;
    repeating_object_ = place.object;
    repeats_left_ = next.calls - 1;
  }
  return last_ = placed;
}

void PlanDecider::AfterEffect(const FaultPoint& point, bool) {
  tracker_.After(point, Executes(last_.outcome));
}

Decision IndexDecider::AtEffect(const FaultPoint& point) {
  last_ = {};
  const bool here = next_ < faults_.size() && faults_[next_].incarnation == point.incarnation &&
                    faults_[next_].index == point.index;
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
                .calls = fault.calls});
    }
    if (fault.calls > 1) {
      repeating_ = last_;
      repeating_effect_ = &point.call.spec();
      repeating_object_ = point.call.object();
      repeats_left_ = fault.calls - 1;
    }
    return last_;
  }
  if (repeats_left_ > 0 && &point.call.spec() == repeating_effect_ &&
      point.call.object() == repeating_object_) {
    --repeats_left_;
    return last_ = repeating_;
  }
  return {};
}

void IndexDecider::AfterEffect(const FaultPoint& point, bool) {
  if (find_places_) tracker_.After(point, Executes(last_.outcome));
}

}  // namespace relapse

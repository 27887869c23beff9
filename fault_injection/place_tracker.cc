#include "fault_injection/place_tracker.h"

namespace relapse {

int PlaceTracker::CountUp(std::vector<Count>& counts, Text effect, Text object) {
  for (Count& count : counts) {
    if (count.effect == effect && count.object == object) return ++count.times;
  }
  counts.push_back({effect, object, 1});
  return 1;
}

PlaceTracker::ProcessState& PlaceTracker::StateOf(const FaultPoint& point) {
  for (ProcessState& state : processes_) {
    if (state.process != point.process) continue;
    if (state.incarnation != point.incarnation) {
      state = ProcessState{.process = point.process, .incarnation = point.incarnation};
    }
    return state;
  }
  processes_.push_back(ProcessState{.process = point.process, .incarnation = point.incarnation});
  return processes_.back();
}

Place PlaceTracker::Ahead(const FaultPoint& point) {
  const ProcessState& state = StateOf(point);
  Place place = Named(state, point);
  place.nth = 1;
  for (const Count& count : state.since_anchor) {
    if (count.effect == place.effect && count.object == place.object) place.nth = count.times + 1;
  }
  return place;
}

Place PlaceTracker::At(const FaultPoint& point) {
  ProcessState& state = StateOf(point);
  Place place = Named(state, point);
  place.nth = CountUp(state.since_anchor, place.effect, place.object);
  return place;
}

Place PlaceTracker::Named(const ProcessState& state, const FaultPoint& point) {
  Place place;
  place.process = point.process;
  place.effect = Text(point.call.spec().name);
  place.object = point.call.object();
  place.anchor_effect = state.anchor_effect;
  place.anchor_object = state.anchor_object;
  place.anchor_nth = state.anchor_nth;
  place.incarnation = point.incarnation;
  place.index = point.index;
  return place;
}

void PlaceTracker::After(const FaultPoint& point, bool executed) {
  if (!point.call.spec().mutates || !executed) return;
  ProcessState& state = StateOf(point);
  state.anchor_effect = Text(point.call.spec().name);
  state.anchor_object = point.call.object();
  state.anchor_nth = CountUp(state.mutations, state.anchor_effect, state.anchor_object);
  state.since_anchor.clear();
}

}  // namespace relapse

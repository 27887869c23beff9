#include "harness/world/in_flight.h"

#include <algorithm>

namespace relapse {

TimeMs InFlightAgent::NextTimer(const World& world) const {
  TimeMs next = kNoTime;
  for (const InFlightRequest& request : world.Get<InFlightRequests>().requests) {
    next = std::min(next, std::max(request.due, world.now()));
  }
  return next;
}

void InFlightAgent::Advance(World& world) const {
  auto& requests = world.Mutate<InFlightRequests>().requests;
  const auto due = std::find_if(requests.begin(), requests.end(),
                                [&](const InFlightRequest& one) { return one.due <= world.now(); });
  RELAPSE_CHECK(due != requests.end(), "no request is due");
  const InFlightRequest landing = *due;
  requests.erase(due);
  for (const Lander* lander : world.model().landers) {
    if (lander->Land(world, landing.spec, landing.request.get())) return;
  }
  RELAPSE_CHECK(false, "nobody receives " + landing.effect.str());
}

}  // namespace relapse

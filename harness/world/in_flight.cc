#include "harness/world/in_flight.h"

#include <algorithm>

namespace relapse {

namespace {

/// Takes the request at `place` out of flight and performs it.
void LandAt(World& world, std::ptrdiff_t place) {
  auto& requests = world.Mutate<InFlightRequests>().requests;
  const InFlightRequest landing = requests[static_cast<std::size_t>(place)];
  requests.erase(requests.begin() + place);
  for (const Lander* lander : world.model().landers) {
    if (lander->Land(world, landing.spec, landing.request.get())) return;
  }
  RELAPSE_CHECK(false, "nobody receives " + landing.effect.str());
}

template <class Predicate>
std::ptrdiff_t FindInFlight(const World& world, const Predicate& predicate) {
  const auto& requests = world.Get<InFlightRequests>().requests;
  const auto found = std::find_if(requests.begin(), requests.end(), predicate);
  return found == requests.end() ? -1 : found - requests.begin();
}

}  // namespace

bool LandOvertaken(World& world, const PortSpec& port, Text object, std::uint64_t request_hash) {
  bool landed = false;
  for (;;) {
    const std::ptrdiff_t place = FindInFlight(world, [&](const InFlightRequest& one) {
      return one.spec->port == &port && one.object == object && one.request_hash != request_hash;
    });
    if (place < 0) return landed;
    LandAt(world, place);
    landed = true;
  }
}

TimeMs InFlightAgent::NextTimer(const World& world) const {
  TimeMs next = kNoTime;
  for (const InFlightRequest& request : world.Get<InFlightRequests>().requests) {
    next = std::min(next, std::max(request.due, world.now()));
  }
  return next;
}

void InFlightAgent::Advance(World& world) const {
  const std::ptrdiff_t due =
      FindInFlight(world, [&](const InFlightRequest& one) { return one.due <= world.now(); });
  RELAPSE_CHECK(due >= 0, "no request is due");
  LandAt(world, due);
}

}  // namespace relapse

// Requests in flight: the caller was told they failed (or died), the other side will still perform
// them. Part of the durable world; an agent lands each at its time.
#ifndef HARNESS_WORLD_IN_FLIGHT_H_
#define HARNESS_WORLD_IN_FLIGHT_H_

#include <memory>

#include "harness/effect/effect.h"
#include "harness/world/world.h"

namespace relapse {

struct InFlightRequest {
  Text effect;
  Text object;
  std::uint64_t request_hash = 0;
  TimeMs due = 0;
  const EffectSpec* spec = nullptr;
  std::shared_ptr<const void> request;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("effect", self.effect, field::kPlain);
    visit("object", self.object, field::kPlain);
    visit("request_hash", self.request_hash, field::kPlain);
    visit("due", self.due, field::Age{0});
  }
};

struct InFlightRequests {
  static constexpr std::string_view kPartName = "in_flight";
  std::vector<InFlightRequest> requests;  ///< in the order they were left

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("requests", self.requests, field::kPlain);
  }
};

/// A request in flight is overtaken by nothing but its own repetition: lands those for `object` at
/// this port, in the order they were left, before another request for it is performed. True if
/// there was one.
bool LandOvertaken(World& world, const PortSpec& port, Text object, std::uint64_t request_hash);

/// Lands due requests through the model's landers. Every model that allows `late` lists it.
class InFlightAgent final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override;
  void Advance(World& world) const override;
};

}  // namespace relapse

#endif  // HARNESS_WORLD_IN_FLIGHT_H_

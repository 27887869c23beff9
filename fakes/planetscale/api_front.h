// ApiFront: the API as its clients meet it. Behind it is FakePlanetScale, which nothing can reach
// while the front is out of order.
#ifndef FAKES_PLANETSCALE_API_FRONT_H_
#define FAKES_PLANETSCALE_API_FRONT_H_

#include <type_traits>

#include "fakes/planetscale/fake_planetscale.h"
#include "fakes/planetscale/processor.h"
#include "fakes/planetscale/refusals.h"

namespace relapse::planetscale {

class ApiFront {
 public:
  explicit ApiFront(const FakePlanetScale& behind) : behind_(behind) {}

  template <class Request>
  Result<typename Request::Reply> On(World& world, const Request& request) const {
    if constexpr (std::is_same_v<Request, DeployDeployRequest>) {
      GoOutOfOrderAt(world, OutageTrigger::kDeployAsked);
    }
    if (IsOutOfOrder(world)) {
      const bool is_misreported =
          world.Get<WorldParameters>().defects.Has(ProviderDefect::kOutageReportedAsNotFound);
      return Fail(is_misreported ? refusals::BranchNotFound() : refusals::OutOfOrder());
    }
    return behind_.On(world, request);
  }

 private:
  static bool IsOutOfOrder(const World& world) {
    const TimeMs until = world.Get<ProviderState>().out_of_order_until;
    return until != kNoTime && world.now() < until;
  }

  const FakePlanetScale& behind_;
};

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_API_FRONT_H_

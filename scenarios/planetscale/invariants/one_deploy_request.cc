// S-ONE-DR and S-ONE-DEPLOY (spec/planetscale-engine.md section 9.1): one apply makes one deploy
// request at a time and deploys once, however often it dies.
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class OneDeployRequestInvariant final : public Invariant {
 public:
  OneDeployRequestInvariant()
      : Invariant("S-ONE-DR", PropertyForm::kAlways, {.world_changes = true},
                  "the provider never holds two open deploy requests of one apply") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const ProviderState& provider = observation.world.Get<ProviderState>();
    if (provider.requests_created < 2) return;
    const RequestRecord* first = nullptr;
    for (const RequestRecord& request : provider.requests) {
      if (request.foreign || !StillCounts(request)) continue;
      if (first == nullptr) {
        first = &request;
        continue;
      }
      return judge.Violate("two deploy requests of one apply: " + Say(*first) + " and " +
                           Say(request));
    }
  }

 private:
  /// A request that was closed without a deploy is a predecessor; one that was deployed never is,
  /// even if the provider shows it as closed once it is over.
  static bool StillCounts(const RequestRecord& request) {
    return Open(request) || Deployed(request);
  }
};

class OneDeployInvariant final : public Invariant {
 public:
  OneDeployInvariant()
      : Invariant("S-ONE-DEPLOY", PropertyForm::kAlways, {.world_changes = true},
                  "the provider accepts at most one deploy of one apply") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (observation.world.Get<ProviderState>().deploys_accepted < 2) return;
    judge.Violate("the provider accepted two deploys of one apply");
  }
};

}  // namespace

InvariantPointer OneDeployRequest() { return std::make_unique<OneDeployRequestInvariant>(); }
InvariantPointer OneDeploy() { return std::make_unique<OneDeployInvariant>(); }

}  // namespace relapse::planetscale

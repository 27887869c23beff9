// Whatever is called in whatever order: what must hold of every world.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

constexpr int kOperations = 16;

/// One call or wait, drawn as three small numbers. Answers whether the world refused it.
bool Perform(Shop& shop, int operation, int which, int time) {
  static const Text kBranches[] = {"one", "two", "main"};
  const Text branch = kBranches[which % 3];
  const std::int64_t number = which % 4 + 1;
  const auto refused = [](const auto& reply) { return !reply.ok(); };
  switch (operation) {
    case 0:
      return refused(shop.Call(CreateBranch{branch, "main", "us-east"}));
    case 1:
      return refused(shop.Call(DeleteBranch{branch}));
    case 2:
      return refused(shop.Call(CreateDeployRequest{branch, "main", "", time % 2 == 0, true}));
    case 3:
      return refused(shop.Call(DeployDeployRequest{number, time % 3 == 0}));
    case 4:
      return refused(shop.Call(CancelDeployRequest{number}));
    case 5:
      return refused(shop.Call(ApplyDeployRequest{number}));
    case 6:
      return refused(shop.Call(CloseDeployRequest{number}));
    case 7:
      return refused(shop.Call(GetDeployRequest{number}));
    case 8:
    case 9: {
      const Result<BranchPassword> password =
          shop.Call(CreateBranchPassword{branch, "admin", 3600});
      if (!password.ok()) return true;
      const auto& statements = shop.workload().keyspaces[0].statements;
      const Text statement = statements[static_cast<std::size_t>(time) % statements.size()];
      (void)shop.Call(
          ExecuteDdl{{password->access_host_url, password->username, password->plain_text},
                     "commerce",
                     statement});
      return false;
    }
    case 10:
      shop.Pass(time * 100);
      return false;
    case 11:
      shop.Pass(time * 137);
      return false;
    case 12:
      shop.Pass(kTickMs);
      return false;
    case 13:
      shop.Pass(4 * kTickMs);
      return false;
    case 14:
      shop.Pass(Seconds(15));
      return false;
    default:
      return refused(shop.Call(RecordEvent{"apply-1", {}, "line"}));
  }
}

void CheckInvariants(Shop& shop) {
  const ProviderState& provider = shop.world.Get<ProviderState>();
  int active = 0;
  for (std::size_t i = 0; i < provider.requests.size(); ++i) {
    const RequestRecord& record = provider.requests[i];
    RC_ASSERT(record.wire.number == static_cast<std::int64_t>(i) + 1);
    RC_ASSERT(record.wire.deployment_state == record.wire.deployment.state);
    const bool holds_slot =
        record.Active() && (record.submitted || !shop.parameters().queues_deploys);
    if (holds_slot) ++active;
    RC_ASSERT(record.submitted || CountContext(shop.vitess(), record.migration_context).rows == 0);
    if (IsFinal(record.wire.deployment_state)) RC_ASSERT(record.revert_expires_at == kNoTime);
    if (record.wire.state == RequestState::kClosed) RC_ASSERT(record.wire.closed_at != kNoTime);
  }
  RC_ASSERT(active <= 1);
  for (const BranchRecord& branch : provider.branches) {
    RC_ASSERT(branch.wire.ready == (branch.ready_at == kNoTime));
    RC_ASSERT(std::count_if(provider.branches.begin(), provider.branches.end(),
                            [&](const BranchRecord& other) {
                              return other.wire.name == branch.wire.name;
                            }) == 1);
  }
  RC_ASSERT(shop.world.NextTimer() >= shop.world.now());
}

RC_GTEST_PROP(Operations, NeverBreakAWorld, ()) {
  WorldParameters parameters;
  parameters.queues_deploys = *rc::gen::arbitrary<bool>();
  parameters.shards = *rc::gen::inRange(1, 3);
  parameters.fail_deploys = *rc::gen::inRange(0, 2);
  parameters.cancel_hangs = *rc::gen::arbitrary<bool>();
  parameters.branch_ready_delay_ms = *rc::gen::element(0, 700, 2000);
  parameters.history = {HistoricalKind::kForeignLater, HistoricalKind::kRetriedLater};
  Shop shop(parameters);
  const auto operations =
      *rc::gen::container<std::vector<std::tuple<int, int, int>>>(rc::gen::tuple(
          rc::gen::inRange(0, kOperations), rc::gen::inRange(0, 12), rc::gen::inRange(0, 12)));
  for (const auto& [operation, which, time] : operations) {
    const std::uint64_t before = shop.world.change_count();
    const World copy = shop.world;
    const std::uint64_t hash = copy.CanonicalHash();
    if (Perform(shop, operation, which, time)) RC_ASSERT(shop.world.change_count() == before);
    CheckInvariants(shop);
    RC_ASSERT(copy.CanonicalHash() == hash);
  }
  RC_ASSERT(shop.Settle());
  CheckInvariants(shop);
  // Settled, it is the same state a minute and a day later.
  shop.world.AdvanceTo(shop.world.now() - shop.world.now() % 1000 + Minutes(1));
  World aged = shop.world;
  aged.AdvanceTo(aged.now() + Hours(24));
  RC_ASSERT(aged.CanonicalWords() == shop.world.CanonicalWords());
}

}  // namespace
}  // namespace relapse::planetscale

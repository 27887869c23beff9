// Somebody else's deployment holds the database's one slot (spec/planetscale-api.md section 2.6).
#include "fakes/storage/storage_state.h"
#include "orchestration/planetscale/constants.h"
#include "tests/scenarios/run.h"

namespace relapse::planetscale {
namespace {

/// The fault-free run of planetscale/apply beside a deployment that takes `others_take`.
StoredApply After(DurationMs others_take, Json more = Json::object()) {
  const Scenario* apply = TheCatalogue().FindScenario("planetscale/apply");
  Json parameters = apply->default_parameters;
  parameters.update(more);
  parameters["foreign_deploy_ms"] = others_take;
  const auto instance = apply->instantiate(parameters, {});
  FaultFree decider;
  const HistoryResult result = RunFrom(*instance, decider);
  EXPECT_TRUE(Held(result)) << Say(result);
  return result.end.world.Get<StorageState>().applies.front().apply;
}

TEST(OtherDeploy, IsWaitedForLongerThanRetriesOfAttemptsLast) {
  EXPECT_EQ(After(Hours(5)).status, ApplyStatus::kCompleted);
}

TEST(OtherDeploy, IsWaitedForByAStartOfTheOperatorToo) {
  const StoredApply apply = After(Hours(5), {{"defer_deploy", true}, {"operator", "start"}});
  EXPECT_EQ(apply.status, ApplyStatus::kCompleted);
  ASSERT_EQ(apply.control_requests.size(), 1U);
  EXPECT_EQ(apply.control_requests.front().status, ControlStatus::kCompleted);
}

TEST(OtherDeploy, IsNotWaitedForWithoutBound) {
  const StoredApply apply = After(kOtherDeployBound + Hours(1));
  EXPECT_EQ(apply.status, ApplyStatus::kFailed);
  EXPECT_EQ(apply.reason,
            Text("waiting for another deployment of the database: given up after 1440 minutes"));
}

TEST(OtherDeploy, ACancelEndsTheWait) {
  const Json commands = {
      {{"shown", "waiting_for_deploy"}, {"operation", "start"}, {"after", 0}},
      {{"shown", "waiting_for_deploy"}, {"operation", "cancel"}, {"after", 1500}}};
  EXPECT_EQ(After(Hours(5), {{"defer_deploy", true}, {"commands", commands}}).status,
            ApplyStatus::kCancelled);
}

}  // namespace
}  // namespace relapse::planetscale

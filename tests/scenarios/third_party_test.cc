// A colleague deploys our request before its number could be stored: the apply finds it again, by
// its branch, whatever has become of it.
#include <gtest/gtest.h>

#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/ground_truth.h"
#include "tests/scenarios/run.h"

namespace relapse::planetscale {
namespace {

/// Dies as soon as the deploy request is created.
class DiesWithoutTheNumber final : public Decider {
 public:
  Decision AtEffect(const FaultPoint& point) override {
    if (has_died || &point.call.spec() != &CreateDeployRequest::kEffect) return {};
    has_died = true;
    return {.outcome = Outcome::kCrashAfter};
  }

  bool has_died = false;
};

/// The API is away after the creation for longer than the colleague's deployment takes.
HistoryResult RunWith(const Json& more, const DefectIds& defects = {}) {
  const Scenario& scenario = *TheCatalogue().FindScenario("planetscale/third-party");
  Json parameters = scenario.default_parameters;
  parameters.update({{"colleague_deploys_ms", 1000},
                     {"copy_ticks", 1},
                     {"revert_window_ms", 0},
                     {"api_outage_ms", 10000},
                     {"api_outage_trigger", "request_created"}});
  parameters.update(more);
  const auto instance = scenario.instantiate(parameters, defects);
  DiesWithoutTheNumber decider;
  HistoryResult result = RunFrom(*instance, decider);
  EXPECT_TRUE(decider.has_died);
  return result;
}

TEST(ThirdPartyDeploy, ThatHasEndedIsAdoptedAndCompletesTheApply) {
  const HistoryResult result = RunWith(Json::object());
  ASSERT_TRUE(Held(result)) << Say(result);
  EXPECT_EQ(Stored(result.end.world).status, ApplyStatus::kCompleted);
  EXPECT_EQ(Stored(result.end.world).metadata.deploy_request_id, 1);
  EXPECT_EQ(result.end.world.Get<ProviderState>().requests_created, 1);
  EXPECT_EQ(result.end.world.Get<ProviderState>().deploys_accepted, 0);
}

TEST(ThirdPartyDeploy, ThatHasFailedFailsTheApply) {
  const HistoryResult result = RunWith({{"fail_deploys", 1}});
  ASSERT_TRUE(Held(result)) << Say(result);
  EXPECT_EQ(Stored(result.end.world).status, ApplyStatus::kFailed);
  EXPECT_EQ(result.end.world.Get<ProviderState>().requests_created, 1);
}

TEST(ThirdPartyDeploy, HasNothingToDeployWhereVschemaAloneCannotBeHeld) {
  const Scenario& scenario = *TheCatalogue().FindScenario("planetscale/third-party");
  Json parameters = scenario.default_parameters;
  parameters.update({{"statements", 0},
                     {"vschema_changes", 1},
                     {"defer_cutover", true},
                     {"colleague_deploys_ms", 1}});
  const auto instance = scenario.instantiate(parameters, {});
  DiesWithoutTheNumber decider;
  const HistoryResult result = RunFrom(*instance, decider);
  ASSERT_TRUE(Held(result)) << Say(result);
  EXPECT_FALSE(decider.has_died);
  EXPECT_EQ(Stored(result.end.world).status, ApplyStatus::kFailed);
  EXPECT_EQ(result.end.world.Get<ProviderState>().requests_created, 0);
}

/// Dies after it has closed its request, or settled the apply, and stays down for a while.
class DiesAfter final : public Decider {
 public:
  explicit DiesAfter(const EffectSpec& effect) : effect_(effect) {}
  Decision AtEffect(const FaultPoint& point) override {
    if (has_died || &point.call.spec() != &effect_) return {};
    has_died = true;
    return {.outcome = Outcome::kCrashAfter, .timers_while_down = 4};
  }

  bool has_died = false;

 private:
  const EffectSpec& effect_;
};

/// The provider stores that the request cuts over by itself, the operator deferred the cutover, and
/// a colleague comes when the apply has failed of it.
HistoryResult RunUnheld(const EffectSpec& dies_after, const DefectIds& defects = {}) {
  const Scenario& scenario = *TheCatalogue().FindScenario("planetscale/third-party");
  Json parameters = scenario.default_parameters;
  parameters.update({{"auto_cutover_ignored", true},
                     {"defer_cutover", true},
                     {"operator", "cutover"},
                     {"colleague_deploys_ms", 2000}});
  const auto instance = scenario.instantiate(parameters, defects);
  DiesAfter decider(dies_after);
  HistoryResult result = RunFrom(*instance, decider);
  EXPECT_TRUE(decider.has_died);
  return result;
}

TEST(ThirdPartyDeploy, ComesTooLateForARequestThatWouldNotBeHeld) {
  for (const EffectSpec* effect : {&CloseDeployRequest::kEffect, &SettleApply::kEffect}) {
    const HistoryResult result = RunUnheld(*effect);
    ASSERT_TRUE(Held(result)) << Say(result);
    EXPECT_EQ(Stored(result.end.world).status, ApplyStatus::kFailed) << effect->name;
    EXPECT_NE(Stored(result.end.world).reason.view().find("by itself"), std::string_view::npos);
    EXPECT_EQ(OurDeployed(result.end.world), nullptr);
  }
}

TEST(ThirdPartyDeploy, OfARequestThatIsClosedTooLateGoesOnAfterTheFailure) {
  const HistoryResult result =
      RunUnheld(SettleApply::kEffect, {"planetscale/unheld-request-left-open"});
  EXPECT_EQ(result.ending, Ending::kViolation);
  EXPECT_EQ(result.invariant, "S-NO-FALSE-FAIL");
}

TEST(ThirdPartyDeploy, ThatIsNotLookedForMakesASecondRequest) {
  const HistoryResult result = RunWith(Json::object(), {"planetscale/deployed-request-not-found"});
  EXPECT_EQ(result.ending, Ending::kViolation);
  EXPECT_EQ(result.invariant, "S-ONE-DR");
}

}  // namespace
}  // namespace relapse::planetscale

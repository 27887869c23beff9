// Every transition of the provider's table (T1 to T32) and every rule of derivation is reached by
// some history of the provider's scenarios: with drawn parameters, without faults and with one
// event each.
#include <gtest/gtest.h>

#include <string>

#include "fakes/planetscale/derivation.h"
#include "fakes/planetscale/provider_state.h"
#include "fakes/planetscale/transitions.h"
#include "tests/scenarios/run.h"

namespace relapse::planetscale {
namespace {

/// Places the scenario's disturbances, each at the `at`-th effect or the first after it where it
/// can be.
class OneEvent final : public Decider {
 public:
  OneEvent(const FaultRules& rules, int at, std::size_t which)
      : rules_(rules), at_(at), which_(which) {}
  Decision AtEffect(const FaultPoint& point) override {
    const Disturbance* event = rules_.disturbances[which_];
    if (done_ || point.index < at_ || !event->possible(point.world)) return {};
    done_ = true;
    return {.outcome = Outcome::kDisturb, .disturbance = event};
  }

 private:
  const FaultRules& rules_;
  int at_;
  std::size_t which_;
  bool done_ = false;
};

struct Marks {
  std::uint64_t taken = 0;
  std::uint64_t rules = 0;

  void Add(const HistoryResult& result) {
    EXPECT_TRUE(Held(result)) << Say(result);
    const ProviderState& provider = result.end.world.Get<ProviderState>();
    taken |= provider.taken;
    rules |= provider.rules;
  }
};

Marks MarksOf(const Scenario& scenario) {
  Marks marks;
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    const auto instance = scenario.instantiate(scenario.draw_parameters(seed), {});
    FaultFree none;
    marks.Add(RunFrom(*instance, none));
    const std::size_t events = instance->rules.disturbances.size();
    OneEvent event(instance->rules, static_cast<int>(5 + seed % 40), seed % events);
    marks.Add(RunFrom(*instance, event));
  }
  return marks;
}

Json Step(const char* call, int subject, Json more = Json::object()) {
  more["call"] = call;
  more["subject"] = subject;
  return more;
}
Json ChangeOf(int subject, const char* statement, bool auto_cutover, const char* vschema = "{}") {
  return {Step("create_branch", subject), Step("execute_ddl", subject, {{"statement", statement}}),
          Step("update_vschema", subject, {{"vschema", vschema}}),
          Step("create_request", subject, {{"auto_cutover", auto_cutover}}),
          Step("deploy", subject, {{"until", "ready"}})};
}
Json Joined(Json script, const Json& more) {
  script.insert(script.end(), more.begin(), more.end());
  return script;
}

/// Histories that are drawn too seldom.
std::vector<Json> RareProviderCases() {
  constexpr const char* kIndex = "ALTER TABLE `orders` ADD INDEX `state_index` (`state`)";
  constexpr const char* kColumn = "ALTER TABLE `orders` ADD COLUMN `note` varchar(255)";
  const Json held_up =
      Joined(Joined(ChangeOf(1, kIndex, true), {Step("cancel", 1, {{"until", "in_progress"}}),
                                                Step("look", 1, {{"until", "complete_error"}})}),
             ChangeOf(2, kColumn, true));
  const Json gated = Joined(ChangeOf(1, kIndex, false),
                            Json::array({Step("apply_deploy", 1, {{"until", "pending_cutover"}}),
                                         Step("look", 1, {{"until", "complete"}})}));
  const Json late = Joined(ChangeOf(1, kIndex, true, R"({"sharded":true})"),
                           Json::array({Step("cancel", 1, {{"until", "in_progress_cutover"}})}));
  return {{{"cancel_hangs", true}, {"copy_ticks", 3}, {"script", held_up}},
          {{"script", gated}},
          {{"script", late}}};
}

/// A retried migration of a deployment under way would lead back there; nobody retries one here.
bool NeedsARetry(const Transition& row) {
  return row.name == "T11" && row.to == DeploymentState::kQueued;
}

TEST(ProviderMarks, EveryTransitionAndRuleIsReached) {
  Marks all;
  for (const char* name :
       {"planetscale/provider-lifecycle", "planetscale/provider-revert", "planetscale/vschema"}) {
    const Scenario* scenario = TheCatalogue().FindScenario(name);
    ASSERT_NE(scenario, nullptr) << name;
    const Marks marks = MarksOf(*scenario);
    all.taken |= marks.taken;
    all.rules |= marks.rules;
  }
  const Scenario* lifecycle = TheCatalogue().FindScenario("planetscale/provider-lifecycle");
  for (const Json& rare : RareProviderCases()) {
    Json parameters = lifecycle->default_parameters;
    parameters.merge_patch(rare);
    const auto instance = lifecycle->instantiate(parameters, {});
    for (int at = 5; at < 60; ++at) {
      OneEvent silence(instance->rules, at, 1);
      all.Add(RunFrom(*instance, silence));
    }
  }
  for (std::size_t i = 0; i < Transitions().size(); ++i) {
    const Transition& row = Transitions()[i];
    if (NeedsARetry(row)) continue;
    const bool is_of_bug = row.name.starts_with("B");
    EXPECT_NE((all.taken >> i & 1) != 0, is_of_bug)
        << row.name << " from a state of " << row.from << " to "
        << (row.to ? EnumName(*row.to) : std::string_view("the same"));
  }
  for (int rule = 1; rule <= kDerivationRules; ++rule) {
    // Rows that run while a cutover is asked for: ready_to_complete never falls back in this
    // Vitess.
    if (rule == 7) continue;
    EXPECT_NE(all.rules >> rule & 1, 0U) << "rule " << rule;
  }
}

}  // namespace
}  // namespace relapse::planetscale

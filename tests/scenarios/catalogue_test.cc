// The catalogue is consistent: every row of the bank names what exists, and every scenario can be
// made.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "harness/explore/rest_oracle.h"
#include "tests/scenarios/run.h"

namespace relapse {
namespace {

std::set<std::string> InvariantsOf(const Instance& instance) {
  std::set<std::string> names{std::string(kLivenessInvariant), std::string(kShutdownInvariant),
                              std::string(kProcessInvariant), std::string(kDifferentialOracle),
                              std::string(kIdempotentOracle)};
  for (const Invariant* invariant : instance.system.invariants->all()) {
    names.insert(std::string(invariant->name()));
  }
  return names;
}

TEST(Catalogue, NamesAreUnique) {
  std::set<std::string> names;
  for (const Scenario& scenario : TheCatalogue().scenarios) {
    EXPECT_TRUE(names.insert(scenario.name).second) << scenario.name;
  }
  for (const DefectInfo& defect : TheCatalogue().defects) {
    EXPECT_TRUE(names.insert(defect.id).second) << defect.id;
  }
  std::set<std::string_view> effects;
  for (const EffectSpec* effect : TheCatalogue().effects) {
    EXPECT_TRUE(effects.insert(effect->name).second) << effect->name;
  }
}

TEST(Catalogue, EveryDefectNamesWhatExists) {
  for (const DefectInfo& defect : TheCatalogue().defects) {
    const Scenario* scenario = TheCatalogue().FindScenario(defect.scenario);
    ASSERT_NE(scenario, nullptr) << defect.id;
    Json parameters = scenario->default_parameters;
    parameters.merge_patch(defect.parameters);
    DefectIds ids = defect.masked_by;
    ids.push_back(defect.id);
    const auto instance = scenario->instantiate(parameters, ids);
    const std::set<std::string> known = InvariantsOf(*instance);
    EXPECT_FALSE(defect.violates.empty()) << defect.id;
    for (const std::string& name : defect.violates) {
      EXPECT_TRUE(known.contains(name)) << defect.id << " names " << name;
    }
    for (const std::string& mask : defect.masked_by) {
      EXPECT_NE(TheCatalogue().FindDefect(mask), nullptr) << defect.id << " names " << mask;
    }
    EXPECT_GE(defect.faults, 1) << defect.id;
    EXPECT_LE(defect.faults, 2) << defect.id;
  }
}

TEST(Catalogue, EveryScenarioListsAllInvariantsOfItsFamily) {
  constexpr const char* kAll[] = {"S-ONE-DR",
                                  "S-ONE-DEPLOY",
                                  "S-OUTCOME-TRUTH",
                                  "S-NO-FALSE-FAIL",
                                  "S-COMPLETE-MEANS-ALL",
                                  "S-REVIEWED-DDL",
                                  "S-BRANCH-EQ-DESIRED",
                                  "S-DEFER-DEPLOY",
                                  "S-DEFER-CUTOVER",
                                  "S-NO-ORPHAN",
                                  "S-TRANSIENT-NOT-FATAL",
                                  "S-ERR-NOT-EMPTY",
                                  "S-CTX-OWN",
                                  "S-HANDOVER",
                                  "D-BEFORE-EFFECT",
                                  "D-CTX",
                                  "D-CTX-MONO",
                                  "D-BASELINE",
                                  "L-PROGRESS",
                                  "L-OPERATOR",
                                  "L-BOUNDED-WAIT",
                                  "L-RETRY-CONVERGES",
                                  "L-SHUTDOWN",
                                  "L-PROC"};
  for (const Scenario* scenario : SoundScenarios()) {
    if (scenario->component != "planetscale/engine") continue;
    const auto instance = scenario->instantiate(scenario->default_parameters, {});
    const std::set<std::string> known = InvariantsOf(*instance);
    for (const char* name : kAll)
      EXPECT_TRUE(known.contains(name)) << scenario->name << " " << name;
  }
}

TEST(Catalogue, TheCanaryFails) {
  const Scenario* canary = TheCatalogue().FindScenario("canary");
  ASSERT_NE(canary, nullptr);
  const auto instance = canary->instantiate(canary->default_parameters, {});
  class LosesTheFirstAnswer final : public Decider {
   public:
    Decision AtEffect(const FaultPoint& point) override {
      const bool first = !done_ && point.call.spec().name == "canary_take";
      if (!first) return {};
      done_ = true;
      return {.outcome = Outcome::kErrorAfter, .error = &kTimeout};
    }

   private:
    bool done_ = false;
  } decider;
  EXPECT_EQ(RunFrom(*instance, decider).invariant, "CANARY-TAKEN-ONCE");
  FaultFree none;
  EXPECT_TRUE(Held(RunFrom(*instance, none)));
}

}  // namespace
}  // namespace relapse

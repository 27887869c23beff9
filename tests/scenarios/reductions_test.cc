// Merging and pruning are abstractions: with each defect of the bank on in turn, a small world
// gives the same violations and signatures with and without them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/explore/bank.h"
#include "harness/explore/exhaust.h"
#include "scenarios/catalogue.h"

namespace relapse {
namespace {

/// Signatures of everything that at most `faults` faults break.
std::set<std::string> SignaturesOf(const Instance& instance, const DefectInfo& defect, bool merge,
                                   bool prune) {
  const Basis basis = defect.basis == Basis::kAll ? Basis::kStandard : defect.basis;
  ExploreOptions options;
  options.preemptions = defect.preemptions;
  options.basis = basis;
  options.merge = merge;
  options.prune = prune;
  options.determinism_percent = 0;
  const ExploreResult result = Exhaust(instance, options, 1);
  EXPECT_EQ(result.harness_failure, "");
  const Findings findings = Canonicalise(instance, result.findings);
  EXPECT_EQ(findings.harness_failure, "");
  std::set<std::string> signatures;
  for (const Finding& finding : findings.list) signatures.insert(finding.signature);
  return signatures;
}

TEST(Reductions, ChangeNoVerdictWithAnyDefectOn) {
  const Catalogue catalogue = MakeCatalogue();
  int violating = 0;
  for (const DefectInfo& defect : catalogue.defects) {
    // A livelock ends where the budget of effects does, and with it its signature: most bugs of
    // migration recovery show as one beside what they break.
    if (defect.component.starts_with("migrations")) continue;
    const Scenario* scenario = catalogue.FindScenario(defect.scenario);
    ASSERT_NE(scenario, nullptr) << defect.id;
    Json parameters = scenario->default_parameters;
    // As small as the world may be.
    if (parameters.contains("statements")) parameters["statements"] = 1;
    if (parameters.contains("history")) parameters["history"] = Json::array();
    parameters.merge_patch(defect.parameters);
    const auto instance = scenario->instantiate(parameters, WithMasks(catalogue, {defect.id}));
    const auto reduced = SignaturesOf(*instance, defect, true, true);
    EXPECT_EQ(SignaturesOf(*instance, defect, true, false), reduced) << defect.id;
    EXPECT_EQ(SignaturesOf(*instance, defect, false, false), reduced) << defect.id;
    violating += reduced.empty() ? 0 : 1;
  }
  EXPECT_GE(violating, 25) << "most defects show with one fault, or this test compares nothing";
}

}  // namespace
}  // namespace relapse

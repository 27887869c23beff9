// Merging and pruning are abstractions: with each defect of the bank on in turn, a small world
// gives the same violations and signatures with and without them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/core/address_sanitizer.h"
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

/// Of migration recovery, where many bugs show as livelocks, too, and each history of one that is
/// shrunk costs all of it. Three times what the longest takes that ends.
constexpr std::int64_t kBudget = 1500;

/// What is compared does not depend on the compiler; the sanitizers, four times as slow, look at
/// the code that compares.
#ifdef RELAPSE_ADDRESS_SANITIZER
constexpr std::size_t kEach = 5;
#else
constexpr std::size_t kEach = 1;
#endif

TEST(Reductions, ChangeNoVerdictWithAnyDefectOn) {
  const Catalogue catalogue = MakeCatalogue();
  int compared = 0;
  int violating = 0;
  for (std::size_t i = 0; i < catalogue.defects.size(); i += kEach) {
    const DefectInfo& defect = catalogue.defects[i];
    const Scenario* scenario = catalogue.FindScenario(defect.scenario);
    ASSERT_NE(scenario, nullptr) << defect.id;
    Json parameters = scenario->default_parameters;
    // As small as the world may be.
    if (parameters.contains("statements")) parameters["statements"] = 1;
    if (parameters.contains("history")) parameters["history"] = Json::array();
    parameters.merge_patch(defect.parameters);
    const auto instance = scenario->instantiate(parameters, WithMasks(catalogue, {defect.id}));
    if (defect.component.starts_with("migrations")) instance->system.effect_budget = kBudget;
    const auto reduced = SignaturesOf(*instance, defect, true, true);
    EXPECT_EQ(SignaturesOf(*instance, defect, true, false), reduced) << defect.id;
    EXPECT_EQ(SignaturesOf(*instance, defect, false, false), reduced) << defect.id;
    ++compared;
    violating += reduced.empty() ? 0 : 1;
  }
  EXPECT_GE(violating * 100, compared * 85)
      << "most defects show with one fault, or this test compares nothing";
}

}  // namespace
}  // namespace relapse

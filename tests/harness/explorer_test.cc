// The exploration: it finds each toy bug, each of the rules that make it sound is needed,
// reductions change no verdict, and every finding has one signature.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/explore/bank.h"
#include "harness/explore/counterexample.h"
#include "harness/explore/coverage.h"
#include "harness/explore/explorer.h"
#include "harness/explore/random.h"
#include "tests/harness/toy.h"

namespace relapse {
namespace {

ExploreResult Exhaust(const Instance& instance, int faults, const ExploreOptions& options = {}) {
  return Explorer(instance, options).Exhaust(faults);
}

/// The first finding, for messages.
std::string First(const ExploreResult& result) {
  if (result.findings.empty()) return "";
  const RawFinding& finding = result.findings.front();
  std::string text = finding.invariant + ": " + finding.message;
  for (const IndexedFault& fault : finding.faults) {
    text += ", " + std::string(EnumName(fault.decision.outcome)) + " " +
            std::string(fault.effect->name);
  }
  return text;
}

std::set<std::string> Signatures(const Instance& instance, const ExploreResult& result) {
  std::set<std::string> signatures;
  const Findings findings = Canonicalise(instance, result.findings);
  EXPECT_EQ(findings.harness_failure, "");
  for (const Finding& finding : findings.list) signatures.insert(finding.signature);
  return signatures;
}

TEST(Explorer, TheCorrectCourierIsClean) {
  for (int tasks : {0, 2}) {
    const auto toy = toy::MakeToy({}, tasks);
    const ExploreResult result = Exhaust(*toy, 2);
    EXPECT_EQ(result.harness_failure, "");
    EXPECT_EQ(First(result), "");
    EXPECT_GT(result.figures.plans, result.figures.histories);
    EXPECT_GT(result.figures.real_crashes_checked + result.figures.determinism_checked, 0);
  }
}

TEST(Explorer, TheClosureOfTheCorrectCourierCloses) {
  const auto toy = toy::MakeToy({});
  ExploreOptions options;
  options.max_states = 5000;
  const ExploreResult result = Explorer(*toy, options).Close(1);
  EXPECT_EQ(result.harness_failure, "");
  // Every start knocks, and the office counts: this world has no end.
  EXPECT_FALSE(result.figures.complete);
}

TEST(Explorer, TimeWhileDownIsNeeded) {
  const auto toy = toy::MakeToy({.expired_is_new = true});
  EXPECT_EQ(Signatures(*toy, Exhaust(*toy, 1)).size(), 1U);
  ExploreOptions without;
  without.rules.time_passes_while_down = false;
  EXPECT_EQ(First(Exhaust(*toy, 1, without)), "");
}

TEST(Explorer, PruningMustRespectTheFaultsLeft) {
  const auto toy = toy::MakeToy({.worn_read_gives_up = true});
  EXPECT_THAT(Signatures(*toy, Exhaust(*toy, 3)), ::testing::SizeIs(1));
  ExploreOptions without;
  without.rules.pruning_respects_faults_left = false;
  EXPECT_EQ(First(Exhaust(*toy, 3, without)), "");
}

TEST(Explorer, TheMonitorsMemoryIsPartOfTheCrashState) {
  const auto toy = toy::MakeToy({.notice_not_recorded = true});
  EXPECT_EQ(Signatures(*toy, Exhaust(*toy, 1)).size(), 1U);
  ExploreOptions without;
  without.rules.memory_is_part_of_the_state = false;
  without.congruence_percent = 0;
  EXPECT_EQ(First(Exhaust(*toy, 1, without)), "");
}

TEST(Explorer, ReductionsChangeNoVerdict) {
  const Catalogue catalogue = toy::MakeToyCatalogue();
  std::vector<DefectIds> cases{{}};
  for (const DefectInfo& defect : catalogue.defects) cases.push_back({defect.id});
  for (const DefectIds& defects : cases) {
    const auto toy = catalogue.scenarios.front().instantiate({{"tasks", 0}}, defects);
    const auto reduced = Signatures(*toy, Exhaust(*toy, 2));
    for (const bool merge : {false, true}) {
      ExploreOptions options;
      options.merge = merge;
      options.prune = false;
      EXPECT_EQ(Signatures(*toy, Exhaust(*toy, 2, options)), reduced)
          << (defects.empty() ? "no defect" : defects.front());
    }
  }
}

TEST(Bank, EveryToyBugIsKilledByOneSignature) {
  const Catalogue catalogue = toy::MakeToyCatalogue();
  for (const DefectInfo& defect : catalogue.defects) {
    const BankRow row = MeasureDefect(catalogue, defect, {});
    EXPECT_EQ(row.harness_failure, "") << defect.id;
    EXPECT_TRUE(row.killed) << defect.id;
    std::vector<std::string> signatures;
    for (const Finding& finding : row.findings) signatures.push_back(finding.signature);
    EXPECT_THAT(signatures, ::testing::SizeIs(1)) << defect.id;
    EXPECT_TRUE(row.clean_with_defect_off) << defect.id;
    EXPECT_TRUE(row.fault_free_clean) << defect.id;
    EXPECT_EQ(row.invariant, defect.violates.front());
  }
}

TEST(Random, FindsShrinksAndRepeats) {
  const Catalogue catalogue = toy::MakeToyCatalogue();
  RandomOptions options{.seed = 7, .max_histories = 3000, .defects = {"toy/blind-retry"}};
  const RandomResult first = RunRandom(catalogue.scenarios.front(), options);
  EXPECT_EQ(first.harness_failure, "");
  ASSERT_EQ(first.findings.size(), 1U);
  EXPECT_EQ(first.findings[0].parameters.at("tasks"), 0);
  EXPECT_EQ(first.findings[0].finding.plan.faults.size(), 1U);
  const RandomResult second = RunRandom(catalogue.scenarios.front(), options);
  EXPECT_EQ(first.figures.history_hash, second.figures.history_hash);
  options.seed = 8;
  EXPECT_NE(RunRandom(catalogue.scenarios.front(), options).figures.history_hash,
            first.figures.history_hash);
}

TEST(Random, GoesOnWhereItStopped) {
  const Catalogue catalogue = toy::MakeToyCatalogue();
  const Scenario& scenario = catalogue.scenarios.front();
  std::vector<std::uint64_t> hashes;
  RandomOptions options{.seed = 7, .max_histories = 1300};
  options.after_history = [&](const ExploreFigures& figures, std::int64_t) {
    hashes.push_back(figures.history_hash);
  };
  const RandomResult whole = RunRandom(scenario, options);
  ASSERT_EQ(hashes.size(), 1300U);
  EXPECT_EQ(hashes.back(), whole.figures.history_hash);
  const std::vector<std::uint64_t> all_hashes = hashes;
  // In the middle of a draw, at its end, and in another one.
  for (const std::int64_t first : {1, 499, 500, 501, 1203}) {
    options.first_history = first;
    options.history_hash = all_hashes[static_cast<std::size_t>(first - 1)];
    options.max_histories = 1300 - first;
    const RandomResult rest = RunRandom(scenario, options);
    EXPECT_EQ(rest.figures.histories, 1300 - first);
    EXPECT_EQ(rest.figures.history_hash, whole.figures.history_hash) << "from " << first;
  }
}

/// Reached at the first start, or never.
class Mark final : public Invariant {
 public:
  Mark(std::string_view name, bool is_reached)
      : Invariant(name, PropertyForm::kSometimes, {.lifecycle = true}, "a mark"),
        is_reached_(is_reached) {}
  void Step(const Observation&, std::uint64_t&, Judge& judge) const override {
    if (is_reached_) judge.Reach();
  }

 private:
  bool is_reached_;
};

TEST(Random, CountsASometimesOnlyWhereTheDrawnWorldHasIt) {
  static const Mark never("never", false);
  static const Mark always("always", true);
  static const InvariantSet by_default({&never, &always});
  static const InvariantSet drawn({&always});
  Scenario scenario = toy::MakeToyCatalogue().scenarios.front();
  scenario.default_parameters = {{"is_default", true}};
  scenario.draw_parameters = [](std::uint64_t) { return Json{{"is_default", false}}; };
  scenario.instantiate = [](const Json& parameters, const DefectIds&) {
    std::unique_ptr<Instance> toy = toy::MakeToy({});
    toy->system.invariants = parameters.at("is_default").get<bool>() ? &by_default : &drawn;
    return toy;
  };
  const RandomResult result =
      RunRandom(scenario, {.seed = 1, .max_histories = 25, .histories_per_draw = 10});
  EXPECT_EQ(result.harness_failure, "");
  EXPECT_EQ(result.figures.reached, 0b10U);
  EXPECT_EQ(result.chances, (std::vector<std::int64_t>{10, 25}));
}

TEST(Random, ShrinksSoManyOfAKindAndCountsTheRest) {
  const Catalogue catalogue = toy::MakeToyCatalogue();
  RandomOptions options{.seed = 7, .max_histories = 3000, .defects = {"toy/blind-retry"}};
  int raw = 0;
  int reported = 0;
  options.found = [&](const RawFinding&) { ++raw; };
  options.reported = [&](const RandomFinding& finding) {
    ++reported;
    EXPECT_FALSE(finding.finding.signature.empty());
  };
  const RandomResult all = RunRandom(catalogue.scenarios.front(), options);
  EXPECT_EQ(raw, all.violating_histories);
  EXPECT_GT(raw, 2);
  EXPECT_EQ(reported, 1) << "one a signature";
  raw = 0;
  options.most_of_a_kind = 2;
  const RandomResult few = RunRandom(catalogue.scenarios.front(), options);
  EXPECT_EQ(raw, 2);
  EXPECT_EQ(few.violating_histories, all.violating_histories);
  EXPECT_EQ(few.findings.size(), all.findings.size());
}

TEST(Coverage, CountsWhatWasCountedElsewhereAndCopies) {
  static constexpr EffectSpec kOne{.name = "one"};
  static constexpr EffectSpec kTwo{.name = "two"};
  Coverage coverage;
  coverage.Add(kOne, Outcome::kNone, 1);
  coverage.Add(kTwo, Outcome::kLate, 2);
  Coverage sum = coverage;
  for (const EffectCoverage& row : coverage.Rows()) sum.Add(row);
  sum.Add(kOne, Outcome::kNone, 2);
  ASSERT_EQ(sum.Rows().size(), 2U);
  EXPECT_EQ(sum.Rows()[0].Count(Outcome::kNone, Phase::kFresh), 2);
  EXPECT_EQ(sum.Rows()[0].Count(Outcome::kNone, Phase::kRecovery), 1);
  EXPECT_EQ(sum.Rows()[1].Count(Outcome::kLate, Phase::kRecovery), 2);
  EXPECT_EQ(coverage.Rows()[0].Count(Outcome::kNone, Phase::kFresh), 1) << "the copy is its own";
}

TEST(Counterexample, RoundTripsAndReplays) {
  const auto toy = toy::MakeToy({.blind_retry = true});
  const Findings findings = Canonicalise(*toy, Exhaust(*toy, 1).findings);
  ASSERT_EQ(findings.list.size(), 1U);
  RestOracle oracle(*toy);
  const Counterexample made = MakeCounterexample(*toy, oracle, "toy/courier", {{"tasks", 0}},
                                                 {"toy/blind-retry"}, findings.list[0].plan);
  EXPECT_TRUE(made.verdict.violated());
  const Counterexample read = Counterexample::FromJson(made.ToJson());
  EXPECT_EQ(read.ToJson(), made.ToJson());
  EXPECT_EQ(ReplayCounterexample(*toy, oracle, read).answer, ReplayAnswer::kExact);

  const auto fixed = toy::MakeToy({});
  RestOracle fixed_oracle(*fixed);
  const Replay rebased = ReplayCounterexample(*fixed, fixed_oracle, read);
  EXPECT_EQ(rebased.answer, ReplayAnswer::kRebased);
  EXPECT_FALSE(rebased.run.verdict.violated());

  Counterexample lost = read;
  lost.plan.faults[0].place.nth = 99;
  const Replay diverged = ReplayCounterexample(*toy, oracle, lost);
  EXPECT_EQ(diverged.answer, ReplayAnswer::kDiverged);
  EXPECT_NE(diverged.diverged.find("nearest: open"), std::string::npos) << diverged.diverged;
}

}  // namespace
}  // namespace relapse

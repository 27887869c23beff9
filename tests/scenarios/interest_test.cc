// No invariant is blind: on histories of every scenario and every row of the bank, each says and
// remembers the same whether it is shown everything or what it asks for.
#include "harness/oracle/interest_check.h"

#include <gtest/gtest.h>

#include "harness/explore/bank.h"
#include "harness/explore/exhaust.h"
#include "tests/scenarios/run.h"
#include "tests/scenarios/spread_faults.h"

namespace relapse {
namespace {

/// How much of one world is looked at.
struct Effort {
  int random = 0;     ///< histories with several faults
  int exhausted = 0;  ///< of those that `exhaust 1` begins with
  int preemptions = 0;
};

/// One world whose invariants are compared with themselves.
class Compared {
 public:
  Compared(const Scenario& scenario, const Json& parameters, const DefectIds& defects)
      : instance_(scenario.instantiate(parameters, defects)),
        check_(*instance_->system.invariants) {
    instance_->system.invariants = &check_.invariants();
  }

  void Run(const Effort& effort, Basis basis) {
    FaultFree none;
    const HistoryResult reference = RunFrom(*instance_, none);
    Count(reference);
    for (int i = 0; i < effort.random; ++i) {
      SpreadFaults faults(instance_->rules, reference.effects, static_cast<std::uint64_t>(i));
      Count(RunFrom(*instance_, faults));
    }
    if (effort.exhausted == 0) return;
    ExploreOptions options{
        .basis = basis, .preemptions = effort.preemptions, .determinism_percent = 0};
    const std::uint64_t begun = HistoriesBegun();
    options.stop = [&] {
      return HistoriesBegun() - begun >= static_cast<std::uint64_t>(effort.exhausted);
    };
    const ExploreResult explored = Exhaust(*instance_, options, 1);
    EXPECT_EQ(explored.harness_failure, "");
    violating_ += explored.violating_histories;
  }

  std::int64_t violating() const { return violating_; }
  const std::set<InterestCheck::Gap>& gaps() const { return check_.gaps(); }

 private:
  void Count(const HistoryResult& result) {
    EXPECT_EQ(result.harness_failure, "");
    if (result.ending == Ending::kViolation) ++violating_;
  }

  std::unique_ptr<Instance> instance_;
  InterestCheck check_;
  std::int64_t violating_ = 0;
};

/// Each gap once, with the first world that shows it.
class Gaps {
 public:
  void Add(const Compared& compared, const std::string& where) {
    for (const InterestCheck::Gap& gap : compared.gaps()) {
      if (seen_.insert({gap.invariant, gap.at}).second) {
        text_ += gap.invariant + " at " + gap.at + ", " + where + ": " + gap.what + "\n";
      }
    }
  }
  const std::string& text() const { return text_; }

 private:
  std::set<std::pair<std::string, std::string>> seen_;
  std::string text_;
};

TEST(Interest, NobodyIsBlindInAnyScenario) {
  Gaps gaps;
  for (const Scenario& scenario : TheCatalogue().scenarios) {
    Compared defaults(scenario, scenario.default_parameters, {});
    defaults.Run({.random = 40, .exhausted = 150}, Basis::kUnsteady);
    gaps.Add(defaults, scenario.name);
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      Compared drawn(scenario, scenario.draw_parameters(seed), {});
      drawn.Run({.random = 10}, Basis::kUnsteady);
      gaps.Add(drawn, scenario.name + " with seed " + std::to_string(seed));
    }
  }
  EXPECT_EQ(gaps.text(), "");
}

TEST(Interest, NobodyIsBlindWithAnyDefectOn) {
  Gaps gaps;
  int violated = 0;
  for (const DefectInfo& defect : TheCatalogue().defects) {
    const Scenario& scenario = *TheCatalogue().FindScenario(defect.scenario);
    Json parameters = scenario.default_parameters;
    parameters.merge_patch(defect.parameters);
    Compared broken(scenario, parameters, WithMasks(TheCatalogue(), {defect.id}));
    broken.Run({.random = 10, .exhausted = 40, .preemptions = 1}, Basis::kStandard);
    gaps.Add(broken, defect.id);
    violated += broken.violating() > 0 ? 1 : 0;
  }
  EXPECT_EQ(gaps.text(), "");
  EXPECT_GE(violated, 200) << "where nothing is broken nothing is compared";
}

}  // namespace
}  // namespace relapse

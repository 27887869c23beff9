#include "orchestration/planetscale/discovery.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/orchestration/migration_rows.h"

namespace relapse::planetscale {
namespace {

using Rule = CandidateRule;
using RowStatus = MigrationStatus;

const Text kOurs = "singularity:ours";
constexpr TimeMs kCreatedAt = kSomeDay + 700;  // within a second: rows know whole seconds only

class Discovery : public ::testing::Test {
 protected:
  Text Choose(std::vector<MigrationRow> rows, Rule rule = Rule::kRequestedSinceCreation) {
    const std::vector<MigrationRows> lists{RowsOf(std::move(rows))};
    return ChooseContext({.rows = lists,
                          .baseline = baseline_,
                          .has_baseline = has_baseline_,
                          .created_at = created_at_,
                          .planned = planned_},
                         rule);
  }

  std::vector<KeyspacePlan> planned_{
      {"shop", {"ALTER TABLE orders ADD COLUMN a int", "CREATE TABLE visits (id int)"}, {}}};
  std::vector<BaselineContext> baseline_{{.context = "singularity:before"}};
  bool has_baseline_ = true;
  TimeMs created_at_ = kCreatedAt;
};

TEST_F(Discovery, OursIsWhatCameSinceTheRequestWasCreated) {
  EXPECT_EQ(Choose({Row(kOurs, "orders", RowStatus::kRunning)}), kOurs);
}

TEST_F(Discovery, FinishedRowsCountToo) {
  for (const RowStatus status : {RowStatus::kComplete, RowStatus::kFailed, RowStatus::kCancelled}) {
    EXPECT_EQ(Choose({Row(kOurs, "orders", status)}), kOurs);
  }
}

TEST_F(Discovery, TimesAreComparedInWholeSeconds) {
  EXPECT_EQ(Choose({Row(kOurs, "orders", RowStatus::kQueued, kSomeDay)}), kOurs);
  EXPECT_EQ(Choose({Row(kOurs, "orders", RowStatus::kQueued, kSomeDay - Seconds(1))}), Text());
}

TEST_F(Discovery, ARetriedOldChangeKeepsItsAgeAndIsNotOurs) {
  EXPECT_EQ(Choose({Row("singularity:old", "orders", RowStatus::kRunning, kSomeDay - Hours(48)),
                    Row(kOurs, "orders", RowStatus::kQueued)}),
            kOurs);
  EXPECT_EQ(Choose({Row("singularity:old", "orders", RowStatus::kRunning, kSomeDay - Hours(48))}),
            Text());
}

TEST_F(Discovery, TheEarliestRowOfAContextDecidesItsAge) {
  EXPECT_EQ(Choose({Row("singularity:old", "visits", RowStatus::kRunning, kSomeDay + Seconds(1)),
                    Row("singularity:old", "orders", RowStatus::kRunning, kSomeDay - Hours(1))}),
            Text());
}

TEST_F(Discovery, WithoutTimestampsNothingIsOurs) {
  EXPECT_EQ(Choose({Row(kOurs, "orders", RowStatus::kRunning, kNoTime)}), Text());
  created_at_ = kNoTime;
  EXPECT_EQ(Choose({Row(kOurs, "orders", RowStatus::kRunning)}), Text());
}

TEST_F(Discovery, TheBaselineIsNotOurs) {
  EXPECT_EQ(Choose({Row("singularity:before", "orders", RowStatus::kRunning)}), Text());
}

TEST_F(Discovery, RevertsAreNotOurs) {
  EXPECT_EQ(Choose({Row("revert:singularity:x", "orders", RowStatus::kRunning),
                    Row("localscale-revert:4", "orders", RowStatus::kRunning)}),
            Text());
}

TEST_F(Discovery, ContextsWithoutAColonAreNotReal) {
  EXPECT_EQ(Choose({Row("apply-1", "orders", RowStatus::kRunning)}), Text());
}

TEST_F(Discovery, AChangeOfTablesWeDoNotChangeIsNotOurs) {
  EXPECT_EQ(Choose({Row("singularity:foreign", "archive", RowStatus::kRunning)}), Text());
  MigrationRow elsewhere = Row("singularity:foreign", "orders", RowStatus::kRunning);
  elsewhere.keyspace = "other";
  EXPECT_EQ(Choose({elsewhere}), Text());
}

TEST_F(Discovery, OfSeveralTheEarliestIsOursThenTheFirstByName) {
  EXPECT_EQ(Choose({Row("singularity:b", "orders", RowStatus::kRunning, kSomeDay + Seconds(2)),
                    Row("singularity:c", "visits", RowStatus::kRunning, kSomeDay + Seconds(1))}),
            Text("singularity:c"));
  EXPECT_EQ(Choose({Row("singularity:b", "orders", RowStatus::kRunning),
                    Row("singularity:a", "visits", RowStatus::kRunning)}),
            Text("singularity:a"));
}

TEST_F(Discovery, WithoutABaselineSeveralAreNone) {
  has_baseline_ = false;
  baseline_.clear();
  EXPECT_EQ(Choose({Row(kOurs, "orders", RowStatus::kRunning)}), kOurs);
  EXPECT_EQ(Choose({Row(kOurs, "orders", RowStatus::kRunning),
                    Row("singularity:other", "visits", RowStatus::kRunning)}),
            Text());
}

TEST_F(Discovery, TheHistoricalRulesDifferWhereTheirBugsWere) {
  const MigrationRow finished =
      Row("singularity:done", "orders", RowStatus::kComplete, kSomeDay - Hours(48));
  const MigrationRow retried =
      Row("singularity:old", "orders", RowStatus::kRunning, kSomeDay - Hours(48));
  const MigrationRow ours = Row(kOurs, "orders", RowStatus::kRunning);
  const MigrationRow ours_done = Row(kOurs, "orders", RowStatus::kComplete);
  EXPECT_EQ(Choose({finished, ours}, Rule::kFirstNew), Text("singularity:done"));
  EXPECT_EQ(Choose({finished, retried, ours}, Rule::kFirstUnfinished), Text("singularity:old"));
  EXPECT_EQ(Choose({finished, ours}, Rule::kOldestUnfinished), kOurs);
  EXPECT_EQ(Choose({ours, retried}, Rule::kOldestUnfinished), Text("singularity:old"));
  EXPECT_EQ(Choose({ours}, Rule::kUnfinishedSinceCreation), kOurs);
  EXPECT_EQ(Choose({ours_done}, Rule::kUnfinishedSinceCreation), Text());
}

/// However rows are ordered and whatever history surrounds them, the answer is the same.
RC_GTEST_FIXTURE_PROP(Discovery, TheOrderOfRowsDoesNotMatter, (std::uint64_t seed)) {
  std::vector<MigrationRow> rows{
      Row(kOurs, "orders", RowStatus::kRunning),
      Row(kOurs, "visits", RowStatus::kQueued, kSomeDay + Seconds(1)),
      Row("singularity:before", "orders", RowStatus::kComplete),
      Row("singularity:done", "orders", RowStatus::kComplete, kSomeDay - Hours(30)),
      Row("singularity:foreign", "archive", RowStatus::kRunning),
      Row("revert:singularity:done", "orders", RowStatus::kRunning)};
  for (std::size_t i = rows.size(); i > 1; --i) {
    std::swap(rows[i - 1], rows[seed % i]);
    seed /= i;
  }
  RC_ASSERT(Choose(rows) == kOurs);
}

}  // namespace
}  // namespace relapse::planetscale

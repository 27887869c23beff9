#include "orchestration/planetscale/discovery.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/orchestration/migration_rows.h"

namespace relapse::planetscale {
namespace {

using Rule = CandidateRule;
using Status = MigrationStatus;

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
  EXPECT_EQ(Choose({Row(kOurs, "orders", Status::kRunning)}), kOurs);
}

TEST_F(Discovery, FinishedRowsCountToo) {
  for (const Status status : {Status::kComplete, Status::kFailed, Status::kCancelled}) {
    EXPECT_EQ(Choose({Row(kOurs, "orders", status)}), kOurs);
  }
}

TEST_F(Discovery, TimesAreComparedInWholeSeconds) {
  EXPECT_EQ(Choose({Row(kOurs, "orders", Status::kQueued, kSomeDay)}), kOurs);
  EXPECT_EQ(Choose({Row(kOurs, "orders", Status::kQueued, kSomeDay - Seconds(1))}), Text());
}

TEST_F(Discovery, ARetriedOldChangeKeepsItsAgeAndIsNotOurs) {
  EXPECT_EQ(Choose({Row("singularity:old", "orders", Status::kRunning, kSomeDay - Hours(48)),
                    Row(kOurs, "orders", Status::kQueued)}),
            kOurs);
  EXPECT_EQ(Choose({Row("singularity:old", "orders", Status::kRunning, kSomeDay - Hours(48))}),
            Text());
}

TEST_F(Discovery, TheEarliestRowOfAContextDecidesItsAge) {
  EXPECT_EQ(Choose({Row("singularity:old", "visits", Status::kRunning, kSomeDay + Seconds(1)),
                    Row("singularity:old", "orders", Status::kRunning, kSomeDay - Hours(1))}),
            Text());
}

TEST_F(Discovery, WithoutTimestampsNothingIsOurs) {
  EXPECT_EQ(Choose({Row(kOurs, "orders", Status::kRunning, kNoTime)}), Text());
  created_at_ = kNoTime;
  EXPECT_EQ(Choose({Row(kOurs, "orders", Status::kRunning)}), Text());
}

TEST_F(Discovery, TheBaselineIsNotOurs) {
  EXPECT_EQ(Choose({Row("singularity:before", "orders", Status::kRunning)}), Text());
}

TEST_F(Discovery, RevertsAreNotOurs) {
  EXPECT_EQ(Choose({Row("revert:singularity:x", "orders", Status::kRunning),
                    Row("localscale-revert:4", "orders", Status::kRunning)}),
            Text());
}

TEST_F(Discovery, ContextsWithoutAColonAreNotReal) {
  EXPECT_EQ(Choose({Row("apply-1", "orders", Status::kRunning)}), Text());
}

TEST_F(Discovery, AChangeOfTablesWeDoNotChangeIsNotOurs) {
  EXPECT_EQ(Choose({Row("singularity:foreign", "archive", Status::kRunning)}), Text());
  MigrationRow elsewhere = Row("singularity:foreign", "orders", Status::kRunning);
  elsewhere.keyspace = "other";
  EXPECT_EQ(Choose({elsewhere}), Text());
}

TEST_F(Discovery, OfSeveralTheEarliestIsOursThenTheFirstByName) {
  EXPECT_EQ(Choose({Row("singularity:b", "orders", Status::kRunning, kSomeDay + Seconds(2)),
                    Row("singularity:c", "visits", Status::kRunning, kSomeDay + Seconds(1))}),
            Text("singularity:c"));
  EXPECT_EQ(Choose({Row("singularity:b", "orders", Status::kRunning),
                    Row("singularity:a", "visits", Status::kRunning)}),
            Text("singularity:a"));
}

TEST_F(Discovery, WithoutABaselineSeveralAreNone) {
  has_baseline_ = false;
  baseline_.clear();
  EXPECT_EQ(Choose({Row(kOurs, "orders", Status::kRunning)}), kOurs);
  EXPECT_EQ(Choose({Row(kOurs, "orders", Status::kRunning),
                    Row("singularity:other", "visits", Status::kRunning)}),
            Text());
}

TEST_F(Discovery, TheHistoricalRulesDifferWhereTheirBugsWere) {
  const MigrationRow finished =
      Row("singularity:done", "orders", Status::kComplete, kSomeDay - Hours(48));
  const MigrationRow retried =
      Row("singularity:old", "orders", Status::kRunning, kSomeDay - Hours(48));
  const MigrationRow ours = Row(kOurs, "orders", Status::kRunning);
  const MigrationRow ours_done = Row(kOurs, "orders", Status::kComplete);
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
      Row(kOurs, "orders", Status::kRunning),
      Row(kOurs, "visits", Status::kQueued, kSomeDay + Seconds(1)),
      Row("singularity:before", "orders", Status::kComplete),
      Row("singularity:done", "orders", Status::kComplete, kSomeDay - Hours(30)),
      Row("singularity:foreign", "archive", Status::kRunning),
      Row("revert:singularity:done", "orders", Status::kRunning)};
  for (std::size_t i = rows.size(); i > 1; --i) {
    std::swap(rows[i - 1], rows[seed % i]);
    seed /= i;
  }
  RC_ASSERT(Choose(rows) == kOurs);
}

}  // namespace
}  // namespace relapse::planetscale

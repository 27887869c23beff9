#include "orchestration/planetscale/planned_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "orchestration/planetscale/classification.h"

namespace relapse::planetscale {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Text kOrders = "CREATE TABLE orders (id bigint NOT NULL, PRIMARY KEY (id))";
const Text kUsers = "CREATE TABLE users (id bigint NOT NULL, PRIMARY KEY (id))";
const Text kAddNote = "ALTER TABLE orders ADD COLUMN note varchar(64)";
const Text kIndexNote = "ALTER TABLE orders ADD INDEX by_note (note)";
const Text kAddEmail = "ALTER TABLE users ADD COLUMN email varchar(64)";
const Text kCreateVisits = "CREATE TABLE visits (id bigint NOT NULL, PRIMARY KEY (id))";

mysql::Schema After(mysql::Schema schema, std::vector<Text> statements) {
  for (const Text statement : statements) {
    Result<mysql::Schema> next = mysql::Apply(schema, statement);
    EXPECT_TRUE(next.ok()) << statement.view();
    schema = std::move(*next);
  }
  return schema;
}

class PlannedChanges : public ::testing::Test {
 protected:
  std::vector<Text> plan_{kAddNote, kAddEmail, kIndexNote, kCreateVisits};
  mysql::Schema main_ = After(mysql::Schema(), {kOrders, kUsers});
  mysql::Schema want_ = After(main_, plan_);
};

TEST_F(PlannedChanges, EverythingRemainsOnACopyOfMain) {
  EXPECT_EQ(*RemainingPlannedChanges(main_, want_, plan_), plan_);
}

TEST_F(PlannedChanges, NothingRemainsOnceAllWasRun) {
  EXPECT_THAT(*RemainingPlannedChanges(want_, want_, plan_), IsEmpty());
}

TEST_F(PlannedChanges, AfterAnyPrefixTheRestRemainsInOrder) {
  for (std::size_t run = 0; run <= plan_.size(); ++run) {
    const auto middle = plan_.begin() + static_cast<std::ptrdiff_t>(run);
    const mysql::Schema have = After(main_, {plan_.begin(), middle});
    EXPECT_EQ(*RemainingPlannedChanges(have, want_, plan_), std::vector<Text>(middle, plan_.end()));
  }
}

TEST_F(PlannedChanges, AStatementThatWasSkippedRemainsAlone) {
  const mysql::Schema have = After(main_, {kAddNote, kIndexNote, kCreateVisits});
  EXPECT_THAT(*RemainingPlannedChanges(have, want_, plan_), ElementsAre(kAddEmail));
}

TEST_F(PlannedChanges, SpellingDoesNotMatter) {
  const mysql::Schema have = After(main_, {"alter table `orders` add `note` VARCHAR(64) NULL"});
  EXPECT_THAT(*RemainingPlannedChanges(have, want_, plan_),
              ElementsAre(kAddEmail, kIndexNote, kCreateVisits));
}

TEST_F(PlannedChanges, APlannedTableThatSomebodyElseTouchedIsRefused) {
  const mysql::Schema have = After(main_, {kAddNote, "ALTER TABLE orders ADD COLUMN touched int"});
  const Result<std::vector<Text>> remaining = RemainingPlannedChanges(have, want_, plan_);
  ASSERT_FALSE(remaining.ok());
  EXPECT_TRUE(remaining.error().Is(kPermanent));
  EXPECT_TRUE(remaining.error().message.contains("orders"));
}

TEST_F(PlannedChanges, AMissingTableIsNotCreatedUnlessThePlanDoes) {
  const mysql::Schema have = After(mysql::Schema(), {kUsers});
  EXPECT_FALSE(RemainingPlannedChanges(have, want_, plan_).ok());
}

TEST_F(PlannedChanges, AStatementNobodyUnderstandsIsRefused) {
  const std::vector<Text> odd{"ALTER TABLE orders PARTITION BY HASH(id)"};
  const Result<std::vector<Text>> remaining = RemainingPlannedChanges(main_, want_, odd);
  ASSERT_FALSE(remaining.ok());
  EXPECT_TRUE(remaining.error().Is(kPermanent));
}

TEST_F(PlannedChanges, ValidationNamesTheTableThatDiffers) {
  EXPECT_TRUE(CheckSameSchema("shop", want_, want_).ok());
  const mysql::Schema partial = After(main_, {kAddNote, kIndexNote, kCreateVisits});
  const Status differs = CheckSameSchema("shop", partial, want_);
  ASSERT_FALSE(differs.ok());
  EXPECT_TRUE(differs.error().Is(kPermanent));
  EXPECT_TRUE(differs.error().message.contains("shop.users"));
}

TEST_F(PlannedChanges, ValidationSeesATableThatIsNotDeclared) {
  const mysql::Schema have = After(want_, {"CREATE TABLE stray (id bigint)"});
  EXPECT_TRUE(CheckSameSchema("shop", have, want_).error().message.contains("shop.stray"));
}

TEST_F(PlannedChanges, AnyStageOfThePlanHoldsOnlyThePlan) {
  for (std::size_t run = 0; run <= plan_.size(); ++run) {
    const auto middle = plan_.begin() + static_cast<std::ptrdiff_t>(run);
    const mysql::Schema have = After(main_, {plan_.begin(), middle});
    EXPECT_TRUE(CheckOnlyPlanned("shop", have, want_, plan_).ok()) << run;
  }
}

TEST_F(PlannedChanges, OtherWorkIsSeenInPlannedTablesAndBesideThem) {
  for (const Text work : {Text("ALTER TABLE orders ADD COLUMN touched int"),
                          Text("CREATE TABLE stray (id bigint)"), Text("DROP TABLE users")}) {
    const Status checked = CheckOnlyPlanned("shop", After(main_, {work}), want_, plan_);
    ASSERT_FALSE(checked.ok()) << work.view();
    EXPECT_TRUE(checked.error().Is(kPermanent));
  }
}

/// Whatever prefix of each table's statements was run, running what remains gives the declared
/// schema.
RC_GTEST_FIXTURE_PROP(PlannedChanges, WhatRemainsCompletesTheBranch, ()) {
  const auto orders = *rc::gen::inRange(0, 3);
  const bool users = *rc::gen::arbitrary<bool>();
  const bool visits = *rc::gen::arbitrary<bool>();
  std::vector<Text> run;
  if (orders > 0) run.push_back(kAddNote);
  if (orders > 1) run.push_back(kIndexNote);
  if (users) run.push_back(kAddEmail);
  if (visits) run.push_back(kCreateVisits);
  const mysql::Schema have = After(main_, run);
  const Result<std::vector<Text>> remaining = RemainingPlannedChanges(have, want_, plan_);
  RC_ASSERT(remaining.ok());
  RC_ASSERT(remaining->size() == plan_.size() - run.size());
  RC_ASSERT(After(have, *remaining) == want_);
}

}  // namespace
}  // namespace relapse::planetscale

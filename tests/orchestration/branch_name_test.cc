#include <gtest/gtest.h>

#include "orchestration/planetscale/branch_setup.h"

namespace relapse::planetscale {
namespace {

TEST(BranchName, ComesFromDatabaseAndPlan) {
  ReviewedPlan plan;
  plan.database = "web_shop";
  plan.plan_id = "plan-1700000012345678";
  EXPECT_EQ(BranchName(plan, 0), Text("schemabot-web-shop-12345678"));
  EXPECT_EQ(BranchName(plan, 2), Text("schemabot-web-shop-12345678-2"));
}

TEST(BranchName, CutsLongDatabaseNamesAndTakesShortPlanIdsWhole) {
  ReviewedPlan plan;
  plan.database = "a_very_long_database_name";
  plan.plan_id = "p1";
  EXPECT_EQ(BranchName(plan, 0), Text("schemabot-a-very-long-database-p1"));
}

}  // namespace
}  // namespace relapse::planetscale

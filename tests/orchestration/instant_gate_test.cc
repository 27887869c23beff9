#include <gtest/gtest.h>

#include "orchestration/planetscale/deploy.h"

namespace relapse::planetscale {
namespace {

std::vector<KeyspacePlan> PlanWith(Text statement) {
  return {{"shop", {"ALTER TABLE orders ADD COLUMN note varchar(64)"}, {}},
          {"sales", {statement}, {}}};
}

TEST(InstantGate, OpensForAnEligibleChangeThatKeepsAllData) {
  EXPECT_TRUE(UsesInstantDdl(true, false, PlanWith("ALTER TABLE users ADD COLUMN email int")));
}

TEST(InstantGate, NeedsTheProvidersWord) {
  EXPECT_FALSE(UsesInstantDdl(false, false, PlanWith("ALTER TABLE users ADD COLUMN email int")));
}

TEST(InstantGate, ADeferredCutoverMustNotBeBypassed) {
  EXPECT_FALSE(UsesInstantDdl(true, true, PlanWith("ALTER TABLE users ADD COLUMN email int")));
}

TEST(InstantGate, NothingThatDestroysDataIsInstant) {
  for (const char* statement :
       {"DROP TABLE users", "ALTER TABLE users DROP COLUMN email", "OPTIMIZE TABLE users"}) {
    EXPECT_FALSE(UsesInstantDdl(true, false, PlanWith(statement))) << statement;
  }
}

}  // namespace
}  // namespace relapse::planetscale

#include "orchestration/planetscale/defects.h"

#include <gtest/gtest.h>

#include <set>

namespace relapse::planetscale {
namespace {

TEST(Defects, EachHasASlugOfItsOwn) {
  std::set<std::string_view> slugs;
  for (int i = 0; i < kDefectCount; ++i) {
    const auto defect = static_cast<Defect>(i);
    EXPECT_TRUE(slugs.insert(EnumName(defect)).second) << EnumName(defect);
    Defect read{};
    EnumFromName(EnumName(defect), read);
    EXPECT_EQ(read, defect);
  }
}

TEST(Defects, TheSlugsFollowTheSpecification) {
  EXPECT_EQ(EnumName(Defect::kOrphanDeployRequest), "orphan-deploy-request");
  EXPECT_EQ(EnumName(Defect::kReadyNeverDeployed), "ready-never-deployed");
  EXPECT_EQ(EnumName(Defect::kCutoverHoldNotVerified), "cutover-hold-not-verified");
}

TEST(Defects, EnablingOneEnablesNoOther) {
  const Defects defects = Defects().Enable(Defect::kCutoverHoldNotVerified);
  for (int i = 0; i < kDefectCount; ++i) {
    const auto defect = static_cast<Defect>(i);
    EXPECT_EQ(defects.Has(defect), defect == Defect::kCutoverHoldNotVerified);
    EXPECT_FALSE(Defects().Has(defect));
  }
}

}  // namespace
}  // namespace relapse::planetscale

#include "orchestration/migrations/defects.h"

#include <gtest/gtest.h>

#include <set>

namespace relapse::migrations {
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

TEST(Defects, EachSlugIsThatOfItsEnumerator) {
  EXPECT_EQ(EnumName(Defect::kDesignCacheFile), "design-cache-file");
  EXPECT_EQ(EnumName(Defect::kDesignDatabaseOnly), "design-database-only");
  EXPECT_EQ(EnumName(Defect::kOnlyNotFoundIsMissing), "only-not-found-is-missing");
}

TEST(Defects, EnablingOneEnablesNoOther) {
  const Defects defects = Defects().Enable(Defect::kDirtyNotRead);
  for (int i = 0; i < kDefectCount; ++i) {
    const auto defect = static_cast<Defect>(i);
    EXPECT_EQ(defects.Has(defect), defect == Defect::kDirtyNotRead);
    EXPECT_FALSE(Defects().Has(defect));
  }
}

}  // namespace
}  // namespace relapse::migrations

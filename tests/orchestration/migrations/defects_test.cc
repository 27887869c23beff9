#include "orchestration/migrations/defects.h"

#include <gtest/gtest.h>

#include <set>

#include "scenarios/bank/migrations/row.h"
#include "scenarios/bank/migrations/switches.h"

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

TEST(Defects, EachIsInARowOfTheBank) {
  std::set<Defect> in_rows;
  for (const Row* row : AllRows()) in_rows.insert(row->switches.begin(), row->switches.end());
  for (int i = 0; i < kDefectCount; ++i) {
    const auto defect = static_cast<Defect>(i);
    EXPECT_TRUE(in_rows.contains(defect)) << EnumName(defect);
  }
}

TEST(Defects, EachRowSwitchesOnWhatItNames) {
  for (const Row* row : AllRows()) {
    const DefectSwitches switches =
        SwitchesOf({std::string(kDefectFamily) + std::string(row->slug)});
    EXPECT_TRUE(!row->switches.empty() || switches.at_ports.fsync_does_nothing) << row->slug;
    Defects expected;
    for (const Defect defect : row->switches) expected.Enable(defect);
    EXPECT_EQ(switches.defects, expected) << row->slug;
    // An old design has all its bugs at once: only there does the row say who judges.
    const bool is_old =
        !row->switches.empty() && (row->switches.front() == Defect::kDesignCacheFile ||
                                   row->switches.front() == Defect::kDesignDatabaseOnly);
    EXPECT_EQ(switches.judged_by, is_old ? row->violates : std::vector<std::string>()) << row->slug;
  }
}

}  // namespace
}  // namespace relapse::migrations

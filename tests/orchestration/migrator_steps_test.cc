#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "orchestration/migrator/driver.h"
#include "orchestration/migrator/steps.h"
#include "tests/orchestration/migration_folder.h"

namespace relapse::migrations::migrator {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Source SourceOf(std::vector<std::string> names) {
  MigrationFolder folder;
  for (const std::string& name : names) folder.files[name] = "";
  auto source = Source::Open(folder);
  EXPECT_TRUE(source.ok());
  return std::move(*source);
}

TEST(MigratorSource, TakesWhatGolangMigrateTakes) {
  MigrationFolder folder;
  // Observed with 4.19.1 (spec section 3.1): all of these in one folder.
  for (const char* name :
       {"1_a.up.sql.bak", "2_.up.sql", "2_b.UP.sql", "3.up.sql", "4_x.up", "5_x.down.up.sql",
        "7_v.up.sql~", "8_u.up.sql.orig", "0000449_seven.up.sql", "99999999999999999999_big.up.sql",
        "6_dir.up.sql", "9_only.down.sql"})
    folder.files[name] = "";
  folder.folders.insert("6_dir.up.sql");
  const Source source = *Source::Open(folder);
  std::vector<Version> versions;
  for (auto version = source.First(); version; version = source.Next(*version)) {
    versions.push_back(*version);
  }
  EXPECT_THAT(versions, ElementsAre(1, 2, 5, 7, 8, 9, 449));
  EXPECT_EQ(source.Previous(9), 8);
  EXPECT_EQ(source.Previous(1), std::nullopt);
  EXPECT_EQ(source.Next(3), std::nullopt) << "a version that is not here has no neighbours";
  EXPECT_FALSE(source.Find(9)->up_file);
  EXPECT_EQ(source.Find(9)->identifier, Text("only"));
}

TEST(MigratorSource, TwoFilesOfANumberAndDirectionAreRefused) {
  MigrationFolder folder;
  folder.files["1_a.up.sql"] = folder.files["0001_b.up.sql"] = "";
  const auto source = Source::Open(folder);
  ASSERT_FALSE(source.ok());
  EXPECT_EQ(source.error().message, Text("duplicate migration file: 1_a.up.sql"));
}

TEST(MigratorSteps, UpRunsWhatFollowsInOrder) {
  const Source source = SourceOf({"1_a.up.sql", "2_b.down.sql", "10_c.up.sql"});
  EXPECT_EQ(StepsUp(source, kNoVersion, std::nullopt),
            (StepList{{{1, true, 1}, {2, true, 2}, {10, true, 10}}, ""}));
  EXPECT_EQ(StepsUp(source, 2, std::nullopt), (StepList{{{10, true, 10}}, ""}));
  EXPECT_EQ(StepsUp(source, 10, std::nullopt), (StepList{{}, "no change"}));
  EXPECT_EQ(StepsUp(source, kNoVersion, 2), (StepList{{{1, true, 1}, {2, true, 2}}, ""}));
  EXPECT_EQ(StepsUp(source, 2, 3), (StepList{{{10, true, 10}}, "limit 2 short"}));
  EXPECT_EQ(StepsUp(source, 10, 1), (StepList{{}, "file does not exist"}));
  EXPECT_EQ(StepsUp(SourceOf({}), kNoVersion, std::nullopt),
            (StepList{{}, "first .: file does not exist"}));
}

TEST(MigratorSteps, DownEndsBelowTheFirst) {
  const Source source = SourceOf({"1_a.up.sql", "2_b.down.sql", "10_c.up.sql"});
  EXPECT_EQ(StepsDown(source, 10, std::nullopt),
            (StepList{{{10, false, 2}, {2, false, 1}, {1, false, kNoVersion}}, ""}));
  EXPECT_EQ(StepsDown(source, 10, 1), (StepList{{{10, false, 2}}, ""}));
  EXPECT_EQ(StepsDown(source, 2, 3),
            (StepList{{{2, false, 1}, {1, false, kNoVersion}}, "limit 1 short"}));
  EXPECT_EQ(StepsDown(source, kNoVersion, std::nullopt), (StepList{{}, "no change"}));
  EXPECT_EQ(StepsDown(source, kNoVersion, 1), (StepList{{}, "file does not exist"}));
}

TEST(MigratorSteps, ADatabaseAheadOfTheFilesIsRefusedInBothDirections) {
  const Source source = SourceOf({"1_a.up.sql", "3_c.up.sql"});
  const Text told(
      "no migration found for version 5: read down for version 5 .: file does not exist");
  EXPECT_EQ(StepsUp(source, 5, std::nullopt), (StepList{{}, told}));
  EXPECT_EQ(StepsDown(source, 5, 1), (StepList{{}, told}));
  EXPECT_TRUE(StepsUp(source, 2, std::nullopt).steps.empty()) << "a hole is no version either";
}

TEST(MigratorDriver, TheMarkerCountsAmongLeadingCommentsOnly) {
  EXPECT_TRUE(AsksForNoTransaction("-- coder:no-transaction\ncreate index"));
  EXPECT_TRUE(AsksForNoTransaction("\n-- why\r\n  -- coder:no-transaction  \nx"));
  EXPECT_FALSE(AsksForNoTransaction("create index;\n-- coder:no-transaction"));
  EXPECT_FALSE(AsksForNoTransaction("-- coder:no-transactions\nx"));
  EXPECT_FALSE(AsksForNoTransaction("/* */\n-- coder:no-transaction"));
  EXPECT_FALSE(AsksForNoTransaction(""));
}

}  // namespace
}  // namespace relapse::migrations::migrator

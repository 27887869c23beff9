// The planner's decisions on files that are missing, one of two, or cannot be read
// (spec/migration-recovery.md section 7.2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "orchestration/migrations/planner.h"
#include "tests/orchestration/migrations/plan_builder.h"

namespace relapse::migrations {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(PlannerOfFiles, Row18AFolderThatIsNotReadIsNeverTakenForAnEmptyOne) {
  for (const auto presence : {Presence::kAbsent, Presence::kUnreadable, Presence::kPresent}) {
    PlanBuilder builder = PlanBuilder::Base().Rollback();
    builder.input.disk.migrations.clear();
    builder.input.disk.folder = presence;
    builder.input.request.allow_undo_all = true;
    ExpectRefused(builder.Decide(), presence == Presence::kUnreadable ? Refusal::kFolderUnreadable
                                                                      : Refusal::kFolderEmpty);
  }
  PlanBuilder builder = PlanBuilder::Base().Applied(4, "d").Rollback();
  builder.OnDisk(2).down.presence = Presence::kUnreadable;
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kMigrationUnreadable);
  EXPECT_EQ(decision.path, Text("000002_b.down.sql"));
}

TEST(PlannerOfFiles, Row21AVersionWithoutADownFileIsRecordedAndSaidToBeIrreversible) {
  PlanBuilder builder = PlanBuilder::Base().Applied(4, "d").Disk(4, "d");
  builder.OnDisk(4).down = {};
  builder.InStore(4).down_sql.reset();
  builder.InStore(4).filename = "000004_d.up.sql";
  const Decision clean = builder.Decide();
  EXPECT_EQ(clean.action, Action::kProceed);
  EXPECT_THAT(clean.notes, Contains(NoteOn{Note::kIrreversible, 4}));
  const Decision refused = builder.NoFile(4).Rollback().Decide();
  ExpectRefused(refused, Refusal::kIrreversible);
  EXPECT_THAT(Runs(refused), ElementsAre(Request{.rollback = true, .allow_irreversible = true}));
}

TEST(PlannerOfFiles, Row21AVersionWithoutAnUpFileIsSaidToHaveRunNothing) {
  PlanBuilder builder = PlanBuilder::Base().Applied(4, "d").Disk(4, "d");
  builder.InStore(4).up_sql.reset();
  EXPECT_THAT(builder.Decide().notes, IsEmpty()) << "of an older record nobody knows";
  builder.OnDisk(4).up = {};
  EXPECT_THAT(builder.Decide().notes, ElementsAre(NoteOn{Note::kNothingRun, 4}));
}

TEST(PlannerOfFiles, Row21AVersionWithoutAnUpFileIsKnownToHaveRunNothing) {
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d");
  builder.OnDisk(4).up = {};
  const Decision decision = builder.Decide();
  ASSERT_EQ(Versions(decision.put), std::vector<Version>{4});
  EXPECT_EQ(decision.put[0].up_sql, Text()) << "nothing, not unknown";

  builder.Stored(4, "d").At(4).InStore(4).up_sql = Text();
  const auto nothing_run = ElementsAre(NoteOn{Note::kNothingRun, 4});
  EXPECT_THAT(builder.Decide().notes, nothing_run);
  // The file comes back: it never ran (L21).
  builder.Disk(4, "d");
  const Decision changed = builder.Decide();
  ExpectRefused(changed, Refusal::kChanged);
  EXPECT_THAT(changed.about, ElementsAre(4));
  builder.InStore(4).up_sql.reset();
  EXPECT_EQ(builder.Decide().action, Action::kProceed) << "of a store that does not know";
}

TEST(PlannerOfFiles, Row30AnUpFileThatIsGoneIsReported) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.OnDisk(3).up = {};
  const Decision decision = builder.Decide();
  EXPECT_EQ(decision.action, Action::kProceed);
  EXPECT_THAT(decision.notes, Contains(NoteOn{Note::kUpFileGone, 3}));
}

TEST(PlannerOfFiles, Row33WhatNeverRanIsTakenBackWhateverItsDownTextIs) {
  PlanBuilder builder = PlanBuilder::Base().Stored(4, "d").At(4).Rollback();
  builder.InStore(4).up_sql = Text();
  builder.InStore(4).down_sql = "begin; drop table d; commit;";
  EXPECT_EQ(builder.Decide().action, Action::kRollback);
  builder.InStore(4).accepted_up_sql = "create table d (id int);";
  ExpectRefused(builder.Decide(), Refusal::kDownUnsafe);
}

TEST(PlannerOfFiles, Row40DuplicatesAreRefused) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.input.disk.duplicates = {"000001-000100/000001_a.up.sql"};
  ExpectRefused(builder.Decide(), Refusal::kDuplicateFiles);
}

}  // namespace
}  // namespace relapse::migrations

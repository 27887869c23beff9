// What was taken back in name only, and what the planner makes of it.
#include "orchestration/migrations/explain.h"
#include "tests/orchestration/migrations/plan_builder.h"

namespace relapse::migrations {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

/// 4 d was undone in name only, at 3: its table is there. The checkout has what it had.
PlanBuilder Left(Version version = 4, const std::string& name = "d") {
  PlanBuilder builder = PlanBuilder::Base();
  builder.Disk(version, name).Table(name);
  builder.OnDisk(version).down = {};
  const DiskMigration file = PlanBuilder::File(version, name);
  builder.input.database.store.left_behind = {{.version = version,
                                               .filename = file.up.path,
                                               .up_sql = file.up.sql,
                                               .source = "branch-" + name}};
  return builder;
}

/// As Left(), of what no catalog shows.
PlanBuilder LeftUnseen(const char* sql = "insert into a values (1);") {
  PlanBuilder builder = Left();
  builder.input.database.catalog.pop_back();
  builder.OnDisk(4).up.sql = sql;
  builder.input.database.store.left_behind.front().up_sql = sql;
  return builder;
}

TEST(LeftBehind, WhatIsToRunAndIsThereIsRefusedMildestFirst) {
  const Decision decision = Left().Decide();
  ExpectRefused(decision, Refusal::kLeftBehind);
  EXPECT_THAT(decision.about, ElementsAre(4));
  EXPECT_THAT(Remedies(decision), ElementsAre(Remedy::kRun, Remedy::kCheckOutWithout,
                                              Remedy::kDropObjects, Remedy::kRun));
  EXPECT_THAT(Runs(decision), ElementsAre(Request{.accept = true}));
  EXPECT_EQ(decision.advice[1].argument, Text("000004_d.up.sql"));
  EXPECT_EQ(decision.advice[2].argument, Text("table d"));
  EXPECT_TRUE(AdvisesReset(decision));
  EXPECT_THAT(decision.notes, Contains(NoteOn{Note::kLeftBehind, 4}));
}

TEST(LeftBehind, ItIsTakenAgainAsWhatWasExecuted) {
  const Decision decision = Left().Accept().Decide();
  EXPECT_EQ(decision.action, Action::kAccept);
  ASSERT_THAT(Versions(decision.take), ElementsAre(4));
  EXPECT_EQ(decision.take[0].state, StoredState::kApplied);
  EXPECT_EQ(decision.take[0].up_sql, Text("create table d (id int);"));
  EXPECT_EQ(decision.take[0].filename, Text("000004_d.up.sql"));
  EXPECT_THAT(decision.put, IsEmpty()) << "no intent of what is not to run";
  EXPECT_THAT(decision.notes, Not(Contains(NoteOn{Note::kNothingToAccept})));
}

TEST(LeftBehind, OneThatIsEditedIsTakenWithBothTexts) {
  PlanBuilder builder = Left();
  builder.OnDisk(4).up.sql = "create table d (id bigint);";
  ExpectRefused(builder.Decide(), Refusal::kLeftBehind);
  const Decision decision = builder.Accept().Decide();
  ASSERT_THAT(Versions(decision.take), ElementsAre(4));
  EXPECT_EQ(decision.take[0].up_sql, Text("create table d (id int);"));
  EXPECT_EQ(decision.take[0].accepted_up_sql, Text("create table d (id bigint);"));
}

TEST(LeftBehind, UnderAnotherNumberItIsTheSame) {
  PlanBuilder builder = Left();
  builder.NoFile(4).Disk(5, "d");
  const Decision decision = builder.Accept().Decide();
  ASSERT_THAT(Versions(decision.take), ElementsAre(5));
  EXPECT_EQ(decision.take[0].state, StoredState::kApplied);
  EXPECT_EQ(decision.take[0].filename, Text("000005_d.down.sql"));
}

TEST(LeftBehind, WhatNobodyRememberedIsAssumed) {
  PlanBuilder builder = Left();
  builder.input.database.store.left_behind.clear();
  ExpectRefused(builder.Decide(), Refusal::kLeftBehind);
  const Decision decision = builder.Accept().Decide();
  ASSERT_THAT(Versions(decision.take), ElementsAre(4));
  EXPECT_EQ(decision.take[0].state, StoredState::kAssumed);
}

TEST(LeftBehind, WhatSomebodyDroppedRunsAndIsForgotten) {
  PlanBuilder builder = Left();
  builder.input.database.catalog.pop_back();
  const Decision decision = builder.Decide();
  EXPECT_EQ(decision.action, Action::kHeal);
  EXPECT_THAT(Versions(decision.put), ElementsAre(4));
  EXPECT_EQ(decision.put[0].state, StoredState::kIntent);
  EXPECT_EQ(decision.forget, builder.input.database.store.left_behind);
}

TEST(LeftBehind, WhatIsInEffectAgainIsForgotten) {
  PlanBuilder builder = Left();
  builder.Stored(4, "d").At(4);
  const Decision decision = builder.Decide();
  EXPECT_EQ(decision.action, Action::kHeal);
  EXPECT_EQ(decision.forget.size(), 1U);
  EXPECT_THAT(decision.notes, Not(Contains(NoteOn{Note::kLeftBehind, 4})));
}

TEST(LeftBehind, AnotherMigrationOfTheNumberIsNotRefused) {
  PlanBuilder builder = Left();
  builder.Disk(4, "other");
  const Decision decision = builder.Decide();
  EXPECT_EQ(decision.action, Action::kProceed);
  EXPECT_THAT(Versions(decision.put), ElementsAre(4));
  EXPECT_THAT(decision.forget, IsEmpty()) << "its objects are there";
  EXPECT_THAT(decision.notes, Contains(NoteOn{Note::kLeftBehind, 4}));
}

TEST(LeftBehind, WhatIsNotNextIsNotTakenButMayBeDropped) {
  PlanBuilder builder = Left(5, "e");
  builder.Disk(4, "d");
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kLeftBehind);
  EXPECT_THAT(decision.about, ElementsAre(5));
  EXPECT_THAT(Runs(decision), IsEmpty());
  EXPECT_THAT(Remedies(decision),
              ElementsAre(Remedy::kCheckOutWithout, Remedy::kDropObjects, Remedy::kRun));
  ExpectRefused(builder.Accept().Decide(), Refusal::kLeftBehind);
}

TEST(LeftBehind, WhatIsThereInPartIsNotTaken) {
  PlanBuilder builder = Left();
  const char* const sql = "create table d (id int); create table dd (id int);";
  builder.OnDisk(4).up.sql = sql;
  builder.input.database.store.left_behind.front().up_sql = sql;
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kLeftBehind);
  EXPECT_THAT(Runs(decision), IsEmpty());
  const Decision complete = builder.Table("dd").Decide();
  EXPECT_THAT(Runs(complete), ElementsAre(Request{.accept = true}));
  EXPECT_EQ(complete.advice[2].argument, Text("table dd, table d"));
}

TEST(LeftBehind, SeveralInARowAreTakenAtOnce) {
  PlanBuilder builder = Left();
  builder.Disk(5, "e").Table("e");
  ExpectRefused(builder.Decide(), Refusal::kLeftBehind);
  EXPECT_THAT(builder.Decide().about, ElementsAre(4, 5));
  EXPECT_THAT(Versions(builder.Accept().Decide().take), ElementsAre(4, 5));
}

TEST(LeftBehind, ATextThatMindsWhatIsThereIsNotInItsWay) {
  for (const char* sql :
       {"create table if not exists d (id int);", "drop table d; create table d ();",
        "alter table d rename to old; create table d (id int);"}) {
    PlanBuilder builder = Left();
    builder.input.database.store.left_behind.clear();
    builder.OnDisk(4).up.sql = sql;
    EXPECT_EQ(builder.Decide().action, Action::kProceed) << sql;
  }
  PlanBuilder earlier = Left(5, "e");
  earlier.Disk(4, "d");
  earlier.OnDisk(4).up.sql = "drop table if exists e;";
  EXPECT_EQ(earlier.Decide().action, Action::kProceed) << "one before it drops it";
}

TEST(LeftBehind, WhatAnAppliedVersionMadeIsNotLeftBehind) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.Disk(4, "c");
  EXPECT_EQ(builder.Decide().action, Action::kProceed) << "no reset would help against that";
  builder.InStore(3).up_sql.reset();
  builder.NoFile(3);
  builder.Disk(3, "c");
  EXPECT_EQ(builder.Decide().action, Action::kProceed);
}

TEST(LeftBehind, AnotherKindOfTheSameNameIsInTheWay) {
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d");
  builder.input.database.catalog.push_back({"view", "public", "d", "select 1"});
  ExpectRefused(builder.Decide(), Refusal::kLeftBehind);
  EXPECT_THAT(Runs(builder.Decide()), IsEmpty()) << "it is not what the file makes";
  builder.input.database.catalog.back().schema = "elsewhere";
  EXPECT_EQ(builder.Decide().action, Action::kProceed);
}

TEST(LeftBehind, WhatNoCatalogShowsIsTakenBackBySomebodysWord) {
  for (const char* sql : {"insert into a values (1);", "alter table a rename to aa;"}) {
    PlanBuilder builder = LeftUnseen(sql);
    const Decision decision = builder.Decide();
    ExpectRefused(decision, Refusal::kLeftBehind);
    EXPECT_THAT(Runs(decision),
                ElementsAre(Request{.accept = true}, builder.Word(Resolution::kNotApplied)));
    builder.Say(Resolution::kNotApplied);
    const Decision taken_back = builder.Decide();
    EXPECT_EQ(taken_back.action, Action::kHeal);
    EXPECT_EQ(taken_back.forget, builder.input.database.store.left_behind);
    EXPECT_THAT(Versions(taken_back.put), ElementsAre(4));
    builder.input.database.store.left_behind.front().source = "another time";
    ExpectRefused(builder.Decide(), Refusal::kLeftBehind);
  }
  PlanBuilder seen = Left();
  seen.Say(Resolution::kNotApplied);
  ExpectRefused(seen.Decide(), Refusal::kLeftBehind);
}

TEST(LeftBehind, WhatItDroppedAndIsThereAgainWasTakenBack) {
  PlanBuilder builder = LeftUnseen("drop table old;");
  ExpectRefused(builder.Decide(), Refusal::kLeftBehind);
  const Decision decision = builder.Table("old").Decide();
  EXPECT_EQ(decision.action, Action::kHeal);
  EXPECT_EQ(decision.forget.size(), 1U);
}

TEST(LeftBehind, BelowAMissingVersionItComesAfterTheUndoing) {
  PlanBuilder builder = Left().Applied(5, "e");
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kMissing);
  EXPECT_THAT(decision.about, ElementsAre(5));
  EXPECT_THAT(Runs(decision), ElementsAre(Request{.rollback = true}));

  // Nobody remembers that it was taken back: it may as well have run.
  builder.input.database.store.left_behind.front().up_sql = "create table another (id int);";
  ExpectRefused(builder.Decide(), Refusal::kUntracked);
  // What stays above it leaves it below for ever.
  PlanBuilder below = Left().Applied(5, "e").Disk(5, "e");
  ExpectRefused(below.Decide(), Refusal::kUntracked);
}

TEST(LeftBehind, AloneItIsNoSchemaWithoutAVersion) {
  PlanBuilder builder;
  builder.Disk(1, "z").Table("a").input.database.store.exists = true;
  ExpectRefused(builder.Decide(), Refusal::kVersionLost);
  builder.input.database.store.left_behind = {
      {.version = 1, .filename = "000001_a.up.sql", .up_sql = "create table a (id int);"}};
  EXPECT_EQ(builder.Decide().action, Action::kProceed);
  builder.Disk(1, "a");
  ExpectRefused(builder.Decide(), Refusal::kLeftBehind);
  EXPECT_THAT(Versions(builder.Accept().Decide().take), ElementsAre(1));
}

TEST(LeftBehind, ARecordAboveTheVersionBecomesOneOfIt) {
  PlanBuilder builder = PlanBuilder::Base().Stored(4, "d").Table("d");
  builder.InStore(4).down_sql.reset();
  const Decision decision = builder.Decide();
  EXPECT_EQ(decision.action, Action::kHeal);
  EXPECT_THAT(decision.drop, ElementsAre(4));
  ASSERT_EQ(decision.leave.size(), 1U);
  EXPECT_EQ(decision.leave[0].up_sql, Text("create table d (id int);"));

  PlanBuilder undone = builder;
  undone.NoFile(3).Rollback();
  EXPECT_EQ(undone.Decide().action, Action::kRollback);
  EXPECT_EQ(undone.Decide().leave, decision.leave) << "whatever is done besides";

  builder.input.database.catalog.pop_back();
  EXPECT_THAT(builder.Decide().leave, IsEmpty()) << "it was undone by hand";
  builder.Table("d").InStore(4).down_sql = "drop table d;";
  EXPECT_THAT(builder.Decide().leave, IsEmpty()) << "nobody knows that it was taken back in name";
}

TEST(LeftBehind, UndoingInNameWhatTheCheckoutHasStillIsNotAdvised) {
  PlanBuilder builder = PlanBuilder::Base().Applied(4, "d").Disk(4, "d");
  builder.OnDisk(4).down = {};
  builder.InStore(4).down_sql.reset();
  builder.OnDisk(4).up.sql = "create table d (id bigint);";
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kChanged);
  EXPECT_THAT(Runs(decision), ElementsAre(Request{.accept = true}));
}

TEST(LeftBehind, SaysWhatHelpsInWords) {
  const Explanation said = Explain(LeftUnseen().Decide(), {.target = "localhost:5432/app"});
  EXPECT_THAT(said.details, ElementsAre("version 4"));
  EXPECT_THAT(
      said.remedies,
      ElementsAre("relapse-migrate continue --accept --apply  # if these files are what the "
                  "database holds",
                  "check out a branch without 000004_d.up.sql, and run again",
                  testing::MatchesRegex(
                      "relapse-migrate continue --resolve not-applied --seen [0-9a-f]+ --apply  # "
                      "if what they did was taken back by hand"),
                  "relapse-migrate reset --confirm localhost:5432/app  # destroys all data"));
  EXPECT_THAT(Explain(Left().Decide(), {}).remedies,
              Contains("drop what version 4 left behind, and the data in it (table d), and run "
                       "again"));
  EXPECT_THAT(Explain(Left().Decide(), {}).notes,
              Contains("version 4 was taken back in name only: what it made is still there"));
}

}  // namespace
}  // namespace relapse::migrations

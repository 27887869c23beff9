// Files of applied versions that were edited or deleted.
#include <gmock/gmock.h>

#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

using testing::HasSubstr;

void EditsThatChangeNothing(Stage& stage) {
  stage.StartBase();
  for (const char* text : {"-- why\ncreate table b (id int);", "create table b (id int);\r\n",
                           "create table\r\n  b (id int);\r\n"}) {
    stage.Write("000002_b.up.sql", text);
    EXPECT_EQ(Told(stage.Up()), "no change");
    const RecoveryResult tolerated = stage.Prepare();
    EXPECT_EQ(Told(tolerated), "done proceed");
    EXPECT_EQ(Notes(tolerated), "only-whitespace 2") << text;
  }
  EXPECT_EQ(stage.Stored(2).up_sql, Text("create table b (id int);"));
}

void EditThatChangesSomething(Stage& stage) {
  stage.StartBase();
  stage.Write("000002_b.up.sql", "create table b (id bigint);");
  EXPECT_EQ(Told(stage.Up()), "no change");
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused changed: 2, would undo 3 2");
  EXPECT_EQ(Advised(refused), "run accept; run rollback changed; reset localhost:5432/app");
  // The only way that keeps the rest of the data where the database is not mended by hand.
  EXPECT_EQ(Told(stage.Prepare({.rollback = true, .changed = true})),
            "done rollback proceed, undone 3 2");
  EXPECT_EQ(stage.State(), "(1,f) | applied 1, intent 2 3 | a");
  EXPECT_EQ(Told(stage.Up()), "committed 2 3");
}

void AcceptedTextIsNeverExecuted(Stage& stage) {
  stage.StartBase();
  stage.Write("000003_c.up.sql", "create table c (id bigint);")
      .Write("000003_c.down.sql", "drop table wrong;");
  EXPECT_EQ(Told(stage.Prepare({.accept = true})), "done accept proceed");
  const StoredMigration row = stage.Stored(3);
  EXPECT_EQ(row.down_sql, Text("drop table c;"));
  EXPECT_EQ(row.accepted_down_sql, Text("drop table wrong;"));
  EXPECT_EQ(row.accepted_up_sql, Text("create table c (id bigint);"));
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  stage.Remove(3);
  EXPECT_EQ(Told(stage.Prepare({.rollback = true})), "done rollback proceed, undone 3");
  EXPECT_EQ(stage.State(), "(2,f) | applied 1 2 | a b");
}

/// B8: the accepted text took the place of the executed one.
void AcceptedTextIsExecutedInDesignB(Stage& stage) {
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  stage.StartBase();
  stage.Write("000003_c.up.sql", "create table c (id bigint);")
      .Write("000003_c.down.sql", "drop table wrong;");
  EXPECT_EQ(Told(stage.Prepare()), "refused changed: 3");
  EXPECT_EQ(stage.Prepare({.accept = true}).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(stage.Stored(3).down_sql, Text("drop table wrong;"));
  stage.Remove(3);
  const RecoveryResult failed = stage.Prepare({.rollback = true});
  EXPECT_EQ(failed.outcome, RecoveryOutcome::kFailed);
  EXPECT_THAT(failed.failure.str(), HasSubstr("\"wrong\" does not exist"));
  EXPECT_EQ(Advised(failed), "reset");
}

void EditIsRefusedBeforeAnythingIsUndone(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  stage.Switch("main").Write("000002_b.up.sql", "create table b (id bigint);");
  const RecoveryResult refused = stage.Prepare({.rollback = true});
  EXPECT_EQ(Told(refused), "refused changed: 2, would undo 4 3 2");
  EXPECT_EQ(Advised(refused),
            "run rollback accept; run rollback changed; reset localhost:5432/app");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a b c d");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done rollback accept proceed, undone 4");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
}

/// B7: what is missing is undone and committed, and then it refuses.
void EditIsRefusedAfterTheUndoInDesignB(Stage& stage) {
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  stage.Switch("main").Write("000002_b.up.sql", "create table b (id bigint);");
  EXPECT_EQ(stage.Prepare({.rollback = true}).decision.refusal, Refusal::kChanged);
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
}

void UpFileIsDeleted(Stage& stage) {
  stage.StartBase();
  stage.Unlink("000003_c.up.sql");
  EXPECT_EQ(Told(stage.Up()), "no change");
  const RecoveryResult noted = stage.Prepare();
  EXPECT_EQ(Told(noted), "done proceed");
  EXPECT_EQ(Notes(noted), "up-file-gone 3");
  EXPECT_EQ(stage.Stored(3).up_sql, Text("create table c (id int);"));
}

}  // namespace

std::vector<Row> EditRows() {
  return {
      {27, "EditsThatChangeNothing", EditsThatChangeNothing},
      {27, "EditThatChangesSomething", EditThatChangesSomething},
      {28, "AcceptedTextIsNeverExecuted", AcceptedTextIsNeverExecuted},
      {28, "AcceptedTextIsExecutedInDesignB", AcceptedTextIsExecutedInDesignB},
      {29, "EditIsRefusedBeforeAnythingIsUndone", EditIsRefusedBeforeAnythingIsUndone},
      {29, "EditIsRefusedAfterTheUndoInDesignB", EditIsRefusedAfterTheUndoInDesignB},
      {30, "UpFileIsDeleted", UpFileIsDeleted},
  };
}

}  // namespace relapse::migrations::rows

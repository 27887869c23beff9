// What recovery does not touch: holes, renumbered and reused numbers, unsafe texts, nonsense.
#include <gmock/gmock.h>

#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

/// A capture is one transaction: cut after any of its rows it leaves none of them.
void CutCaptureLeavesNoHole(Stage& stage) {
  stage.Add(1, "a").Add(2, "b").Add(3, "c");
  EXPECT_EQ(Told(stage.Up()), "committed 1 2 3");
  for (int rows = 1; rows <= 3; ++rows) {
    EXPECT_EQ(Told(stage.PrepareStruck(Strike{.effect = "put_stored", .nth = rows})), "killed");
    EXPECT_EQ(stage.State(), "(3,f) | nothing | a b c");
  }
  EXPECT_EQ(Told(stage.Prepare()), "done adopt proceed");
  stage.Add(4, "d").Add(5, "e");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(Told(stage.Up()), "committed 4 5");
  for (int rows = 1; rows <= 2; ++rows) {
    EXPECT_EQ(Told(stage.PrepareStruck(Strike{.effect = "put_stored", .nth = rows})), "killed");
    EXPECT_EQ(stage.State(), "(5,f) | assumed 1 2 3, intent 4 5 | a b c d e");
  }
  EXPECT_EQ(Told(stage.Prepare()), "done heal proceed");
}

/// What design B's capture left, one statement a file in any order (CB7), is no record.
void HoleOfDesignBIsRefused(Stage& stage) {
  stage.Add(1, "a").Add(2, "b").Add(3, "c");
  EXPECT_EQ(Told(stage.Up()), "committed 1 2 3");
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  EXPECT_EQ(Told(stage.PrepareStruck(Strike{.effect = "put_stored", .nth = 1})), "killed");
  EXPECT_EQ(stage.State(), "(3,f) | applied 3 | a b c");
  stage.UseToday();
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused untracked: 1 2");
  EXPECT_EQ(Advised(refused), "run accept; reset localhost:5432/app");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done accept proceed");
  EXPECT_EQ(stage.State(), "(3,f) | applied 3, assumed 1 2 | a b c");
}

/// B5: it looks at the highest version alone, and a rollback then goes to a version that is none.
void HoleIsNotSeenInDesignB(Stage& stage) {
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  stage.StartBase();
  stage.Switch("feature").Add(4, "d").Add(5, "e");
  EXPECT_EQ(stage.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(Told(stage.Up()), "committed 4 5");
  EXPECT_EQ(Told(stage.PrepareStruck(Strike{.effect = "put_stored", .nth = 1})), "killed");
  EXPECT_EQ(stage.State(), "(5,f) | applied 1 2 3 5 | a b c d e");
  stage.Switch("main");
  (void)stage.Prepare({.rollback = true});
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 | a b c d");
  EXPECT_FALSE(stage.Up().ok());
}

void RenumberedOnRebase(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "foo");
  stage.Start();
  stage.Switch("rebased").Remove(4).Add(4, "bar").Add(5, "foo");
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused missing: 4, would undo 4");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done rollback proceed, undone 4");
  EXPECT_EQ(Told(stage.Up()), "committed 4 5");
  EXPECT_EQ(stage.State(), "(5,f) | applied 1 2 3, intent 4 5 | a b bar c foo");
}

void RenamedIsRecognised(Stage& stage) {
  stage.StartBase();
  const std::string up = stage.files().at("000003_c.up.sql");
  const std::string down = stage.files().at("000003_c.down.sql");
  stage.Remove(3).Write("000003_see.up.sql", up).Write("000003_see.down.sql", down);
  const RecoveryResult renamed = stage.Prepare();
  EXPECT_EQ(Told(renamed), "done heal proceed");
  EXPECT_EQ(Notes(renamed), "renamed 3");
  EXPECT_EQ(stage.Stored(3).filename, Text("000003_see.down.sql"));
}

void MiddleIsReused(Stage& stage) {
  stage.StartBase();
  stage.Switch("other").Remove(2).Add(2, "other");
  EXPECT_EQ(Told(stage.Up()), "no change");
  const RecoveryResult refused = stage.Prepare({.rollback = true});
  EXPECT_EQ(Told(refused), "refused non-contiguous: 2, would undo 2, blocked by 3");
  EXPECT_EQ(Advised(refused), "check-out-and-roll-back main 3; reset localhost:5432/app");
  // As advised: version 3 is undone where it and its down file are, and the rest here.
  stage.Switch("main");
  EXPECT_EQ(Told(stage.Steps(-1)), "committed 3");
  stage.Switch("other");
  EXPECT_EQ(Told(stage.Prepare({.rollback = true})), "done rollback proceed, undone 2");
  EXPECT_EQ(stage.State(), "(1,f) | applied 1, intent 2 3 | a");
  EXPECT_EQ(Told(stage.Up()), "committed 2 3");
}

void TwoVersionRows(Stage& stage) {
  stage.StartBase();
  EXPECT_TRUE(stage.observer().Perform(InsertVersion{stage.watch(), {2, false}}).ok());
  EXPECT_EQ(Told(stage.Up()), "no change") << "the first row is read, and nothing is said";
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused version-inconsistent: 2 3");
  EXPECT_EQ(Advised(refused), "delete-version-rows; reset localhost:5432/app");
  stage.SetVersionRow({3, false});
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
}

struct UnsafeText {
  const char* down;
  const char* statement;
};

void DownTextIsNotOneTransaction(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  stage.Sql("create index i on d (id)");
  stage.Switch("main");
  StoredMigration row = stage.Stored(4);
  for (const UnsafeText& text :
       {UnsafeText{"BEGIN; drop table d; COMMIT;", "BEGIN"},
        UnsafeText{"drop table d; commit; drop table nosuch;", "commit"},
        UnsafeText{"drop table d; ROLLBACK;", "ROLLBACK"},
        UnsafeText{"drop table d; COMMIT AND CHAIN;", "COMMIT AND CHAIN"},
        UnsafeText{"DROP INDEX CONCURRENTLY i", "DROP INDEX CONCURRENTLY i"},
        UnsafeText{"set search_path = other; drop table public.d", "set search_path = other"},
        UnsafeText{"drop schema public cascade; create schema public;",
                   "drop schema public cascade"}}) {
    row.down_sql = text.down;
    stage.PutStored(row);
    const RecoveryResult refused = stage.Prepare({.rollback = true});
    EXPECT_EQ(Told(refused),
              "refused down-unsafe: 4, " + std::string(text.statement) + ", would undo 4");
    EXPECT_EQ(Advised(refused), "check-out-source feature 4; reset localhost:5432/app");
  }
  for (const char* nothing : {"", "-- irreversible"}) {
    row.down_sql = nothing;
    stage.PutStored(row);
    const RecoveryResult refused = stage.Prepare({.rollback = true});
    EXPECT_EQ(Told(refused), "refused irreversible: 4, would undo 4");
    EXPECT_EQ(Advised(refused),
              "check-out-source feature 4; run rollback irreversible; reset localhost:5432/app");
  }
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | i a b c d");
}

/// Section 1.4: what the older step, T_v, does with such texts.
void DownTextIsNotOneTransactionInDesignB(Stage& stage) {
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  stage.Switch("main");
  StoredMigration row = stage.Stored(4);
  row.down_sql = "-- nothing to undo";
  stage.PutStored(row);
  EXPECT_EQ(stage.Prepare({.rollback = true}).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c d") << "the table is still there (L32)";
  stage.SetVersionRow({4, false});
  row.down_sql = "drop table d; ROLLBACK;";
  stage.PutStored(row);
  EXPECT_EQ(stage.Prepare({.rollback = true}).outcome, RecoveryOutcome::kFailed);
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c d") << "moved down, and said to fail";
}

}  // namespace

std::vector<Row> RefusalRows() {
  return {
      {15, "CutCaptureLeavesNoHole", CutCaptureLeavesNoHole},
      {15, "HoleOfDesignBIsRefused", HoleOfDesignBIsRefused},
      {15, "HoleIsNotSeenInDesignB", HoleIsNotSeenInDesignB},
      {25, "RenumberedOnRebase", RenumberedOnRebase},
      {25, "RenamedIsRecognised", RenamedIsRecognised},
      {26, "MiddleIsReused", MiddleIsReused},
      {32, "TwoVersionRows", TwoVersionRows},
      {33, "DownTextIsNotOneTransaction", DownTextIsNotOneTransaction},
      {33, "DownTextIsNotOneTransactionInDesignB", DownTextIsNotOneTransactionInDesignB},
  };
}

}  // namespace relapse::migrations::rows

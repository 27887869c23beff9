// A database meets recovery for the first time, or again: fresh, adopted, healed, restored.
#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

using migrator::DriverKind;

/// "No write before the server" is what the older designs do. Section 1.5 (2) asks for the intents
/// of what the server will run before it may run (DUR-2): they, and nothing else, are written.
void FreshProceeds(Stage& stage) {
  stage.Add(1, "a").Add(2, "b").Add(3, "c");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(stage.State(), "none | intent 1 2 3 | nothing");
  EXPECT_FALSE(stage.Versions().exists);
  EXPECT_EQ(Told(stage.Up()), "committed 1 2 3");
  EXPECT_EQ(Told(stage.Record()), "done heal proceed");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
  EXPECT_EQ(stage.Stored(3).up_sql, Text("create table c (id int);"));
}

void FreshProceedsInTheOlderDesigns(Stage& stage) {
  stage.Add(1, "a").Add(2, "b").Add(3, "c");
  stage.UseDesign(Defect::kDesignCacheFile);
  stage.gate().Disarm();
  EXPECT_EQ(stage.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_TRUE(stage.gate().Writes().empty());
  EXPECT_FALSE(stage.Store().exists);
  // It makes its table in whatever database it is pointed at (S14, CB3).
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  EXPECT_EQ(stage.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_TRUE(stage.Store().exists);
  EXPECT_EQ(stage.State(), "none | nothing | nothing");
  EXPECT_EQ(Told(stage.Up()), "committed 1 2 3");
}

void HealthyIsAdopted(Stage& stage) {
  stage.Add(1, "a").Add(2, "b").Add(3, "c");
  EXPECT_EQ(Told(stage.Up()), "committed 1 2 3");
  EXPECT_EQ(stage.State(), "(3,f) | nothing | a b c");
  const RecoveryResult adopted = stage.Prepare();
  EXPECT_EQ(Told(adopted), "done adopt proceed");
  EXPECT_EQ(Notes(adopted), "assumed-texts 1; assumed-texts 2; assumed-texts 3");
  EXPECT_EQ(stage.State(), "(3,f) | assumed 1 2 3 | a b c");
  EXPECT_EQ(Told(stage.Up()), "no change");
}

/// The server runs 4 d of the branch "feature", and the process dies before it is recorded.
void DieBeforeCapture(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "alpha");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(Told(stage.Up()), "committed 4");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3, intent 4 | a alpha b c");
}

void UncapturedIsHealedOnItsBranch(Stage& stage) {
  DieBeforeCapture(stage);
  EXPECT_EQ(Told(stage.Up()), "no change");
  EXPECT_EQ(Told(stage.Prepare()), "done heal proceed");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a alpha b c");
  EXPECT_EQ(stage.Stored(4).filename, Text("000004_alpha.down.sql"));
}

void UncapturedUnderTheSameNumber(Stage& stage) {
  DieBeforeCapture(stage);
  stage.Switch("main").Switch("other").Add(4, "beta");
  EXPECT_EQ(Told(stage.Up()), "no change") << "the migrator says nothing of it";
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused missing: 4, would undo 4");
  EXPECT_EQ(Advised(refused), "check-out-source feature 4; run rollback; reset localhost:5432/app");
  EXPECT_EQ(stage.Stored(4).up_sql, Text("create table alpha (id int);"));
  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done rollback proceed, undone 4");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3, intent 4 | a b c");
  EXPECT_EQ(Told(stage.Up()), "committed 4");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3, intent 4 | a b beta c");
}

/// Prepared on the one branch, and run on the other: what was only intended is no record.
void IntentOfAnotherBranch(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "alpha");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  stage.Switch("main").Switch("other").Add(4, "beta");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(stage.Stored(4).filename, Text("000004_beta.down.sql"));
  // Whoever comes back runs the other's, and nobody had prepared that.
  stage.Switch("feature");
  EXPECT_EQ(Told(stage.Up()), "committed 4");
  stage.Switch("other");
  EXPECT_EQ(Told(stage.Prepare()), "refused untracked: 4");
  stage.Switch("feature");
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused untracked: 4");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done accept proceed");
  EXPECT_EQ(stage.Stored(4).filename, Text("000004_alpha.down.sql"));
}

/// B2: the capture takes the checkout's file for what was run.
void UncapturedUnderTheSameNumberInDesignB(Stage& stage) {
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  stage.StartBase();
  stage.Switch("feature").Add(4, "alpha");
  EXPECT_EQ(stage.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(Told(stage.Up()), "committed 4");
  stage.Switch("main").Switch("other").Add(4, "beta");
  EXPECT_EQ(stage.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(Told(stage.Up()), "no change");
  EXPECT_EQ(stage.Record().outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a alpha b c");
  EXPECT_EQ(stage.Stored(4).filename, Text("000004_beta.down.sql"));
}

void UncapturedWithoutTheNumber(Stage& stage) {
  DieBeforeCapture(stage);
  stage.Switch("main");
  EXPECT_EQ(Told(stage.Up()),
            "no change: no migration found for version 4: read down for version 4 .: file does not "
            "exist");
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused missing: 4, would undo 4");
  EXPECT_EQ(Advised(refused), "check-out-source feature 4; run rollback; reset localhost:5432/app");
  // The first advice.
  stage.Switch("feature");
  EXPECT_EQ(Told(stage.Prepare()), "done heal proceed");
  // The second.
  stage.Switch("main");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done rollback proceed, undone 4");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
  EXPECT_EQ(Told(stage.Up()), "no change");
}

/// As above, but nobody had prepared the server's run: neither applied nor intended (1.5 (2)).
void UnrecordedWithoutTheNumber(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "alpha");
  EXPECT_EQ(Told(stage.Up()), "committed 4");
  stage.Switch("main");
  const RecoveryResult refused = stage.Prepare({.rollback = true});
  EXPECT_EQ(Told(refused), "refused untracked: 4");
  EXPECT_EQ(Advised(refused), "check-out-source 4; reset localhost:5432/app");
  stage.Switch("feature");
  const RecoveryResult there = stage.Prepare();
  EXPECT_EQ(Told(there), "refused untracked: 4");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(there))), "done accept proceed");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3, assumed 4 | a alpha b c");
}

/// B3: recovery is content, the server dies, for ever, and the flag helps nothing.
void UnrecordedWithoutTheNumberInDesignB(Stage& stage) {
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  stage.StartBase();
  stage.Switch("feature").Add(4, "alpha");
  EXPECT_EQ(Told(stage.Up()), "committed 4");
  stage.Switch("main");
  for (const bool rollback : {false, true}) {
    EXPECT_EQ(stage.Prepare({.rollback = rollback}).outcome, RecoveryOutcome::kDone);
    EXPECT_FALSE(stage.Up().ok());
  }
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 | a alpha b c");
}

void RestoreAhead(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "alpha");
  stage.Start();
  stage.Sql("drop schema _develop cascade");
  stage.Switch("main");
  EXPECT_FALSE(stage.Up().ok());
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused ahead: 4");
  EXPECT_EQ(Advised(refused), "check-out-source 4; reset localhost:5432/app");
  stage.Switch("feature");
  EXPECT_EQ(Told(stage.Prepare()), "done adopt proceed");
  EXPECT_EQ(stage.State(), "(4,f) | assumed 1 2 3 4 | a alpha b c");
}

void RestoreOfTheSame(Stage& stage) {
  stage.StartBase();
  stage.Sql("drop schema _develop cascade");
  EXPECT_EQ(Told(stage.Up()), "no change");
  EXPECT_EQ(Told(stage.Prepare()), "done adopt proceed");
  EXPECT_EQ(stage.State(), "(3,f) | assumed 1 2 3 | a b c");
}

/// "Cannot know": where nothing in the catalog tells, it is assumed, and said so.
void RestoreOfAnotherBranchThatNothingTells(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Write("000004_alpha.up.sql", "insert into a values (1);");
  stage.Start();
  stage.Sql("drop schema _develop cascade");
  stage.Switch("main").Switch("other").Write("000004_beta.up.sql", "insert into a values (2);");
  EXPECT_EQ(Told(stage.Up()), "no change");
  const RecoveryResult adopted = stage.Prepare();
  EXPECT_EQ(Told(adopted), "done adopt proceed");
  EXPECT_EQ(Notes(adopted),
            "cache-ignored; assumed-texts 1; assumed-texts 2; assumed-texts 3; assumed-texts 4; "
            "irreversible 4");
  EXPECT_EQ(stage.State(), "(4,f) | assumed 1 2 3 4 | a b c");
}

/// Where the catalog does tell, more than a warning is due: the server would run silently on a
/// foreign schema (LIV-4).
void RestoreOfAnotherBranchThatTheCatalogTells(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "alpha");
  stage.Start();
  stage.Sql("drop schema _develop cascade");
  stage.Switch("main").Switch("other").Add(4, "beta");
  EXPECT_EQ(Told(stage.Up()), "no change");
  for (const bool accept : {false, true}) {
    const RecoveryResult refused = stage.Prepare({.accept = accept});
    EXPECT_EQ(Told(refused), "refused untracked: 1 2 3 4");
    EXPECT_EQ(Advised(refused), "check-out-source 4; reset localhost:5432/app");
  }
  stage.Switch("feature");
  EXPECT_EQ(Told(stage.Prepare()), "done adopt proceed");
}

/// B14: the checkout is recorded as what was run.
void RestoreOfAnotherBranchInDesignB(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "alpha");
  stage.Start();
  stage.Sql("drop schema _develop cascade");
  stage.Switch("main").Switch("other").Add(4, "beta");
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  EXPECT_EQ(stage.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(stage.Stored(4).filename, Text("000004_beta.down.sql"));
}

void SecondRunWritesNothing(Stage& stage) {
  stage.StartBase();
  const std::string before = stage.Snapshot();
  stage.gate().Disarm();
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)), "no change");
  EXPECT_EQ(Told(stage.Record()), "done proceed");
  EXPECT_TRUE(stage.gate().Writes().empty()) << testing::PrintToString(stage.gate().Writes());
  EXPECT_EQ(stage.Snapshot(), before);
}

/// Nor where something is pending.
void SecondPreparationWritesNothing(Stage& stage) {
  stage.StartBase();
  stage.Add(4, "d");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  const std::string before = stage.Snapshot();
  stage.gate().Disarm();
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_TRUE(stage.gate().Writes().empty()) << testing::PrintToString(stage.gate().Writes());
  EXPECT_EQ(stage.Snapshot(), before);
}

}  // namespace

std::vector<Row> AdoptionRows() {
  return {
      {1, "FreshProceeds", FreshProceeds},
      {1, "FreshProceedsInTheOlderDesigns", FreshProceedsInTheOlderDesigns},
      {2, "HealthyIsAdopted", HealthyIsAdopted},
      {9, "UncapturedIsHealedOnItsBranch", UncapturedIsHealedOnItsBranch},
      {10, "UncapturedUnderTheSameNumber", UncapturedUnderTheSameNumber},
      {10, "IntentOfAnotherBranch", IntentOfAnotherBranch},
      {10, "UncapturedUnderTheSameNumberInDesignB", UncapturedUnderTheSameNumberInDesignB},
      {11, "UncapturedWithoutTheNumber", UncapturedWithoutTheNumber},
      {11, "UnrecordedWithoutTheNumber", UnrecordedWithoutTheNumber},
      {11, "UnrecordedWithoutTheNumberInDesignB", UnrecordedWithoutTheNumberInDesignB},
      {24, "RestoreAhead", RestoreAhead},
      {24, "RestoreOfTheSame", RestoreOfTheSame},
      {24, "RestoreOfAnotherBranchThatNothingTells", RestoreOfAnotherBranchThatNothingTells},
      {24, "RestoreOfAnotherBranchThatTheCatalogTells", RestoreOfAnotherBranchThatTheCatalogTells},
      {24, "RestoreOfAnotherBranchInDesignB", RestoreOfAnotherBranchInDesignB},
      {48, "SecondRunWritesNothing", SecondRunWritesNothing},
      {48, "SecondPreparationWritesNothing", SecondPreparationWritesNothing},
  };
}

}  // namespace relapse::migrations::rows

// Applied versions that the checkout does not have are undone, if somebody says so.
#include <gmock/gmock.h>

#include "orchestration/migrations/explain.h"
#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

using migrator::DriverKind;
using testing::HasSubstr;

/// 4 and 5 of the branch "feature" are applied and recorded, and "main" is checked out.
void LeaveFeature(Stage& stage, const char* fourth = "d") {
  stage.StartBase();
  stage.Switch("feature").Add(4, fourth).Add(5, "e");
  stage.Start();
  stage.Switch("main");
}

void MissingIsRefused(Stage& stage) {
  LeaveFeature(stage);
  EXPECT_EQ(Told(stage.Up()),
            "no change: no migration found for version 5: read down for version 5 .: file does not "
            "exist");
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused missing: 4 5, would undo 5 4");
  EXPECT_EQ(Advised(refused), "check-out-source feature 5; run rollback; reset localhost:5432/app");
  EXPECT_EQ(stage.State(), "(5,f) | applied 1 2 3 4 5 | a b c d e");
  stage.Switch("feature");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed") << "the first advice helps as it is said";
}

void MissingIsUndone(Stage& stage) {
  LeaveFeature(stage, "alpha");
  stage.Switch("other").Add(4, "beta");
  EXPECT_EQ(Told(stage.Prepare({.rollback = true})), "done rollback proceed, undone 5 4");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3, intent 4 | a b c");
  EXPECT_EQ(Told(stage.Up()), "committed 4");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3, intent 4 | a b beta c");
  EXPECT_EQ(Told(stage.Record()), "done heal proceed");
}

/// The doubt is settled by looking again, and the run goes on: how often the down text ran tells
/// which of the two it was.
void ReplyToCommitIsLost(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  stage.Switch("main");
  for (const When when : {When::kBefore, When::kAfter}) {
    const auto result = stage.PrepareStruck(
        Strike{.effect = "commit", .when = when, .blow = Blow::kLoseReply}, {.rollback = true});
    EXPECT_EQ(Told(result),
              when == When::kBefore ? "done rollback proceed, undone 4" : "done proceed, undone 4");
    EXPECT_EQ(stage.gate().CountOf("run_sql"), when == When::kBefore ? 2 : 1);
    EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
    stage.Switch("feature");
    stage.Start();
    stage.Switch("main");
  }
}

/// And where nobody answers any more it is said to be unknown, never failed (ADV-2).
void ReplyToCommitIsLostAndNobodyAnswers(Stage& stage) {
  LeaveFeature(stage);
  stage.config.cache_path = Text();  // which is another commit
  for (const When when : {When::kBefore, When::kAfter}) {
    const auto result =
        stage.PrepareStruck({Strike{.effect = "commit", .when = when, .blow = Blow::kLoseReply},
                             Strike{.effect = "open_session",
                                    .nth = 2,
                                    .when = When::kBefore,
                                    .blow = Blow::kAnswer,
                                    .error = {&kServerUnavailable, "the connection was refused"},
                                    .again = true}},
                            {.rollback = true});
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->outcome, RecoveryOutcome::kUnknown);
    EXPECT_EQ(result->failed_version, 5);
    EXPECT_TRUE(result->undone.empty());
    EXPECT_EQ(stage.State(), when == When::kBefore ? "(5,f) | applied 1 2 3 4 5 | a b c d e"
                                                   : "(4,f) | applied 1 2 3 4 | a b c d");
  }
  EXPECT_EQ(Told(stage.Prepare({.rollback = true})), "done rollback proceed, undone 4");
}

/// L30: a lost reply is a failure, and the reset is advised whether it happened or not.
void ReplyToCommitIsLostInDesignB(Stage& stage) {
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  LeaveFeature(stage);
  const auto result = stage.PrepareStruck(
      Strike{.effect = "commit", .when = When::kAfter, .blow = Blow::kLoseReply},
      {.rollback = true});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->outcome, RecoveryOutcome::kFailed);
  EXPECT_EQ(Advised(*result), "reset");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a b c d");
}

void DeathBetweenTwoUndos(Stage& stage) {
  LeaveFeature(stage);
  const auto killed =
      stage.PrepareStruck(Strike{.effect = "commit", .when = When::kAfter}, {.rollback = true});
  EXPECT_EQ(Told(killed), "killed");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a b c d");
  EXPECT_EQ(stage.CacheTold(), "unknown") << "set aside before the database changed (DUR-5)";
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused missing: 4, would undo 4");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done rollback proceed, undone 4");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
  EXPECT_EQ(stage.CacheTold(), "1 2 3");
}

/// A death within the transaction of one undo leaves nothing of it.
void DeathWithinAnUndo(Stage& stage) {
  LeaveFeature(stage);
  for (const char* effect : {"begin", "move_version", "run_sql", "delete_stored"}) {
    EXPECT_EQ(Told(stage.PrepareStruck(Strike{.effect = effect}, {.rollback = true})), "killed");
    EXPECT_EQ(stage.State(), "(5,f) | applied 1 2 3 4 5 | a b c d e") << effect;
  }
  EXPECT_EQ(Told(stage.Prepare({.rollback = true})), "done rollback proceed, undone 5 4");
}

void DownTextFails(Stage& stage) {
  LeaveFeature(stage);
  stage.Sql("drop table d");
  const RecoveryResult failed = stage.Prepare({.rollback = true});
  EXPECT_EQ(Told(failed), "failed 4, undone 5");
  EXPECT_EQ(failed.planned.size(), 2U);
  EXPECT_THAT(failed.failure.str(), HasSubstr("\"d\" does not exist"));
  EXPECT_EQ(Advised(failed), "check-out-source feature 4");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a b c");
  // As it is advised: nothing is destroyed, and the branch's server runs.
  stage.Switch("feature");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(Told(stage.Up()), "committed 5");
}

void EverythingIsUndoneWithConsent(Stage& stage) {
  stage.StartBase();
  stage.Switch("elsewhere").Remove(1).Remove(2).Remove(3).Add(1, "z");
  const RecoveryResult refused = stage.Prepare({.rollback = true});
  EXPECT_EQ(Told(refused), "refused undo-all: 1 2 3, would undo 3 2 1");
  EXPECT_EQ(Advised(refused),
            "check-out-source main 3; run rollback undo-all; reset localhost:5432/app");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done rollback proceed, undone 3 2 1");
  EXPECT_EQ(stage.State(), "none | intent 1 | nothing") << "no row, and not version 0";
  EXPECT_EQ(Told(stage.Up()), "committed 1");
  EXPECT_EQ(stage.State(), "(1,f) | intent 1 | z");
}

void GapIsUndoneToWhatIsBelow(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(5, "e");
  stage.Start();
  EXPECT_EQ(stage.State(), "(5,f) | applied 1 2 3 5 | a b c e");
  stage.Switch("main");
  EXPECT_EQ(Told(stage.Prepare({.rollback = true})), "done rollback proceed, undone 5");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
  EXPECT_EQ(Told(stage.Up()), "no change");
}

/// B10: to one less, which no file has: the server does not start.
void GapIsUndoneToOneLessInDesignB(Stage& stage) {
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  stage.StartBase();
  stage.Switch("feature").Add(5, "e");
  stage.Start();
  stage.Switch("main");
  (void)stage.Prepare({.rollback = true});
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 | a b c");
  EXPECT_EQ(Told(stage.Up()),
            "no change: no migration found for version 4: read down for version 4 .: file does not "
            "exist");
}

void StepByHandLeavesAStaleRow(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  EXPECT_EQ(Told(stage.Steps(-1)), "committed 4");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 4 | a b c");
  stage.Switch("main");
  const RecoveryResult healed = stage.Prepare();
  EXPECT_EQ(Told(healed), "done heal proceed");
  EXPECT_EQ(Notes(healed), "stale-pruned 4");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
}

/// B4: first missing, then not contiguous: only the reset is left.
void StepByHandInDesignB(Stage& stage) {
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  EXPECT_EQ(Told(stage.Steps(-1)), "committed 4");
  stage.Switch("main");
  EXPECT_EQ(Told(stage.Prepare()), "refused missing: 4");
  const RecoveryResult refused = stage.Prepare({.rollback = true});
  EXPECT_EQ(Told(refused), "refused non-contiguous: 4");
  EXPECT_EQ(Advised(refused), "reset");
}

void PublicDroppedAndMadeAgain(Stage& stage) {
  stage.StartBase();
  stage.Sql("drop schema public cascade; create schema public");
  const RecoveryResult healed = stage.Prepare();
  EXPECT_EQ(Told(healed), "done heal proceed");
  EXPECT_EQ(Notes(healed), "stale-pruned 1; stale-pruned 2; stale-pruned 3");
  EXPECT_EQ(stage.State(), "none | intent 1 2 3 | nothing");
  EXPECT_EQ(Told(stage.Up()), "committed 1 2 3");
}

void PublicDropped(Stage& stage) {
  stage.StartBase();
  stage.Sql("drop schema public cascade");
  for (const DriverKind driver :
       {DriverKind::kStock, DriverKind::kBatch, DriverKind::kPerMigration}) {
    EXPECT_EQ(Told(stage.Up(driver)), "no change: no schema");
  }
  for (const Request& request : {Request{}, Request{.rollback = true}, Request{.accept = true},
                                 Request{.resolution = Resolution::kApplied, .seen = "0"}}) {
    const RecoveryResult refused = stage.Prepare(request);
    EXPECT_EQ(Told(refused), "refused schema-gone");
    EXPECT_EQ(Advised(refused), "create-schema public; reset localhost:5432/app");
  }
  EXPECT_EQ(stage.State(), "none | applied 1 2 3 | nothing") << "nothing was written";
  EXPECT_EQ(stage.PublicSchema(), "none");

  // What is advised: the words to the server, as they are printed.
  stage.Sql(CreateSchemaSql("public"));
  EXPECT_EQ(stage.PublicSchema(), "pg_database_owner usage") << "as PostgreSQL 15 makes it";
  EXPECT_EQ(Told(stage.Prepare()), "done heal proceed");
  EXPECT_EQ(stage.State(), "none | intent 1 2 3 | nothing");
  EXPECT_EQ(Told(stage.Up()), "committed 1 2 3");
}

/// The reset makes it as a new database has it.
void PublicDroppedAndReset(Stage& stage) {
  stage.StartBase();
  stage.Sql("drop schema public cascade");
  EXPECT_EQ(Told(stage.Prepare({.reset = true, .confirmed_target = kTarget})),
            "done reset proceed");
  EXPECT_EQ(stage.PublicSchema(), "pg_database_owner usage");
  EXPECT_EQ(stage.State(), "none | intent 1 2 3 | nothing");
  EXPECT_EQ(Told(stage.Up()), "committed 1 2 3");
}

}  // namespace

std::vector<Row> RollbackRows() {
  return {
      {3, "MissingIsRefused", MissingIsRefused},
      {4, "MissingIsUndone", MissingIsUndone},
      {12, "ReplyToCommitIsLost", ReplyToCommitIsLost},
      {12, "ReplyToCommitIsLostAndNobodyAnswers", ReplyToCommitIsLostAndNobodyAnswers},
      {12, "ReplyToCommitIsLostInDesignB", ReplyToCommitIsLostInDesignB},
      {13, "DeathBetweenTwoUndos", DeathBetweenTwoUndos},
      {13, "DeathWithinAnUndo", DeathWithinAnUndo},
      {14, "DownTextFails", DownTextFails},
      {19, "EverythingIsUndoneWithConsent", EverythingIsUndoneWithConsent},
      {20, "GapIsUndoneToWhatIsBelow", GapIsUndoneToWhatIsBelow},
      {20, "GapIsUndoneToOneLessInDesignB", GapIsUndoneToOneLessInDesignB},
      {22, "StepByHandLeavesAStaleRow", StepByHandLeavesAStaleRow},
      {22, "StepByHandInDesignB", StepByHandInDesignB},
      {23, "PublicDroppedAndMadeAgain", PublicDroppedAndMadeAgain},
      {23, "PublicDropped", PublicDropped},
      {23, "PublicDroppedAndReset", PublicDroppedAndReset},
  };
}

}  // namespace relapse::migrations::rows

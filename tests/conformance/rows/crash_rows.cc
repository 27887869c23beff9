// The migrator is cut at every place of a run, as fine as the side knows them: every effect in
// memory, every message of the client on the wire; recovery then says what is the matter.
#include <gmock/gmock.h>

#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

using migrator::DriverKind;
using testing::ElementsAreArray;

/// What a cut left, what recovery says, and where its advice leads.
struct Journey {
  std::string left;
  std::string said;
  std::string end;

  std::string ToText() const { return left + " -> " + said + " -> " + end; }
};

/// Runs recovery until the migrator may run, as it advises, and then the migrator.
Journey Recovered(Stage& stage) {
  Journey journey{.left = stage.State()};
  RecoveryResult result = stage.Prepare();
  journey.said = Told(result);
  if (result.outcome == RecoveryOutcome::kRefused) {
    const Request advised = FirstRun(result);
    result = stage.Prepare(advised);
    journey.said += ", " + std::string(EnumName(advised.resolution)) + ": " + Told(result);
  }
  const migrator::RunReport report = stage.Up();
  EXPECT_TRUE(report.ok()) << report.error.view();
  EXPECT_EQ(stage.Record().outcome, RecoveryOutcome::kDone);
  journey.end = stage.State();
  return journey;
}

/// Every journey in the order of the places, from what is there now. The same state is walked from
/// once.
std::vector<std::string> CutEverywhere(Stage& stage, const std::function<void()>& run) {
  const Stage::Kept begin = stage.Keep();
  const std::string untouched = stage.Snapshot();
  const int places = stage.CountPlaces(run);
  std::vector<std::string> journeys;
  std::string left;
  std::string left_before;
  for (int place = 1; place <= places; ++place) {
    for (const When when : {When::kBefore, When::kAfter}) {
      // A cut before a place is one after the place before it.
      if (when == When::kBefore && place > 1) continue;
      if (left != untouched) {
        stage.PutBack(begin);
        EXPECT_EQ(stage.Snapshot(), untouched);
      }
      const std::string mark = stage.WriteMark();
      stage.CutAt(place, when);
      run();
      stage.CutNothing();
      left = stage.WriteMark() == mark ? untouched : stage.Snapshot();
      if (left == left_before) continue;
      left_before = left;
      const std::string journey = Recovered(stage).ToText();
      left = "walked from";
      if (journeys.empty() || journeys.back() != journey) journeys.push_back(journey);
    }
  }
  return journeys;
}

void BatchUpIsCut(Stage& stage) {
  stage.Add(1, "a").Add(2, "b");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  const auto up = [&] { (void)stage.Up(DriverKind::kBatch); };
  const std::string end = "(2,f) | applied 1 2 | a b";
  EXPECT_THAT(CutEverywhere(stage, up),
              ElementsAreArray({"none | intent 1 2 | nothing -> done proceed -> " + end,
                                "(2,f) | intent 1 2 | a b -> done heal proceed -> " + end}));
}

void StockUpIsCut(Stage& stage) {
  stage.Add(1, "a").Add(2, "b");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  const auto up = [&] { (void)stage.Up(DriverKind::kStock); };
  const std::string end = "(2,f) | applied 1 2 | a b";
  EXPECT_THAT(
      CutEverywhere(stage, up),
      ElementsAreArray(
          {"none | intent 1 2 | nothing -> done proceed -> " + end,
           "(1,t) | intent 1 2 | nothing -> refused dirty: 1, not_applied: done resolve proceed "
           "-> " +
               end,
           "(1,t) | intent 1 2 | a -> refused dirty: 1, applied: done resolve heal proceed -> " +
               end,
           "(1,f) | intent 1 2 | a -> done heal proceed -> " + end,
           "(2,t) | intent 1 2 | a -> refused dirty: 2, not_applied: done resolve heal proceed "
           "-> " +
               end,
           "(2,t) | intent 1 2 | a b -> refused dirty: 2, applied: done resolve heal proceed -> " +
               end,
           "(2,f) | intent 1 2 | a b -> done heal proceed -> " + end}));
}

/// The body fails in the server, and what it did is rolled back.
void StockUpIsRolledBack(Stage& stage) {
  stage.StartBase();
  stage.Write("000004_d.up.sql", "create table d (id int); create table a (id int);");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)),
            "rolled back: migration failed: relation \"a\" already exists");
  EXPECT_EQ(stage.State(), "(4,t) | applied 1 2 3, intent 4 | a b c");
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)),
            "no change: Dirty database version 4. Fix and force version.");
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused dirty: 4");
  EXPECT_EQ(refused.decision.dirty.meaning, DirtyMeaning::kNotApplied);
  EXPECT_EQ(Advised(refused), "run not_applied; reset localhost:5432/app");
  stage.Write("000004_d.up.sql", "create table d (id int);");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done resolve proceed");
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)), "committed 4");
}

void StockDownIsCut(Stage& stage) {
  stage.Add(1, "a").Add(2, "b");
  stage.Start();
  const auto down = [&] { (void)stage.Down(DriverKind::kStock); };
  const std::string end = "(2,f) | applied 1 2 | a b";
  EXPECT_THAT(
      CutEverywhere(stage, down),
      ElementsAreArray(
          {"(2,f) | applied 1 2 | a b -> done proceed -> " + end,
           "(1,t) | applied 1 2 | a b -> refused dirty: 2, not_applied: done resolve proceed -> " +
               end,
           "(1,t) | applied 1 2 | a -> refused dirty: 2, applied: done resolve heal proceed -> " +
               end,
           "(1,f) | applied 1 2 | a -> done heal proceed -> " + end,
           "(-1,t) | applied 1 2 | a -> refused dirty: 1, not_applied: done resolve heal proceed "
           "-> " +
               end,
           "(-1,t) | applied 1 2 | nothing -> refused dirty: 1, applied: done resolve heal proceed "
           "-> " +
               end,
           "none | applied 1 2 | nothing -> done heal proceed -> " + end}));
}

/// The client is killed, and its statement goes on: it waits for somebody who has the table.
void StatementOutlivesItsClient(Stage& stage) {
  stage.StartBase();
  stage.Write("000004_d.up.sql", "create table d (id int); alter table a add column more int;");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  stage.Hold("insert into a values (1)");
  EXPECT_EQ(Told(stage.UpStruck({.effect = "run_sql", .blow = Blow::kAbandon}, DriverKind::kStock)),
            "killed");
  EXPECT_EQ(stage.State(), "(4,t) | applied 1 2 3, intent 4 | a b c");
  const RecoveryResult in_progress = stage.Prepare();
  EXPECT_EQ(Told(in_progress), "refused lock-held");
  EXPECT_EQ(Advised(in_progress), "wait-for-holder server") << "in progress, not failed";
  stage.Release();
  stage.FinishAbandoned();
  EXPECT_EQ(stage.State(), "(4,t) | applied 1 2 3, intent 4 | a b c d");
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)),
            "no change: Dirty database version 4. Fix and force version.");
  const RecoveryResult applied = stage.Prepare();
  EXPECT_EQ(Told(applied), "refused dirty: 4");
  EXPECT_EQ(applied.decision.dirty.meaning, DirtyMeaning::kApplied) << "applied, but unmarked";
  EXPECT_EQ(Advised(applied), "run applied; reset localhost:5432/app");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(applied))), "done resolve heal proceed");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a b c d");
}

}  // namespace

std::vector<Row> CrashRows() {
  return {
      {5, "BatchUpIsCut", BatchUpIsCut},
      {6, "StockUpIsCut", StockUpIsCut},
      {6, "StockUpIsRolledBack", StockUpIsRolledBack},
      {7, "StockDownIsCut", StockDownIsCut},
      {8, "StatementOutlivesItsClient", StatementOutlivesItsClient},
  };
}

}  // namespace relapse::migrations::rows

// Every combination of the three flags in every state, against the table of section 2: a flag is
// always honoured or refused.
#include <gmock/gmock.h>

#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

constexpr int kFlagCombinations = 8;

/// What is said of a state, by the flags: none, rollback, accept, both; and with a reset alone. A
/// reset with any other flag is refused in every state.
struct State {
  const char* name;
  void (*arrange)(Stage&);
  const char* said[4];
};

/// 1 a, 2 b and 3 c are applied, and recorded.
void Clean(Stage& stage) {
  stage.Add(1, "a").Add(2, "b").Add(3, "c");
  stage.SetVersionRow({3, false});
  stage.Sql("create table a (id int); create table b (id int); create table c (id int)");
  EXPECT_TRUE(stage.observer().Perform(CreateStore{stage.watch()}).ok());
  for (const char* name : {"a", "b", "c"}) {
    StoredMigration row{.version = name[0] - 'a' + 1, .source = "main"};
    const std::string stem = "00000" + std::to_string(row.version) + "_" + name;
    row.filename = Text(stem + ".down.sql");
    row.up_sql = Text(stage.files().at(stem + ".up.sql"));
    row.down_sql = Text(stage.files().at(stem + ".down.sql"));
    stage.PutStored(row);
  }
}
void Fresh(Stage& stage) { stage.Add(1, "a").Add(2, "b").Add(3, "c"); }
void Missing(Stage& stage) {
  Clean(stage);
  stage.Remove(3);
}
void Changed(Stage& stage) {
  Clean(stage);
  stage.Write("000003_c.up.sql", "create table c (id bigint);");
}
void Dirty(Stage& stage) {
  Clean(stage);
  stage.Add(4, "d").SetVersionRow({4, true});
}
void Untracked(Stage& stage) {
  Clean(stage);
  stage.Add(4, "d").SetVersionRow({4, false});
  stage.Sql("create table d (id int)");
}

const State kStates[] = {
    {"fresh", Fresh, {"done proceed", "done proceed", "done proceed", "done proceed"}},
    {"clean", Clean, {"done proceed", "done proceed", "done proceed", "done proceed"}},
    {"missing",
     Missing,
     {"refused missing: 3, would undo 3", "done rollback proceed, undone 3",
      "refused missing: 3, would undo 3", "done rollback proceed, undone 3"}},
    {"changed",
     Changed,
     {"refused changed: 3, would undo 3", "refused changed: 3, would undo 3", "done accept proceed",
      "done accept proceed"}},
    {"dirty",
     Dirty,
     {"refused dirty: 4", "refused dirty: 4", "refused dirty: 4", "refused dirty: 4"}},
    {"untracked",
     Untracked,
     {"refused untracked: 4", "refused untracked: 4", "done accept proceed",
      "done accept proceed"}},
};

Request FlagsOf(int combination, bool builtin) {
  Request request{.rollback = (combination & 1) != 0,
                  .accept = (combination & 2) != 0,
                  .reset = (combination & 4) != 0};
  if (request.reset && !builtin) request.confirmed_target = kTarget;
  return request;
}

/// Everything of the state before is gone.
void Arrange(Stage& stage, const State& state) {
  stage.Empty();
  const auto files = stage.files();
  for (const auto& [path, text] : files) stage.Unlink(path);
  state.arrange(stage);
}

void FlagsOfAnExternalDatabase(Stage& stage) {
  for (const State& state : kStates) {
    bool as_arranged = false;
    for (int combination = 0; combination < kFlagCombinations; ++combination) {
      SCOPED_TRACE(testing::Message() << state.name << ", flags " << combination);
      if (!as_arranged) Arrange(stage, state);
      const RecoveryResult result = stage.Prepare(FlagsOf(combination, false));
      as_arranged = result.outcome == RecoveryOutcome::kRefused;
      const std::string expected = combination > 4    ? "refused flags-exclude"
                                   : combination == 4 ? "done reset proceed"
                                                      : state.said[combination];
      EXPECT_EQ(Told(result), expected);
      if (combination == 4) {
        EXPECT_THAT(stage.Objects(), testing::IsEmpty());
      }
    }
  }
  // Unconfirmed, in every state.
  for (const State& state : kStates) {
    Arrange(stage, state);
    EXPECT_EQ(Told(stage.Prepare({.reset = true})), "refused reset-unconfirmed") << state.name;
  }
}

/// An orphaned server of an earlier run is used; one that nobody answers for is not started. A
/// fresh one has no data at all, and a reset needs nobody on them.
void FlagsOfTheBuiltInServer(Stage& stage) {
  stage.Add(1, "a");
  stage.UseBuiltin();
  stage.KeepData();
  stage.RemoveData();
  for (int combination = 0; combination < kFlagCombinations; ++combination) {
    const RecoveryResult result = stage.Prepare(FlagsOf(combination, true));
    EXPECT_EQ(Told(result), combination > 4 ? "refused flags-exclude" : "done");
    EXPECT_EQ(Notes(result), combination == 4 ? "nothing-to-reset" : "");
    EXPECT_EQ(stage.DataTold(), "absent");
  }
  stage.PutDataBack();
  ASSERT_TRUE(stage.server().Perform(StartServer{}).ok());
  for (const State& state : kStates) {
    if (state.arrange == Fresh) continue;
    bool as_arranged = false;
    for (int combination = 0; combination < kFlagCombinations; ++combination) {
      SCOPED_TRACE(testing::Message() << state.name << ", flags " << combination);
      if (!as_arranged) Arrange(stage, state);
      const RecoveryResult result = stage.Prepare(FlagsOf(combination, true));
      as_arranged = result.outcome == RecoveryOutcome::kRefused;
      const std::string expected = combination > 4    ? "refused flags-exclude"
                                   : combination == 4 ? "refused server-running"
                                                      : state.said[combination];
      EXPECT_EQ(Told(result), expected);
      if (combination == 4) {
        EXPECT_EQ(Advised(result), "stop-server, then reset");
      }
    }
    EXPECT_EQ(stage.DataTold(), "present 15, alive");
  }
  // As it is advised.
  ASSERT_TRUE(stage.server().Perform(StopServer{}).ok());
  EXPECT_EQ(Told(stage.Prepare({.reset = true})), "done reset");
  EXPECT_EQ(stage.DataTold(), "absent");
}

/// L02, L03: without a conflict of its cache design A looks at nothing, whatever it is asked for.
void FlagsAreIgnoredInDesignA(Stage& stage) {
  stage.UseDesign(Defect::kDesignCacheFile);
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  EXPECT_EQ(Told(stage.Up()), "committed 4");
  stage.Switch("main");
  for (const Request& request :
       {Request{.rollback = true}, Request{.reset = true, .confirmed_target = kTarget}}) {
    EXPECT_EQ(stage.Prepare(request).outcome, RecoveryOutcome::kDone);
    EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 | a b c d");
  }
}

}  // namespace

std::vector<Row> FlagRows() {
  return {
      {41, "FlagsOfAnExternalDatabase", FlagsOfAnExternalDatabase},
      {41, "FlagsOfTheBuiltInServer", FlagsOfTheBuiltInServer},
      {41, "FlagsAreIgnoredInDesignA", FlagsAreIgnoredInDesignA},
  };
}

}  // namespace relapse::migrations::rows

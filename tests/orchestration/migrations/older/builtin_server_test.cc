// The older designs and the developer's own server: what they make of a data folder and a pid file
// (spec/migration-recovery.md sections 1.2 and 4), each beside the design of section 1.5 in the
// same situation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/orchestration/migrations/older/design_bench.h"

namespace relapse::migrations {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class BuiltinServer : public testing::TestWithParam<Defect> {
 protected:
  BuiltinServer() {
    for (DesignBench* bench : {&old, &now}) {
      bench->Add(4, "d");
      EXPECT_TRUE(bench->Start());
      bench->OnMain();
      bench->MakeBuiltin();
    }
  }
  ServerProcessState& Process(DesignBench& bench) {
    return bench.world.Mutate<ServerProcessState>();
  }
  /// The database is looked at by a server of the test's own.
  std::string TablesOf(DesignBench& bench) {
    StartListening(bench.world);
    std::string tables = bench.Tables();
    StopListening(bench.world);
    return tables;
  }
  DesignBench old{Published(GetParam())};
  DesignBench now;
};

TEST_P(BuiltinServer, IsStartedAndStoppedForTheRollback) {
  EXPECT_EQ(old.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(old.last.undone, ElementsAre(4));
  EXPECT_EQ(Process(old).pid_file, PidFileState::kNone);
  EXPECT_EQ(TablesOf(old), "a b c");
}

TEST_P(BuiltinServer, IsFreshOnceItsDataAreDeleted) {
  EXPECT_EQ(old.Prepare(kReset).outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(old.last.actions, ElementsAre(Action::kReset));
  EXPECT_EQ(Process(old).folder, DataFolder::kAbsent);
  EXPECT_EQ(old.CacheText(), "");
  EXPECT_EQ(old.Prepare().outcome, RecoveryOutcome::kDone);
}

TEST_P(BuiltinServer, CA2APidFileOfADeadServerIsRemoved) {
  LeavePidFile(old.world, PidFileState::kDead);
  EXPECT_TRUE(old.DiesAfter("remove_stale_pid_file", kRollback));
  EXPECT_EQ(Process(old).pid_file, PidFileState::kNone);
  EXPECT_EQ(old.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
}

TEST_P(BuiltinServer, CA3AnOrphanOfAnEarlierRunCostsAllData) {  // CB1
  for (DesignBench* bench : {&old, &now}) {
    EXPECT_TRUE(bench->DiesAfter("start_server", kRollback));
  }
  EXPECT_EQ(old.Refused(kRollback), Refusal::kUnreachable);
  EXPECT_THAT(old.last.decision.path.str(), HasSubstr("already exists"));
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_EQ(now.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(now.last.notes, testing::Contains(NoteOn{Note::kReusesPostmaster, kNoVersion}));
}

TEST_P(BuiltinServer, S23APidThatIsSomebodyElsesCostsAllData) {
  for (DesignBench* bench : {&old, &now}) {
    LeavePidFile(bench->world, PidFileState::kForeign);
    EXPECT_NE(bench->Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  }
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_EQ(now.Refused(kRollback), Refusal::kPidFileForeign);
  EXPECT_THAT(now.Advised(), IsEmpty()) << "nothing is wrong with the data";
  EXPECT_EQ(now.last.decision.advice.front().remedy, Remedy::kRemovePidFile);
  LeavePidFile(now.world, PidFileState::kNone);
  EXPECT_EQ(now.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
}

TEST_P(BuiltinServer, L35DataOfAnotherMajorAreToBeReset) {
  for (DesignBench* bench : {&old, &now}) Process(*bench).major = 13;
  EXPECT_EQ(old.Refused(kRollback), Refusal::kUnreachable);
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_EQ(now.Refused(kRollback), Refusal::kForeignMajor);
  EXPECT_EQ(now.last.decision.advice.front().remedy, Remedy::kUseMajor);
}

TEST_P(BuiltinServer, L36AServerOfAnotherUserIsToBeReset) {
  for (DesignBench* bench : {&old, &now}) LeavePidFile(bench->world, PidFileState::kEperm);
  EXPECT_EQ(old.Refused(kRollback), Refusal::kUnreachable);
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_EQ(now.Refused(kRollback), Refusal::kPostmasterUnknown);
}

TEST_P(BuiltinServer, AFolderThatCannotBeSeenIsFreshAndItsResetForgotten) {  // section 4.2
  for (DesignBench* bench : {&old, &now}) Process(*bench).folder = DataFolder::kUnreadable;
  for (const Request& request : {Request{}, kReset}) {
    EXPECT_EQ(old.Prepare(request).outcome, RecoveryOutcome::kDone);
    EXPECT_THAT(old.last.actions, IsEmpty());
    EXPECT_EQ(now.Refused(request), Refusal::kDataFolderUnreadable);
  }
}

INSTANTIATE_TEST_SUITE_P(OlderDesigns, BuiltinServer,
                         testing::Values(Defect::kDesignCacheFile, Defect::kDesignDatabaseOnly),
                         [](const auto& one) {
                           return one.param == Defect::kDesignCacheFile ? "CacheFile"
                                                                        : "DatabaseOnly";
                         });

}  // namespace
}  // namespace relapse::migrations

// Recovery on the database in memory, with golang-migrate's own protocol beside it: the rows of
// spec/migration-recovery.md section 7.2 from end to end.
#include "orchestration/migrations/recovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "harness/effect/interpose.h"
#include "orchestration/migrations/cache.h"
#include "orchestration/ports/migration_names.h"
#include "orchestration/ports/server_process.h"
#include "tests/orchestration/migrations/recovery_bench.h"

namespace relapse::migrations {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RecoveryRuns : public testing::Test {
 protected:
  RecoveryRuns() { bench.Add(1, "a").Add(2, "b").Add(3, "c"); }
  RecoveryBench bench;
};

TEST_F(RecoveryRuns, AFreshDatabaseIsPreparedMigratedAndRecorded) {
  EXPECT_EQ(bench.Recover().outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(bench.Stored(), "1 intent, 2 intent, 3 intent");
  EXPECT_TRUE(bench.Up().ok());
  const RecoveryResult healed = bench.Recover();
  EXPECT_EQ(healed.outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(healed.actions, ElementsAre(Action::kHeal, Action::kProceed));
  EXPECT_EQ(bench.Stored(), "1 applied, 2 applied, 3 applied");
  EXPECT_EQ(bench.Tables(), "a b c");
}

TEST_F(RecoveryRuns, ASecondRunWritesNothing) {
  bench.Start();
  const MigrationStore before =
      bench.InSession([&](std::int64_t id) { return *bench.database.Perform(ReadStore{id}); });
  const Text cache = bench.cache.files["state/cache"];
  const RecoveryResult again = bench.Recover();
  EXPECT_THAT(again.actions, ElementsAre(Action::kProceed));
  EXPECT_EQ(bench.cache.files["state/cache"], cache);
  EXPECT_EQ(
      bench.InSession([&](std::int64_t id) { return *bench.database.Perform(ReadStore{id}); }),
      before);
}

TEST_F(RecoveryRuns, ADryRunWritesNothing) {
  const Database before = bench.world.Get<PostgresState>().committed;
  EXPECT_EQ(bench.Recover({}, RecoveryMode::kLook).decision.action, Action::kProceed);
  EXPECT_TRUE(bench.world.Get<PostgresState>().committed == before);
  EXPECT_THAT(bench.cache.files, IsEmpty());
  EXPECT_THAT(bench.world.Get<PostgresState>().sessions, IsEmpty());
}

TEST_F(RecoveryRuns, ABranchSwitchIsRefusedAndThenUndoneNewestFirst) {
  bench.files.source = "feature";
  bench.Add(4, "alpha").Add(5, "e");
  bench.Start();
  ASSERT_EQ(bench.Tables(), "a alpha b c e");
  bench.files.source = "other";
  bench.Remove(4);
  bench.Remove(5);
  bench.Add(4, "beta");
  const RecoveryResult refused = bench.Recover();
  EXPECT_EQ(refused.outcome, RecoveryOutcome::kRefused);
  EXPECT_EQ(refused.decision.refusal, Refusal::kMissing);
  EXPECT_EQ(refused.decision.advice.front().argument, Text("feature"));
  EXPECT_EQ(bench.Tables(), "a alpha b c e");

  const RecoveryResult undone = bench.Recover({.rollback = true});
  EXPECT_EQ(undone.outcome, RecoveryOutcome::kDone) << undone.failure.view();
  EXPECT_THAT(undone.undone, ElementsAre(5, 4));
  EXPECT_EQ(bench.Tables(), "a b c");
  EXPECT_TRUE(bench.Up().ok());
  EXPECT_EQ(bench.Tables(), "a b beta c");
}

TEST_F(RecoveryRuns, WhatTheServerRanBeforeItDiedIsUndoneWithItsOwnText) {
  bench.Start();
  bench.Add(4, "alpha");
  (void)bench.Recover();
  ASSERT_TRUE(bench.Up().ok());
  // Nobody recorded the end of it, and another branch uses the number.
  bench.Remove(4);
  bench.Add(4, "beta");
  EXPECT_EQ(bench.Recover().decision.refusal, Refusal::kMissing);
  const RecoveryResult undone = bench.Recover({.rollback = true});
  EXPECT_THAT(undone.undone, ElementsAre(4));
  EXPECT_EQ(bench.Tables(), "a b c");
}

TEST_F(RecoveryRuns, ADownTextThatFailsStopsThereAndSaysHowFarItGotAndWhereItIsHelped) {
  bench.files.source = "feature";
  bench.Add(4, "d").Add(5, "e");
  bench.Start();
  bench.Sql("drop table d");
  bench.files.source = "other";
  bench.Remove(4);
  bench.Remove(5);
  const RecoveryResult failed = bench.Recover({.rollback = true});
  EXPECT_EQ(failed.outcome, RecoveryOutcome::kFailed);
  EXPECT_EQ(failed.failed_version, 4);
  EXPECT_THAT(failed.undone, ElementsAre(5));
  EXPECT_THAT(failed.failure.str(), HasSubstr("does not exist"));
  EXPECT_THAT(failed.decision.advice, ElementsAre(Advice{Remedy::kCheckOutSource, "feature", 4}));
  EXPECT_EQ(bench.Stored(), "1 applied, 2 applied, 3 applied, 4 applied");
  EXPECT_EQ(bench.Recover({}, RecoveryMode::kLook).version, 4);
}

TEST_F(RecoveryRuns, AnEditIsRefusedBeforeAnythingIsUndone) {
  bench.Add(4, "d");
  bench.Start();
  bench.Remove(4);
  bench.files.files["000002_b.up.sql"] = "create table b (id bigint);";
  EXPECT_EQ(bench.Recover({.rollback = true}).decision.refusal, Refusal::kChanged);
  EXPECT_EQ(bench.Tables(), "a b c d");
  const RecoveryResult both = bench.Recover({.rollback = true, .accept = true});
  EXPECT_EQ(both.outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(bench.Tables(), "a b c");
  EXPECT_EQ(bench.Recover().decision.action, Action::kProceed);
}

TEST_F(RecoveryRuns, EditedVersionsAreRunAgainAfterTheirOldTextWasUndone) {
  bench.Start();
  bench.files.files["000002_b.up.sql"] = "create table b (id bigint); create table b2 (id int);";
  bench.files.files["000002_b.down.sql"] = "drop table b2; drop table b;";
  const RecoveryResult undone = bench.Recover({.rollback = true, .changed = true});
  EXPECT_THAT(undone.undone, ElementsAre(3, 2));
  EXPECT_EQ(bench.Tables(), "a");
  EXPECT_TRUE(bench.Up().ok());
  EXPECT_EQ(bench.Tables(), "a b b2 c");
}

TEST_F(RecoveryRuns, SomebodyElsesLockIsWaitedForAndNamed) {
  bench.Start();
  const std::int64_t other = bench.database.Perform(OpenSession{.application = "server"})->session;
  ASSERT_TRUE(*bench.database.Perform(
      TryAdvisoryLock{.session = other, .key = UrlLockKey("public", "schema_migrations", "app")}));
  const TimeMs begun = bench.world.now();
  const RecoveryResult refused = bench.Recover({.rollback = true});
  EXPECT_EQ(refused.decision.refusal, Refusal::kLockHeld);
  EXPECT_EQ(refused.decision.advice.front().argument, Text("server"));
  EXPECT_EQ(refused.decision.advice.front().number, other);
  EXPECT_EQ(bench.world.now() - begun, bench.config.lock_wait);
  (void)bench.database.Perform(CloseSession{other});
  EXPECT_EQ(bench.Recover().outcome, RecoveryOutcome::kDone);
}

TEST_F(RecoveryRuns, ADirtyVersionIsResolvedByAWord) {
  bench.Start();
  bench.Add(4, "d");
  bench.files.files["000004_d.up.sql"] = "create table d (id int); drop table nosuch;";
  (void)bench.Recover();
  EXPECT_FALSE(bench.Up().ok());
  const RecoveryResult refused = bench.Recover();
  ASSERT_EQ(refused.decision.refusal, Refusal::kDirty);
  EXPECT_EQ(refused.decision.dirty.meaning, DirtyMeaning::kNotApplied);
  bench.files.files["000004_d.up.sql"] = "create table d (id int);";
  const RecoveryResult resolved = bench.Recover(refused.decision.advice.front().run);
  EXPECT_EQ(resolved.outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(resolved.version, 3);
  EXPECT_TRUE(bench.Up().ok());
  EXPECT_EQ(bench.Tables(), "a b c d");
}

/// The first commit takes effect, its answer is lost, and then somebody's migrator dies half-way.
class SomebodyElseMeanwhile final : public Gate {
 public:
  explicit SomebodyElseMeanwhile(RecoveryBench& bench) : bench_(bench) {}
  void Pass(EffectCall& call) override {
    call.Execute();
    if (call.As<Commit>() == nullptr || std::exchange(came_, true)) return;
    call.AnswerError(Error{&kConnectionLost, Text("reset by peer"), 0, true});
    SessionsOfProcessEnd(bench_.world, "relapse-migrate");
    (void)bench_.InSession([&](std::int64_t id) {
      return bench_.database.Perform(TruncateVersion{id}).ok() &&
             bench_.database.Perform(InsertVersion{id, {4, true}}).ok();
    });
    bench_.Sql("create table d (id int)");
  }

 private:
  RecoveryBench& bench_;
  bool came_ = false;
};

TEST_F(RecoveryRuns, AWordIsNotOnWhatBecomesDirtyMeanwhile) {
  bench.Start();
  bench.Add(4, "d");
  (void)bench.InSession([&](std::int64_t id) {
    return bench.database.Perform(TruncateVersion{id}).ok() &&
           bench.database.Perform(InsertVersion{id, {4, true}}).ok();
  });
  const auto asked = bench.Recover().decision.advice;
  const auto not_applied = std::find_if(asked.begin(), asked.end(), [](const Advice& one) {
    return one.run.resolution == Resolution::kNotApplied;
  });
  ASSERT_NE(not_applied, asked.end());
  const Request word = not_applied->run;
  SomebodyElseMeanwhile gate(bench);
  Interposed<MigrationDatabase> database(bench.database, gate);
  RecoveryPorts ports = bench.Ports();
  ports.database = &database;
  const RecoveryResult refused = Recover(ports, bench.config, word, RecoveryMode::kPrepare);
  EXPECT_EQ(refused.decision.refusal, Refusal::kDirty);
  EXPECT_EQ(refused.version, 4);
  // Nor of a run that was killed, and is typed again as it was.
  EXPECT_EQ(bench.Recover(word).decision.refusal, Refusal::kDirty);
}

TEST_F(RecoveryRuns, AResetEmptiesWhatWasNamedAndForgetsTheCache) {
  bench.Start();
  EXPECT_EQ(bench.Recover({.reset = true}).decision.refusal, Refusal::kResetUnconfirmed);
  EXPECT_EQ(bench.Tables(), "a b c");
  const RecoveryResult reset =
      bench.Recover({.reset = true, .confirmed_target = "localhost:5432/app"});
  EXPECT_THAT(reset.actions, ElementsAre(Action::kReset));
  EXPECT_EQ(bench.Tables(), "");
  EXPECT_FALSE(bench.cache.files.contains("state/cache"));
  bench.Start();
  EXPECT_EQ(bench.Tables(), "a b c");
}

/// No transaction can be begun: the connection breaks each time.
class NothingBegins final : public Gate {
 public:
  explicit NothingBegins(World& world) : world_(world) {}
  void Pass(EffectCall& call) override {
    if (call.As<Begin>() == nullptr) return call.Execute();
    call.AnswerError(Error{&kServerUnavailable, Text("going down"), 0, true});
    SessionsOfProcessEnd(world_, "relapse-migrate");
  }

 private:
  World& world_;
};

TEST_F(RecoveryRuns, AFailureOfTheConnectionIsToldFromOneOfTheStatement) {
  bench.Add(4, "d");
  bench.files.files["000004_d.down.sql"] = "drop table nowhere;";
  bench.Start();
  bench.Remove(4);
  NothingBegins gate(bench.world);
  Interposed<MigrationDatabase> database(bench.database, gate);
  RecoveryPorts ports = bench.Ports();
  ports.database = &database;
  const RecoveryResult broken =
      Recover(ports, bench.config, {.rollback = true}, RecoveryMode::kPrepare);
  EXPECT_EQ(broken.outcome, RecoveryOutcome::kFailed);
  EXPECT_EQ(broken.failed_version, 4);
  EXPECT_TRUE(broken.passes);

  const RecoveryResult refused = bench.Recover({.rollback = true});
  EXPECT_EQ(refused.outcome, RecoveryOutcome::kFailed);
  EXPECT_FALSE(refused.passes);
}

TEST_F(RecoveryRuns, ACacheThatCannotBeWrittenIsAWarning) {
  bench.cache.full = true;
  bench.Add(4, "d");
  bench.Start();
  bench.Remove(4);
  const RecoveryResult undone = bench.Recover({.rollback = true});
  EXPECT_EQ(undone.outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(undone.notes, testing::Contains(NoteOn{Note::kCacheNotWritten, kNoVersion}));
}

TEST_F(RecoveryRuns, NoCacheEverDecides) {
  bench.Add(4, "d");
  bench.Start();
  bench.Remove(4);
  const Text good = bench.cache.files["state/cache"];
  for (const char* bytes : {"", "{", "relapse-migrations 2\n", "[]"}) {
    bench.cache.files["state/cache"] = bytes;
    EXPECT_EQ(bench.Recover().decision.refusal, Refusal::kMissing) << bytes;
  }
  bench.cache.files["state/cache"] = good.str().substr(0, good.str().size() / 2);
  EXPECT_EQ(bench.Recover().decision.refusal, Refusal::kMissing);
  bench.cache.files.clear();
  EXPECT_EQ(bench.Recover().decision.refusal, Refusal::kMissing);
}

TEST_F(RecoveryRuns, ShardFoldersCountAndStrayOnesDoNot) {
  bench.files.files["000001-000100/000004_d.up.sql"] = "create table d (id int);";
  bench.files.files["wip/000005_e.up.sql"] = "create table e (id int);";
  bench.files.files["000006_f.UP.sql"] = "create table f (id int);";
  const RecoveryResult look = bench.Recover({}, RecoveryMode::kLook);
  EXPECT_EQ(look.disk.migrations.size(), 4U);
  EXPECT_THAT(look.disk.ignored, ElementsAre(Text("000006_f.UP.sql")));
  bench.files.files["000001-000100/000001_a.up.sql"] = "create table a (id int);";
  EXPECT_EQ(bench.Recover().decision.refusal, Refusal::kDuplicateFiles);
}

/// A built-in server in front of the same database. Stopping and deleting fail so often; `asked` is
/// set by the first look.
class StubbornServer final : public ServerProcess {
 public:
  DataFolder folder = DataFolder::kPresent;
  bool runs = false;
  int stops_fail = 0;
  int deletions_fail = 0;
  int set_aside = 0;
  int deletions = 0;
  int unseen = 0;  ///< the inspection that fails, counted from 1
  int inspections = 0;
  bool asks = false;
  std::atomic<bool> asked = false;

  using ServerProcess::Perform;
  Result<DataFolderStatus> Perform(const InspectDataFolder&, const CallOptions&) override {
    if (asks) asked = true;
    if (++inspections == unseen) return Fail(kTimeout, "busy");
    return DataFolderStatus{.folder = folder,
                            .major = 15,
                            .postmaster = runs ? Postmaster::kAlive : Postmaster::kNone,
                            .pid = runs ? 77 : 0};
  }
  Result<int> Perform(const StartServer&, const CallOptions&) override {
    runs = true;
    return 50'001;
  }
  Status Perform(const StopServer&, const CallOptions&) override {
    if (stops_fail-- > 0) return Fail(kTimeout, "it does not stop");
    runs = false;
    return Ok();
  }
  Status Perform(const RemoveStalePidFile&, const CallOptions&) override { return Ok(); }
  Status Perform(const SetDataFolderAside&, const CallOptions&) override {
    ++set_aside;
    return Ok();
  }
  Status Perform(const DeleteSetAside&, const CallOptions&) override {
    ++deletions;
    if (deletions_fail-- > 0) return Fail(kTimeout, "busy");
    return Ok();
  }
};

class BuiltinRecoveryRuns : public RecoveryRuns {
 protected:
  BuiltinRecoveryRuns() {
    bench.Start();
    bench.config.builtin = true;
    bench.server = &server;
  }
  StubbornServer server;
};

TEST_F(BuiltinRecoveryRuns, AResetIsAdvisedBesideAServerThatItCouldNotStop) {
  bench.Remove(3);
  server.stops_fail = 1;
  const Request reset{.reset = true};
  const RecoveryResult stopped = bench.Recover();
  EXPECT_EQ(stopped.decision.refusal, Refusal::kMissing);
  EXPECT_FALSE(server.runs) << "it was asked again";
  EXPECT_EQ(stopped.decision.advice.back(), (Advice{.remedy = Remedy::kRun, .run = reset}));

  server.stops_fail = 100;
  const RecoveryResult left = bench.Recover();
  EXPECT_EQ(left.decision.refusal, Refusal::kMissing);
  EXPECT_EQ(left.decision.advice.back(),
            (Advice{.remedy = Remedy::kStopServer, .number = 77, .run = reset}));
}

TEST_F(BuiltinRecoveryRuns, TheSameRunIsAdvisedWhereTheTroubleIsGoneByThen) {
  bench.Remove(3);
  server.stops_fail = 100;
  server.unseen = 2;
  NothingBegins gate(bench.world);
  Interposed<MigrationDatabase> database(bench.database, gate);
  RecoveryPorts ports = bench.Ports();
  ports.database = &database;
  const Request undo{.rollback = true};
  const RecoveryResult unseen = Recover(ports, bench.config, undo, RecoveryMode::kPrepare);
  EXPECT_EQ(unseen.decision.refusal, Refusal::kDataFolderUnreadable);
  EXPECT_THAT(unseen.decision.advice, ElementsAre(Advice{.remedy = Remedy::kRun, .run = undo}));
}

TEST_F(BuiltinRecoveryRuns, ADeletionThatFailsIsFinishedByWhoFindsItsFolderGone) {
  server.folder = DataFolder::kAbsent;
  server.deletions_fail = 2;
  EXPECT_EQ(bench.Recover().outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(server.deletions, 3);
}

TEST_F(BuiltinRecoveryRuns, WhoIsAskedToStopDeletesAndStartsNothing) {
  server.asks = true;
  bench.config.stop = StopToken(&server.asked);
  EXPECT_EQ(bench.Recover({.reset = true}).outcome, RecoveryOutcome::kStopped);
  EXPECT_EQ(server.set_aside, 0);
  server.asked = false;
  EXPECT_EQ(bench.Recover().outcome, RecoveryOutcome::kStopped);
  EXPECT_FALSE(server.runs);
}

TEST(CacheFiles, AreReadBackAsTheyWereWrittenAndNotIfAByteIsWrong) {
  const CacheFile file{.owner = {"7000", 16384, "localhost:5432/app"},
                       .run_id = "run-1",
                       .entries = {{4, "000004_d.down.sql"}, {7, "000007_x y.up.sql"}}};
  const Text printed = PrintCache(file);
  const auto read = ParseCache(printed);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->owner, file.owner);
  EXPECT_EQ(read->entries, file.entries);
  EXPECT_TRUE(read->known);
  for (std::size_t i = 0; i < printed.str().size(); ++i) {
    std::string wrong = printed.str();
    wrong[i] = wrong[i] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(ParseCache(wrong).has_value()) << i;
    EXPECT_FALSE(ParseCache(printed.str().substr(0, i)).has_value()) << i;
  }
}

}  // namespace
}  // namespace relapse::migrations

#include "orchestration/migrator/migrator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/postgres/fake_postgres.h"
#include "harness/effect/interpose.h"
#include "harness/world/server.h"
#include "tests/orchestration/migration_folder.h"

namespace relapse::migrations::migrator {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A database in memory; `log` has the effects of the last run, `fails` one to answer with an
/// error.
class MigratorTest : public testing::Test, public Gate {
 protected:
  MigratorTest() {
    world_.Add(PostgresState{});
    other_ = direct_.Perform(OpenSession{"other"})->session;
  }
  void Pass(EffectCall& call) override {
    log_.emplace_back(call.spec().name);
    if (fail_at_ == static_cast<int>(log_.size())) {
      if (after_) call.Execute();
      call.AnswerError({failure_, failure_->name});
      call.TellEnded(failure_->ends);
      return;
    }
    call.Execute();
  }
  RunReport Up(DriverKind kind = DriverKind::kStock) { return Make(kind).Up(); }
  RunReport Down(DriverKind kind = DriverKind::kStock) { return Make(kind).Down(); }
  Migrator Make(DriverKind kind = DriverKind::kStock) {
    log_.clear();
    MigratorSettings settings;
    settings.driver = kind;
    settings.stop = StopToken(&stop_);
    return Migrator(database_, folder_, settings);
  }
  std::string State() {
    const VersionTable table = *direct_.Perform(ReadVersion{other_});
    std::string told;
    for (const VersionRow& row : table.rows) {
      told += "(" + std::to_string(row.version) + (row.dirty ? ",t)" : ",f)");
    }
    const Catalog catalog = *direct_.Perform(ReadCatalog{other_});
    for (const CatalogObject& object : catalog) {
      told += " " + object.name.str();
    }
    return told;
  }
  void Run(std::string_view sql) {
    ASSERT_TRUE(direct_.Perform(RunSql{other_, Text(sql)}).ok()) << sql;
  }

  WorldModel model_;
  World world_{&model_};
  SimulatedPort<MigrationDatabase, FakePostgres> direct_{world_, PostgresServer()};
  Interposed<MigrationDatabase> database_{direct_, *this};
  MigrationFolder folder_ = MigrationFolder::Tables(2);
  std::atomic<bool> stop_ = false;
  std::int64_t other_ = 0;
  std::vector<std::string> log_;
  int fail_at_ = 0;
  bool after_ = false;
  const ErrorKind* failure_ = &kConnectionLost;
};

const DriverKind kDrivers[] = {DriverKind::kStock, DriverKind::kBatch, DriverKind::kPerMigration};

TEST_F(MigratorTest, UpAndDownOfEveryDriver) {
  for (const DriverKind kind : kDrivers) {
    const RunReport up = Up(kind);
    EXPECT_EQ(up.outcome, RunOutcome::kCommitted) << up.error.view();
    EXPECT_THAT(up.applied, ElementsAre(1, 2));
    EXPECT_EQ(State(), "(2,f) a b");
    const RunReport again = Up(kind);
    EXPECT_EQ(again.outcome, RunOutcome::kNoChange);
    EXPECT_TRUE(again.ok()) << again.error.view();
    const RunReport down = Down(kind);
    EXPECT_EQ(down.outcome, RunOutcome::kCommitted) << down.error.view();
    EXPECT_THAT(down.applied, ElementsAre(2, 1));
    EXPECT_EQ(State(), "");
    EXPECT_EQ(Down(kind).outcome, RunOutcome::kNoChange);
  }
}

TEST_F(MigratorTest, TheStockDriverCommitsAroundEachBody) {
  folder_ = MigrationFolder::Tables(1);
  ASSERT_TRUE(Up().ok());
  EXPECT_THAT(
      log_, ElementsAre("open_session", "advisory_lock", "read_version", "create_version_table",
                        "advisory_unlock", "advisory_lock", "read_version",  //
                        "begin", "truncate_version", "insert_version", "commit", "run_sql", "begin",
                        "truncate_version", "insert_version", "commit", "advisory_unlock",
                        "close_session"));
  ASSERT_TRUE(Down().ok());
  EXPECT_THAT(log_, ElementsAre("open_session", "advisory_lock", "read_version", "advisory_unlock",
                                "advisory_lock", "read_version",  //
                                "begin", "truncate_version", "insert_version", "commit", "run_sql",
                                "begin", "truncate_version", "commit",  //
                                "advisory_unlock", "close_session"))
      << "(-1, dirty) is a row, (-1, clean) is none";
}

TEST_F(MigratorTest, TheBatchDriverCommitsOnce) {
  ASSERT_TRUE(Up(DriverKind::kBatch).ok());
  EXPECT_THAT(log_, ElementsAre("open_session", "begin", "try_advisory_lock",
                                "create_version_table", "commit",  //
                                "begin", "try_advisory_lock", "read_version", "truncate_version",
                                "insert_version", "run_sql", "truncate_version", "insert_version",
                                "truncate_version", "insert_version", "run_sql", "truncate_version",
                                "insert_version", "commit", "close_session"));
}

TEST_F(MigratorTest, ThePerMigrationDriverCommitsEachAndMarksAroundTheMarker) {
  folder_ = MigrationFolder::Tables(1);
  folder_.files["2_i.up.sql"] = "-- coder:no-transaction\ncreate index concurrently i on a (id)";
  ASSERT_TRUE(Up(DriverKind::kPerMigration).ok());
  EXPECT_THAT(log_, ElementsAre("open_session", "advisory_lock", "create_version_table",
                                "advisory_unlock", "advisory_lock", "read_version",  //
                                "begin", "truncate_version", "insert_version", "run_sql",
                                "truncate_version", "insert_version", "commit",  //
                                "begin", "truncate_version", "insert_version", "commit", "run_sql",
                                "truncate_version", "insert_version",  //
                                "advisory_unlock", "close_session"));
  EXPECT_EQ(State(), "(2,f) i a");
}

TEST_F(MigratorTest, ABodyThatFailsLeavesTheStockDriverDirtyAndTheOthersClean) {
  folder_.files["000002_b.up.sql"] = "create table b (id int); create table a (id int)";
  const RunReport stock = Up();
  EXPECT_EQ(stock.outcome, RunOutcome::kCommittedBeforeFailure);
  EXPECT_THAT(stock.applied, ElementsAre(1));
  EXPECT_EQ(stock.failed, 2);
  EXPECT_EQ(stock.number, SqlState("42P07"));
  EXPECT_TRUE(stock.error.starts_with("migration failed: ")) << stock.error.view();
  EXPECT_EQ(State(), "(2,t) a");
  EXPECT_EQ(Up().error, Text("Dirty database version 2. Fix and force version."));
  EXPECT_EQ(Down().error, Text("Dirty database version 2. Fix and force version."));
  ASSERT_EQ(Make().Force(1).outcome, RunOutcome::kCommitted);
  EXPECT_EQ(State(), "(1,f) a");
  ASSERT_TRUE(Down().ok());

  const RunReport batch = Up(DriverKind::kBatch);
  EXPECT_EQ(batch.outcome, RunOutcome::kRolledBack);
  EXPECT_THAT(batch.applied, IsEmpty());
  EXPECT_TRUE(batch.error.contains("pq: Could not complete operation in a failed transaction"))
      << batch.error.view();
  EXPECT_EQ(State(), "");

  const RunReport each = Up(DriverKind::kPerMigration);
  EXPECT_EQ(each.outcome, RunOutcome::kCommittedBeforeFailure);
  EXPECT_EQ(State(), "(1,f) a");
}

TEST_F(MigratorTest, AFailedDownOfTheFirstIsDirtyMinusOne) {
  folder_ = MigrationFolder::Tables(1);
  folder_.files["000001_a.down.sql"] = "drop table nosuch";
  ASSERT_TRUE(Up().ok());
  EXPECT_EQ(Down().outcome, RunOutcome::kRolledBack);
  EXPECT_EQ(State(), "(-1,t) a");
  EXPECT_EQ(Up().error, Text("Dirty database version -1. Fix and force version."));
  const RunReport version = Make().ReadVersionRow();
  EXPECT_EQ(version.error, Text("no migration"));
  EXPECT_TRUE(version.before.dirty);
}

TEST_F(MigratorTest, AnUnreadableFileIsAnErrorBeforeAnythingIsMarked) {
  folder_.unreadable.insert("000002_b.up.sql");
  for (const DriverKind kind : kDrivers) {
    const RunReport report = Up(kind);
    EXPECT_EQ(report.outcome, RunOutcome::kCommittedBeforeFailure) << report.error.view();
    EXPECT_EQ(report.kind, &kEntryUnreadable);
    EXPECT_EQ(State(), "(1,f) a") << "the batch commits what came before";
    ASSERT_TRUE(Down(kind).ok());
  }
}

TEST_F(MigratorTest, MissingAndBlankBodiesOnlyMoveTheVersion) {
  folder_.files = {{"1_a.down.sql", "drop table a"}, {"2_b.up.sql", " \n"}, {"3_c.up.sql", "-- c"}};
  for (const DriverKind kind : kDrivers) {
    EXPECT_THAT(Up(kind).applied, ElementsAre(1, 2, 3));
    EXPECT_EQ(std::count(log_.begin(), log_.end(), "run_sql"), 1) << "blank is not sent";
    EXPECT_EQ(State(), "(3,f)");
    ASSERT_TRUE(Make(kind).Force(kNoVersion).ok());
    EXPECT_EQ(State(), "");
  }
}

TEST_F(MigratorTest, TextsOfGolangMigrate) {
  EXPECT_EQ(Make().ReadVersionRow().error, Text("no migration"));
  EXPECT_EQ(Make().EnsureClean().error, Text("get migration version: no migration"));
  EXPECT_EQ(Make().Force(-2).error, Text("version must be >= -1"));
  EXPECT_EQ(Make().Steps(3).error, Text("limit 1 short"));
  EXPECT_EQ(Make().Steps(1).error, Text("file does not exist"));
  EXPECT_EQ(Make().Steps(0).outcome, RunOutcome::kNoChange);
  EXPECT_TRUE(Make().EnsureClean().ok());
  ASSERT_TRUE(Make().Force(1).ok());
  EXPECT_EQ(Make().EnsureClean().error,
            Text("database needs migration: current version is 1, but later version 2 exists"));
  ASSERT_TRUE(Make().Force(9).ok());
  EXPECT_EQ(
      Make().EnsureClean().error,
      Text("database needs migration: get previous migration: prev for version 9 .: file does "
           "not exist"));
  EXPECT_EQ(
      Up().error,
      Text("no migration found for version 9: read down for version 9 .: file does not exist"));
  Run("update schema_migrations set dirty = true");
  EXPECT_EQ(Make().EnsureClean().error, Text("database has not been cleanly migrated"));
  Run("drop schema public cascade");
  EXPECT_EQ(Up().error, Text("no schema"));
}

TEST_F(MigratorTest, TheLockThatSomebodyHoldsIsWaitedForAndThenTold) {
  const std::int64_t url = UrlLockKey("public", "schema_migrations", "app");
  for (const auto& [kind, key] :
       std::map<DriverKind, std::int64_t>{{DriverKind::kStock, url},
                                          {DriverKind::kBatch, kCoderLockKey},
                                          {DriverKind::kPerMigration, kCoderLockKey}}) {
    ASSERT_TRUE(direct_.Perform(AdvisoryLock{other_, key}).ok());
    EXPECT_EQ(Up(kind).error, Text("timeout: can't acquire database lock"));
    ASSERT_EQ(*direct_.Perform(AdvisoryUnlock{other_, key}), true);
    EXPECT_EQ(Up(kind).outcome, RunOutcome::kCommitted);
    ASSERT_TRUE(Down(kind).ok());
  }
  // The other way of opening has another key, and excludes nobody (G09).
  ASSERT_TRUE(direct_.Perform(AdvisoryLock{other_, url}).ok());
  MigratorSettings settings;
  settings.opened_by = OpenedBy::kInstance;
  EXPECT_EQ(Migrator(database_, folder_, settings).Up().outcome, RunOutcome::kCommitted);
}

TEST_F(MigratorTest, AStopIsObeyedBetweenMigrations) {
  stop_ = true;
  EXPECT_EQ(Up().outcome, RunOutcome::kNoChange);
  EXPECT_EQ(State(), "");
}

TEST_F(MigratorTest, TheBatchBeginsAnewAfterADeadlockFiveTimesInAll) {
  failure_ = &kDeadlock;
  fail_at_ = 11;  // the first body
  const RunReport report = Up(DriverKind::kBatch);
  EXPECT_EQ(report.outcome, RunOutcome::kCommitted) << report.error.view();
  EXPECT_EQ(State(), "(2,f) a b");
  EXPECT_EQ(std::count(log_.begin(), log_.end(), "open_session"), 2);
}

TEST_F(MigratorTest, WhateverIsLostTheReportIsTrue) {
  for (const DriverKind kind : kDrivers) {
    for (const bool after : {false, true}) {
      for (int at = 1;; ++at) {
        fail_at_ = at;
        after_ = after;
        const RunReport report = Up(kind);
        const bool beyond_the_end = static_cast<int>(log_.size()) < at;
        fail_at_ = 0;
        const std::string state = State();
        const std::string where = std::string(EnumName(kind)) + " " + std::to_string(at) + " " +
                                  log_.back() + ": " + state;
        if (report.outcome == RunOutcome::kCommitted) {
          EXPECT_EQ(state, "(2,f) a b") << where;
        } else if (report.outcome == RunOutcome::kNoChange ||
                   (report.outcome == RunOutcome::kRolledBack && report.applied.empty())) {
          EXPECT_EQ(state.find(" a"), std::string::npos) << where;
          EXPECT_EQ(state.find(",f)"), std::string::npos) << where;
        } else if (report.outcome == RunOutcome::kCommittedBeforeFailure) {
          EXPECT_NE(state.find(" a"), std::string::npos) << where;
        }
        // From anywhere: mark by hand what is there, and go on.
        const bool first = state.find(" a") != std::string::npos;
        const bool second = state.find(" b") != std::string::npos;
        ASSERT_TRUE(Make(kind).Force(second ? 2 : first ? 1 : kNoVersion).ok());
        ASSERT_TRUE(Up(kind).ok()) << where;
        ASSERT_TRUE(Down(kind).ok()) << where;
        Run("drop table schema_migrations");
        if (beyond_the_end) break;
      }
    }
  }
}

}  // namespace
}  // namespace relapse::migrations::migrator

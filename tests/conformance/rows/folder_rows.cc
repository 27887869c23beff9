// The migrations folder: what cannot be read, what is not a migration, what lies where.
#include <gmock/gmock.h>

#include "orchestration/migrations/folder.h"
#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

using migrator::DriverKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// With every consent there is.
const Request kEverything{
    .rollback = true, .changed = true, .allow_irreversible = true, .allow_undo_all = true};

void FolderIsAbsent(Stage& stage) {
  stage.StartBase();
  stage.SetFolderAbsent(true);
  EXPECT_FALSE(stage.Up().ok());
  for (const Request& request : {Request{}, Request{.rollback = true}, kEverything}) {
    const RecoveryResult refused = stage.Prepare(request);
    EXPECT_EQ(Told(refused), "refused folder-empty");
    EXPECT_EQ(Advised(refused), "restore-folder");
  }
  stage.SetFolderAbsent(false);
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
}

void FolderIsEmpty(Stage& stage) {
  stage.StartBase();
  stage.Switch("empty").Remove(1).Remove(2).Remove(3);
  for (const Request& request : {Request{}, Request{.rollback = true}, kEverything}) {
    const RecoveryResult refused = stage.Prepare(request);
    EXPECT_EQ(Told(refused), "refused folder-empty");
    EXPECT_EQ(Advised(refused), "restore-folder");
  }
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
}

void FolderIsUnreadable(Stage& stage) {
  stage.StartBase();
  stage.MakeUnreadable("");
  for (const Request& request : {Request{}, Request{.rollback = true}, kEverything}) {
    const RecoveryResult refused = stage.Prepare(request);
    EXPECT_EQ(Told(refused), "refused folder-unreadable");
    EXPECT_EQ(Advised(refused), "fix-permissions");
  }
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
  stage.MakeReadable("");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
}

/// For real the file is a link to a folder. golang-migrate 4.19 marks such a file as applied, and
/// 4.16 hangs: this migrator deliberately does neither (G05, G06).
void FileIsUnreadable(Stage& stage) {
  stage.StartBase();
  stage.Add(4, "d").Add(5, "e");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  stage.MakeUnreadable("000004_d.up.sql");
  const migrator::RunReport report = stage.Up(DriverKind::kStock);
  EXPECT_THAT(report.error.str(), HasSubstr("read migration 000004_d.up.sql: "));
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3, intent 4 5 | a b c");
  for (const Request& request : {Request{}, Request{.rollback = true}, kEverything}) {
    const RecoveryResult refused = stage.Prepare(request);
    EXPECT_EQ(Told(refused), "refused file-unreadable, 000004_d.up.sql");
    EXPECT_EQ(Advised(refused), "fix-permissions 000004_d.up.sql");
  }
  stage.MakeReadable("000004_d.up.sql");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
}

/// B6: what cannot be seen is not there, and everything is undone.
void FolderIsAbsentInDesignB(Stage& stage) {
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  stage.StartBase();
  stage.SetFolderAbsent(true);
  (void)stage.Prepare({.rollback = true});
  EXPECT_THAT(stage.Objects(), IsEmpty());
  EXPECT_THAT(stage.Store().rows, IsEmpty());
}

void UpFileAlone(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Write("000004_d.up.sql", "create table d (id int);");
  stage.Start();
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a b c d");
  EXPECT_EQ(stage.Stored(4).filename, Text("000004_d.up.sql"));
  EXPECT_EQ(Notes(stage.Prepare()), "irreversible 4");
  stage.Switch("main");
  EXPECT_EQ(Told(stage.Prepare()), "refused missing: 4, would undo 4");
  const RecoveryResult refused = stage.Prepare({.rollback = true});
  EXPECT_EQ(Told(refused), "refused irreversible: 4, would undo 4");
  EXPECT_EQ(Advised(refused),
            "check-out-source feature 4; run rollback irreversible; reset localhost:5432/app");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done rollback proceed, undone 4");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3, left behind 4 | a b c d");
}

/// At 3, and the table of 4 is there; "feature" is checked out again.
void LeaveBehind(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Write("000004_d.up.sql", "create table d (id int);");
  stage.Start();
  stage.Switch("main");
  EXPECT_EQ(Told(stage.Prepare({.rollback = true, .allow_irreversible = true})),
            "done rollback proceed, undone 4");
  stage.Switch("feature");
}

void WhatWasUndoneInNameOnlyIsTakenAgain(Stage& stage) {
  LeaveBehind(stage);
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused left-behind: 4");
  EXPECT_EQ(Notes(refused), "left-behind 4");
  EXPECT_EQ(Advised(refused),
            "run accept; check-out-without 000004_d.up.sql 4; drop-objects table d 4; "
            "reset localhost:5432/app");
  EXPECT_FALSE(stage.Up().ok()) << "the server would die of it";
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3, left behind 4 | a b c d");

  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done accept heal proceed");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a b c d");
  EXPECT_EQ(stage.Stored(4).up_sql, Text("create table d (id int);"));
  EXPECT_EQ(Told(stage.Up()), "no change");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
}

void WhatWasUndoneInNameOnlyRunsOnceItIsDropped(Stage& stage) {
  LeaveBehind(stage);
  stage.Sql("drop table d");
  EXPECT_EQ(Told(stage.Prepare()), "done heal proceed");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3, intent 4 | a b c");
  EXPECT_EQ(Told(stage.Up()), "committed 4");
  EXPECT_EQ(Told(stage.Record()), "done heal proceed");
}

/// Another migration of its number is nobody's business, and does not make it forgotten.
void WhatWasUndoneInNameOnlyOutlivesItsNumber(Stage& stage) {
  LeaveBehind(stage);
  stage.Switch("main").Switch("other").Add(4, "beta");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(Told(stage.Up()), "committed 4");
  EXPECT_EQ(Told(stage.Record()), "done heal proceed");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4, left behind 4 | a b beta c d");
  stage.Switch("feature");
  EXPECT_EQ(Told(stage.Prepare({.rollback = true})), "stopped left-behind: 4, undone 4");
  EXPECT_EQ(Told(stage.Prepare({.reset = true, .confirmed_target = stage.config.target})),
            "done reset proceed");
  EXPECT_EQ(stage.State(), "none | intent 1 2 3 4 | nothing");
}

/// A death within one of the two transactions leaves nothing of it.
void DeathWhereItIsRememberedOrTakenAgain(Stage& stage) {
  LeaveBehind(stage);
  for (const char* effect : {"begin", "move_version", "put_stored"}) {
    EXPECT_EQ(Told(stage.PrepareStruck(Strike{.effect = effect}, {.accept = true})), "killed");
    EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3, left behind 4 | a b c d") << effect;
  }
  EXPECT_EQ(
      Told(stage.PrepareStruck(Strike{.effect = "commit", .when = When::kAfter}, {.accept = true})),
      "killed");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4, left behind 4 | a b c d");
  EXPECT_EQ(Told(stage.Prepare()), "done heal proceed") << "it is in effect again";
  stage.Switch("main");
  for (const char* effect : {"put_left_behind", "delete_stored"}) {
    EXPECT_EQ(Told(stage.PrepareStruck(Strike{.effect = effect},
                                       {.rollback = true, .allow_irreversible = true})),
              "killed");
    EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a b c d") << effect;
  }
}

void DownFileAlone(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Write("000004_d.down.sql", "drop table if exists d;");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)), "committed 4");
  EXPECT_EQ(Told(stage.Record()), "done heal proceed");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a b c");
  EXPECT_EQ(stage.Stored(4).up_sql, Text());
  EXPECT_EQ(Notes(stage.Prepare()), "nothing-run 4");
  stage.Switch("main");
  EXPECT_EQ(Told(stage.Prepare({.rollback = true})), "done rollback proceed, undone 4");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
}

/// Section 3.1. A version is a table by its number.
void NamesAreThoseOfTheMigrator(Stage& stage) {
  const auto add = [&](const std::string& name, const std::string& table) {
    stage.Write(name, "create table " + table + " (id int);");
  };
  add("7_v.up.sql~", "t7");
  add("8_u.up.sql.orig", "t8");
  add("1_a.up.sql.bak", "t1");
  add("2_.up.sql", "t2");
  add("0000449_seven.up.sql", "t449");
  add("5_x.down.up.sql", "t5");
  for (const char* ignored : {"2_b.UP.sql", "3.up.sql", "4_x.up", "99999999999999999999_big.up.sql",
                              "6_dir.up.sql/9_in.up.sql"}) {
    add(ignored, "never");
  }
  const RecoveryResult prepared = stage.Prepare();
  EXPECT_EQ(Told(prepared), "done proceed");
  EXPECT_EQ(stage.State(), "none | intent 1 2 5 7 8 449 | nothing");
  EXPECT_THAT(prepared.disk.ignored,
              ElementsAre("2_b.UP.sql", "3.up.sql", "99999999999999999999_big.up.sql"))
      << "told of, where it looks like one";
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)), "committed 1 2 5 7 8 449");
  EXPECT_EQ(Told(stage.Record()), "done heal proceed");
  EXPECT_EQ(stage.State(), "(449,f) | applied 1 2 5 7 8 449 | t1 t2 t449 t5 t7 t8");
}

void NumbersAreNumbers(Stage& stage) {
  stage.Write("1_a.up.sql", "create table a (id int);");
  stage.Write("0001_b.up.sql", "create table b (id int);");
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused duplicate-files, 1_a.up.sql");
  EXPECT_EQ(Advised(refused), "remove-duplicate 1_a.up.sql");
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)), "no change: duplicate migration file: 1_a.up.sql");
  stage.Unlink("1_a.up.sql");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
}

void StrayFolderIsNotRead(Stage& stage) {
  stage.StartBase();
  stage.Write("wip/000004_d.up.sql", "create table d (id int);");
  stage.Write("backup/000003_c.up.sql", "create table c (id bigint);");
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)), "no change");
  const RecoveryResult prepared = stage.Prepare();
  EXPECT_EQ(Told(prepared), "done proceed");
  EXPECT_EQ(Told(stage.UpEmbedded(prepared.disk)), "no change");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
}

/// The files move into shards: nothing is missing (L17). The migrator itself does not look there;
/// the server flattens them.
void ShardsAreFlattened(Stage& stage) {
  stage.StartBase();
  const auto files = stage.files();
  for (const auto& [path, text] : files) {
    stage.Unlink(path);
    stage.Write("000001-000100/" + path, text);
  }
  stage.Write("000101-000200/000101_d.up.sql", "create table d (id int);");
  stage.Write("000101-000200/000101_d.down.sql", "drop table d;");
  EXPECT_FALSE(stage.Up(DriverKind::kStock).ok());
  const RecoveryResult prepared = stage.Prepare();
  EXPECT_EQ(Told(prepared), "done proceed");
  EXPECT_EQ(Told(stage.UpEmbedded(prepared.disk)), "committed 101");
  EXPECT_EQ(Told(stage.Record()), "done heal proceed");
  EXPECT_EQ(stage.State(), "(101,f) | applied 1 2 3 101 | a b c d");
}

void DuplicateAcrossRootAndShard(Stage& stage) {
  stage.StartBase();
  for (const std::string name : {"000001_a.up.sql", "000001_again.up.sql"}) {
    stage.Write("000001-000100/" + name, "create table a (id int);");
    const RecoveryResult refused = stage.Prepare();
    // The shard is listed first.
    EXPECT_EQ(Told(refused), "refused duplicate-files, 000001_a.up.sql");
    EXPECT_EQ(Advised(refused), "remove-duplicate 000001_a.up.sql");
    if (name == "000001_again.up.sql") {
      EXPECT_EQ(Told(stage.UpEmbedded(refused.disk)),
                "no change: duplicate migration file: 000001_again.up.sql")
          << "nor does the server start";
    }
    stage.Unlink("000001-000100/" + name);
  }
}

/// L17: the folder itself only. Whoever rolls back, loses everything.
void ShardsAreMissingInDesignA(Stage& stage) {
  stage.UseDesign(Defect::kDesignCacheFile);
  stage.StartBase();
  const auto files = stage.files();
  for (const auto& [path, text] : files) {
    stage.Unlink(path);
    stage.Write("000001-000100/" + path, text);
  }
  EXPECT_EQ(stage.Prepare().decision.refusal, Refusal::kMissing);
  (void)stage.Prepare({.rollback = true});
  EXPECT_THAT(stage.Objects(), IsEmpty());
}

}  // namespace

std::vector<Row> FolderRows() {
  return {
      {18, "FolderIsAbsent", FolderIsAbsent},
      {18, "FolderIsEmpty", FolderIsEmpty},
      {18, "FolderIsUnreadable", FolderIsUnreadable},
      {18, "FileIsUnreadable", FileIsUnreadable},
      {18, "FolderIsAbsentInDesignB", FolderIsAbsentInDesignB},
      {21, "UpFileAlone", UpFileAlone},
      {21, "WhatWasUndoneInNameOnlyIsTakenAgain", WhatWasUndoneInNameOnlyIsTakenAgain},
      {21, "WhatWasUndoneInNameOnlyRunsOnceItIsDropped",
       WhatWasUndoneInNameOnlyRunsOnceItIsDropped},
      {21, "WhatWasUndoneInNameOnlyOutlivesItsNumber", WhatWasUndoneInNameOnlyOutlivesItsNumber},
      {21, "DeathWhereItIsRememberedOrTakenAgain", DeathWhereItIsRememberedOrTakenAgain},
      {21, "DownFileAlone", DownFileAlone},
      {39, "NamesAreThoseOfTheMigrator", NamesAreThoseOfTheMigrator},
      {39, "NumbersAreNumbers", NumbersAreNumbers},
      {40, "StrayFolderIsNotRead", StrayFolderIsNotRead},
      {40, "ShardsAreFlattened", ShardsAreFlattened},
      {40, "DuplicateAcrossRootAndShard", DuplicateAcrossRootAndShard},
      {40, "ShardsAreMissingInDesignA", ShardsAreMissingInDesignA},
  };
}

}  // namespace relapse::migrations::rows

// The reset: asked for by name, all or nothing, and no more than what it says.
#include <gmock/gmock.h>

#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

using testing::IsEmpty;

const Request kReset{.reset = true, .confirmed_target = kTarget};

/// Whatever the environment holds, "1" or "true": it confirms nothing (L01). Only the name does.
void OnlyTheNameConfirms(Stage& stage) {
  stage.StartBase();
  for (const bool exported : {false, true}) {
    stage.config.environment_resets = exported;
    EXPECT_EQ(Told(stage.Prepare()), "done proceed") << "the flag is absent";
    for (const char* target : {"", "1", "true", "localhost:5432/other", "localhost/app", "app"}) {
      const RecoveryResult refused =
          stage.Prepare({.reset = true, .confirmed_target = Text(target)});
      EXPECT_EQ(Told(refused), "refused reset-unconfirmed") << target;
      EXPECT_EQ(Advised(refused), "reset localhost:5432/app");
    }
  }
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
  EXPECT_EQ(Told(stage.Prepare(kReset)), "done reset proceed");
  EXPECT_EQ(stage.State(), "none | intent 1 2 3 | nothing");
  EXPECT_EQ(Told(stage.Up()), "committed 1 2 3");
}

/// L01: the variable that asks for it confirms it as well, for whatever database.
void VariableConfirmsInTheOlderDesigns(Stage& stage) {
  stage.StartBase();
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  EXPECT_EQ(Told(stage.Prepare({.reset = true})), "refused reset-unconfirmed");
  stage.config.environment_resets = true;
  EXPECT_EQ(stage.Prepare({.reset = true}).outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(stage.Objects(), IsEmpty());
  EXPECT_FALSE(stage.Store().exists);
}

void ResetOfADatabaseIsKilled(Stage& stage) {
  stage.StartBase();
  const Stage::Kept base = stage.Keep();
  for (const char* effect : {"remove_file", "fsync_folder", "reset_database"}) {
    for (const When when : {When::kBefore, When::kAfter}) {
      for (const Blow blow : {Blow::kKill, Blow::kLoseReply}) {
        SCOPED_TRACE(testing::Message() << effect << (when == When::kAfter ? " after" : " before"));
        const bool at_database = effect == std::string("reset_database");
        if (blow == Blow::kLoseReply && !at_database) continue;
        stage.PutBack(base);
        const auto result =
            stage.PrepareStruck({.effect = effect, .when = when, .blow = blow}, kReset);
        if (blow == Blow::kLoseReply) {
          EXPECT_EQ(Told(result), "done reset proceed") << "whether it was done or not";
          EXPECT_EQ(stage.State(), "none | intent 1 2 3 | nothing");
          continue;
        }
        EXPECT_EQ(Told(result), "killed");
        const bool is_reset = at_database && when == When::kAfter;
        EXPECT_EQ(stage.State(),
                  is_reset ? "none | nothing | nothing" : "(3,f) | applied 1 2 3 | a b c")
            << "all or nothing";
        const bool is_removed = effect != std::string("remove_file") || when == When::kAfter;
        EXPECT_EQ(stage.CacheTold(), is_removed ? "none" : "1 2 3");
        EXPECT_EQ(Told(stage.Prepare(kReset)), "done reset proceed");
        EXPECT_EQ(stage.State(), "none | intent 1 2 3 | nothing");
        EXPECT_EQ(stage.CacheTold(), "empty") << "nothing stale is left";
      }
    }
  }
}

/// L06: the cache outlives the database, and a conflict is seen on an empty one.
void CacheSurvivesAResetInDesignA(Stage& stage) {
  stage.UseDesign(Defect::kDesignCacheFile);
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  stage.Switch("main");
  EXPECT_EQ(stage.Prepare(kReset).outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(stage.Objects(), IsEmpty());
  EXPECT_EQ(Told(stage.Prepare()), "refused missing: 4");
}

void ResetOfTheBuiltInServerIsKilled(Stage& stage) {
  stage.Add(1, "a");
  stage.UseBuiltin();
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(stage.DataTold(), "present 15") << "a server that was started is stopped again";
  ASSERT_TRUE(stage.server().Perform(StartServer{}).ok());
  EXPECT_EQ(Told(stage.Up()), "committed 1");
  EXPECT_EQ(Told(stage.Record()), "done heal proceed");
  ASSERT_TRUE(stage.server().Perform(StopServer{}).ok());
  stage.KeepData();
  const std::string cache = *stage.CacheBytes();
  for (const char* effect : {"remove_file", "set_data_folder_aside", "delete_set_aside"}) {
    for (const When when : {When::kBefore, When::kAfter}) {
      SCOPED_TRACE(testing::Message() << effect << (when == When::kAfter ? " after" : " before"));
      stage.PutDataBack();
      stage.PutCache(cache);
      EXPECT_EQ(Told(stage.PrepareStruck({.effect = effect, .when = when}, {.reset = true})),
                "killed");
      const bool is_aside =
          effect == std::string("delete_set_aside") ||
          (effect == std::string("set_data_folder_aside") && when == When::kAfter);
      const bool is_deleted = effect == std::string("delete_set_aside") && when == When::kAfter;
      EXPECT_EQ(stage.DataTold(), is_deleted ? "absent"
                                  : is_aside ? "absent, 1 aside"
                                             : "present 15");
      EXPECT_EQ(Told(stage.Prepare({.reset = true})), is_aside ? "done" : "done reset");
      EXPECT_EQ(stage.DataTold(), "absent") << "what was begun is finished";
      EXPECT_EQ(stage.CacheTold(), "none");
    }
  }
}

void OwnerAndPrivilegesStay(Stage& stage) {
  stage.StartBase();
  EXPECT_EQ(stage.PublicSchema(), "pg_database_owner usage") << "as PostgreSQL 15 makes it";
  stage.Sql("create schema theirs; create table theirs.kept (id int)");
  EXPECT_EQ(Told(stage.Prepare(kReset)), "done reset proceed");
  EXPECT_EQ(stage.PublicSchema(), "pg_database_owner usage");
  EXPECT_EQ(stage.State(), "none | intent 1 2 3 | kept") << "other schemas are left alone";
  stage.Sql("grant create on schema public to public");
  EXPECT_EQ(stage.PublicSchema(), "pg_database_owner create, usage");
  EXPECT_EQ(Told(stage.Prepare(kReset)), "done reset proceed");
  EXPECT_EQ(stage.PublicSchema(), "pg_database_owner create, usage");
}

/// No migration brings back what an administrator created, so it is told of before.
void ExtensionsAreNamedBefore(Stage& stage) {
  stage.StartBase();
  stage.Sql("create schema theirs; create table theirs.kept (id int); create extension autoinc");
  for (const RecoveryResult& told : {stage.Look(kReset), stage.Prepare({.reset = true})}) {
    std::string destroys;
    for (const CatalogObject& object : told.decision.destroys) {
      destroys += object.kind.str() + " " + object.name.str() + ", ";
    }
    EXPECT_EQ(destroys,
              "extension autoinc, table a, table b, table c, table schema_migrations, schema "
              "_develop, ");
  }
  EXPECT_EQ(Told(stage.Prepare(kReset)), "done reset proceed");
  EXPECT_EQ(stage.State(), "none | intent 1 2 3 | kept");
}

/// L38: owner and privileges are those of whoever resets.
void OwnerAndPrivilegesChangeInTheOlderDesigns(Stage& stage) {
  stage.StartBase();
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  EXPECT_EQ(stage.Prepare(kReset).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(stage.PublicSchema(), "postgres create, usage");
}

}  // namespace

std::vector<Row> ResetRows() {
  return {
      {42, "OnlyTheNameConfirms", OnlyTheNameConfirms},
      {42, "VariableConfirmsInTheOlderDesigns", VariableConfirmsInTheOlderDesigns},
      {43, "ResetOfADatabaseIsKilled", ResetOfADatabaseIsKilled},
      {43, "CacheSurvivesAResetInDesignA", CacheSurvivesAResetInDesignA},
      {43, "ResetOfTheBuiltInServerIsKilled", ResetOfTheBuiltInServerIsKilled},
      {44, "OwnerAndPrivilegesStay", OwnerAndPrivilegesStay},
      {44, "ExtensionsAreNamedBefore", ExtensionsAreNamedBefore},
      {44, "OwnerAndPrivilegesChangeInTheOlderDesigns", OwnerAndPrivilegesChangeInTheOlderDesigns},
  };
}

}  // namespace relapse::migrations::rows

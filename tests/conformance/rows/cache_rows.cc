// The cache file: whatever lies there decides nothing, and whatever happens to it, it is whole.
#include <gmock/gmock.h>

#include "orchestration/migrations/cache.h"
#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

struct CacheContent {
  const char* name;
  std::optional<std::string> bytes;  ///< nothing: the file is missing
  bool noted = true;                 ///< it is named (CON-1)
};

/// Of the base with 4 applied, from the good one.
std::vector<CacheContent> Contents(const std::string& good) {
  const CacheFile file = *ParseCache(Text(good));
  const auto with = [&](auto change) {
    CacheFile changed = file;
    change(changed);
    return PrintCache(changed).str();
  };
  return {
      {"missing", std::nullopt, false},
      {"empty", ""},
      {"brace", "{"},
      {"wrong type", "[]"},
      {"torn", good.substr(0, good.size() / 2)},
      {"extra entry", with([](CacheFile& one) {
         one.entries.push_back({9, "000009_i.down.sql"});
       })},
      {"entry removed", with([](CacheFile& one) { one.entries.pop_back(); })},
      {"another database's", with([](CacheFile& one) { one.owner.database_oid += 1; })},
      {"another server's", with([](CacheFile& one) { one.owner.system_identifier = "1"; })},
      {"newer format", "relapse-migrations 2" + good.substr(good.find('\n'))},
      {"unknown", with([](CacheFile& one) { one.known = false; }), false},
      {"good", good, false},
  };
}

void Lay(Stage& stage, const CacheContent& content) {
  stage.PutCache(content.bytes.value_or(""));
  if (!content.bytes.has_value()) stage.RemoveCache();
}

void CacheDecidesNothing(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  EXPECT_EQ(stage.CacheTold(), "1 2 3 4");
  const std::string good = *stage.CacheBytes();
  for (const CacheContent& content : Contents(good)) {
    SCOPED_TRACE(content.name);
    const std::string note = content.noted ? "cache-ignored" : "";
    stage.Switch("main");
    Lay(stage, content);
    const RecoveryResult refused = stage.Prepare();
    EXPECT_EQ(Told(refused), "refused missing: 4, would undo 4");
    EXPECT_EQ(Advised(refused),
              "check-out-source feature 4; run rollback; reset localhost:5432/app");
    EXPECT_EQ(Notes(refused), note);
    stage.Switch("feature");
    Lay(stage, content);
    const RecoveryResult clean = stage.Prepare();
    EXPECT_EQ(Told(clean), "done proceed");
    EXPECT_EQ(Notes(clean), note);
    EXPECT_EQ(stage.CacheTold(), "1 2 3 4") << "what was wrong is written anew";
  }
  stage.Switch("main");
  stage.PutCache("{");
  EXPECT_EQ(Told(stage.Prepare({.rollback = true})), "done rollback proceed, undone 4");
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c");
  EXPECT_EQ(stage.CacheTold(), "1 2 3");
}

/// CA13, L03: a cache that cannot be read is no cache, and then nothing is looked at, not even
/// where it is asked for.
void CacheDecidesInDesignA(Stage& stage) {
  stage.UseDesign(Defect::kDesignCacheFile);
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  stage.Switch("main");
  EXPECT_EQ(Told(stage.Prepare()), "refused missing: 4");
  const std::string good = *stage.CacheBytes();
  for (const std::string& bytes : {std::string(), std::string("{"), good.substr(0, 20)}) {
    stage.PutCache(bytes);
    for (const bool rollback : {false, true}) {
      EXPECT_EQ(stage.Prepare({.rollback = rollback}).outcome, RecoveryOutcome::kDone);
      EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a b c d");
      EXPECT_FALSE(stage.Up().ok());
    }
  }
}

void CacheCannotBeWritten(Stage& stage) {
  stage.StartBase();
  for (const DiskTrouble trouble : {DiskTrouble::kNoSpace, DiskTrouble::kReadOnly}) {
    stage.Switch("feature").Add(4, "d");
    stage.Start();
    stage.Switch("main");
    stage.TroubleDisk(trouble);
    const RecoveryResult undone = stage.Prepare({.rollback = true});
    EXPECT_EQ(Told(undone), "done rollback proceed, undone 4");
    EXPECT_EQ(Notes(undone), "cache-not-written; cache-ignored");
    EXPECT_EQ(stage.CacheTold(), "1 2 3 4") << "the old one, whole";
    const RecoveryResult again = stage.Prepare();
    EXPECT_EQ(Told(again), "done proceed");
    EXPECT_EQ(Notes(again), "cache-ignored; cache-not-written");
    stage.TroubleDisk(DiskTrouble::kNone);
    EXPECT_EQ(Told(stage.Prepare()), "done proceed");
    EXPECT_EQ(stage.CacheTold(), "1 2 3");
  }
}

/// Old, set aside or new, and never anything in between.
void DeathWhileCacheIsWritten(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  stage.Switch("main");
  const Stage::Kept feature = stage.Keep();
  const std::vector<std::string> effects{"write_file", "fsync_file", "rename_file", "fsync_folder"};
  for (int writing = 1; writing <= 2; ++writing) {
    for (const std::string& effect : effects) {
      for (const When when : {When::kBefore, When::kAfter}) {
        stage.PutBack(feature);
        EXPECT_EQ(Told(stage.PrepareStruck({.effect = effect, .nth = writing, .when = when},
                                           {.rollback = true})),
                  "killed");
        const bool first_is_there =
            effect == "fsync_folder" || (effect == "rename_file" && when == When::kAfter);
        const std::string expected = writing == 1 ? (first_is_there ? "unknown" : "1 2 3 4")
                                                  : (first_is_there ? "1 2 3" : "unknown");
        EXPECT_EQ(stage.CacheTold(), expected) << effect << " " << writing;
        EXPECT_EQ(stage.State(), writing == 1 ? "(4,f) | applied 1 2 3 4 | a b c d"
                                              : "(3,f) | applied 1 2 3 | a b c");
        EXPECT_EQ(stage.Prepare({.rollback = true}).outcome, RecoveryOutcome::kDone);
        EXPECT_EQ(stage.CacheTold(), "1 2 3");
      }
    }
  }
}

}  // namespace

std::vector<Row> CacheRows() {
  return {
      {16, "CacheDecidesNothing", CacheDecidesNothing},
      {16, "CacheDecidesInDesignA", CacheDecidesInDesignA},
      {17, "CacheCannotBeWritten", CacheCannotBeWritten},
      {17, "DeathWhileCacheIsWritten", DeathWhileCacheIsWritten},
  };
}

}  // namespace relapse::migrations::rows

// What a cut at every message of every driver leaves, and what the next run says of it: the
// matrices of spec/migration-recovery.md sections 3.2 and 3.4, on a real server through a proxy and
// on the fake.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/effect/interpose.h"
#include "orchestration/migrator/migrator.h"
#include "tests/backends/test_server.h"
#include "tests/conformance/arena.h"
#include "tests/conformance/wire_proxy.h"
#include "tests/orchestration/migration_folder.h"

namespace relapse::migrations::migrator {
namespace {

using testing::ElementsAreArray;
using Cut = WireProxy::Cut;

struct Matrix {
  std::string name;
  DriverKind driver = DriverKind::kStock;
  bool up = true;
  bool no_transaction = false;    ///< the second file has the marker
  std::vector<std::string> rows;  ///< the spec's, "state -> what the next run says"
};

/// What a cut left, and what happened next.
struct Verdict {
  std::string state;
  std::string retry;
  std::string state_after;
  RunOutcome outcome = RunOutcome::kNoChange;  ///< as the run that was cut saw it

  std::string Row() const { return state + " -> " + retry; }
  friend bool operator==(const Verdict&, const Verdict&) = default;
};
std::ostream& operator<<(std::ostream& out, const Verdict& verdict) {
  return out << verdict.Row() << ", then " << verdict.state_after << "; "
             << EnumName(verdict.outcome);
}

/// Counts effects, cuts one, and knows which units of the wire each of them was.
class EffectCutter final : public Gate {
 public:
  struct Seen {
    std::string name;
    int first_unit = 0;
    int last_unit = 0;  ///< less than the first one: the client answered by itself
  };

  explicit EffectCutter(const WireProxy* proxy) : proxy_(proxy) {}
  void Arm(int effect, Cut cut) {
    effect_ = effect;
    cut_ = cut;
    seen_.clear();
  }
  const std::vector<Seen>& seen() const { return seen_; }

  void Pass(EffectCall& call) override {
    Seen seen{std::string(call.spec().name), Units() + 1, 0};
    const bool cut = static_cast<int>(seen_.size()) + 1 == effect_;
    if (!cut || cut_ == Cut::kAfter) call.Execute();
    if (cut) {
      call.AnswerError({&kConnectionLost, "cut"});
      call.TellEnded(Ends::kSession);
    }
    seen.last_unit = Units();
    seen_.push_back(std::move(seen));
  }

 private:
  int Units() const { return proxy_ == nullptr ? 0 : proxy_->units(); }

  const WireProxy* const proxy_;
  std::vector<Seen> seen_;
  int effect_ = 0;
  Cut cut_ = Cut::kBefore;
};

class CrashMatrix : public testing::TestWithParam<Matrix> {
 protected:
  static MigrationFolder Folder() {
    MigrationFolder folder = MigrationFolder::Tables(2);
    if (GetParam().no_transaction) {
      for (const char* name : {"000002_b.up.sql", "000002_b.down.sql"}) {
        folder.files[name] = "-- coder:no-transaction\n" + folder.files[name];
      }
    }
    return folder;
  }
  static RunReport RunOn(MigrationDatabase& database, Text application) {
    MigrationFolder folder = Folder();
    MigratorSettings settings;
    settings.driver = GetParam().driver;
    settings.application = application;
    Migrator migrator(database, folder, settings);
    return GetParam().up ? migrator.Up() : migrator.Down();
  }
  /// Where the run begins: nothing, or both migrations.
  static void SetUpDatabase(Arena& arena) {
    Empty(arena);
    if (GetParam().up) return;
    Prepare(
        arena,
        "create table schema_migrations (version bigint not null primary key, dirty boolean not "
        "null); insert into schema_migrations values (2, false); create table a (id int); create "
        "table b (id int)");
  }
  static Verdict Judge(Arena& arena, const RunReport& cut) {
    arena.AwaitEndOf("migrate");
    Verdict verdict;
    verdict.outcome = cut.outcome;
    verdict.state = StateOf(arena);
    const RunReport retry = RunOn(arena.observer(), "retry");
    verdict.retry = retry.ok() ? "ok" : retry.error.str();
    verdict.state_after = StateOf(arena);
    return verdict;
  }
};

TEST_P(CrashMatrix, IsThatOfTheSpecificationAndTheFakeHasTheSame) {
  WireProxy proxy(TestServer().port());
  const auto server = OnServer(proxy.port());
  const auto memory = InMemory();

  // Which units an effect is.
  EffectCutter watcher(&proxy);
  Interposed<MigrationDatabase> watched(server->database(), watcher);
  SetUpDatabase(*server);
  proxy.Arm(0, Cut::kBefore);
  ASSERT_EQ(RunOn(watched, "migrate").outcome, RunOutcome::kCommitted);
  const std::vector<EffectCutter::Seen> effects = watcher.seen();
  ASSERT_EQ(proxy.units(), effects.back().last_unit);

  EffectCutter cutter(nullptr);
  Interposed<MigrationDatabase> cuttable(memory->database(), cutter);
  const auto in_memory = [&](int effect, Cut cut) {
    SetUpDatabase(*memory);
    cutter.Arm(effect, cut);
    const RunReport report = RunOn(cuttable, "migrate");
    return Judge(*memory, report);
  };
  std::vector<std::string> rows;
  for (int effect = 1; effect <= static_cast<int>(effects.size()); ++effect) {
    const EffectCutter::Seen& seen = effects[static_cast<std::size_t>(effect) - 1];
    const Verdict before = in_memory(effect, Cut::kBefore);
    const Verdict after = in_memory(effect, Cut::kAfter);
    for (int unit = seen.first_unit; unit <= seen.last_unit; ++unit) {
      for (const Cut cut : {Cut::kBefore, Cut::kAfter}) {
        SetUpDatabase(*server);
        proxy.Arm(unit, cut);
        const RunReport report = RunOn(server->database(), "migrate");
        ASSERT_EQ(proxy.units(), unit) << "the cut ended the run";
        const Verdict verdict = Judge(*server, report);
        // Within an effect of several units nothing has happened before its last one.
        const bool done = unit == seen.last_unit && cut == Cut::kAfter;
        EXPECT_EQ(verdict, done ? after : before)
            << seen.name << ", unit " << unit << (cut == Cut::kAfter ? " after" : " before");
        if (rows.empty() || rows.back() != verdict.Row()) rows.push_back(verdict.Row());
      }
    }
  }
  EXPECT_THAT(rows, ElementsAreArray(GetParam().rows));
}

const Matrix kMatrices[] = {
    {"StockUp",
     DriverKind::kStock,
     true,
     false,
     {" -> ok", "(1,t) -> Dirty database version 1. Fix and force version.",
      "(1,t) a -> Dirty database version 1. Fix and force version.", "(1,f) a -> ok",
      "(2,t) a -> Dirty database version 2. Fix and force version.",
      "(2,t) a b -> Dirty database version 2. Fix and force version.", "(2,f) a b -> ok"}},
    {"StockDown",
     DriverKind::kStock,
     false,
     false,
     {"(2,f) a b -> ok", "(1,t) a b -> Dirty database version 1. Fix and force version.",
      "(1,t) a -> Dirty database version 1. Fix and force version.", "(1,f) a -> ok",
      "(-1,t) a -> Dirty database version -1. Fix and force version.",
      "(-1,t) -> Dirty database version -1. Fix and force version.", " -> ok"}},
    {"BatchUp", DriverKind::kBatch, true, false, {" -> ok", "(2,f) a b -> ok"}},
    {"BatchDown", DriverKind::kBatch, false, false, {"(2,f) a b -> ok", " -> ok"}},
    {"PerMigrationUp",
     DriverKind::kPerMigration,
     true,
     false,
     {" -> ok", "(1,f) a -> ok", "(2,f) a b -> ok"}},
    {"PerMigrationDown",
     DriverKind::kPerMigration,
     false,
     false,
     {"(2,f) a b -> ok", "(1,f) a -> ok", " -> ok"}},
    {"NoTransactionUp",
     DriverKind::kPerMigration,
     true,
     true,
     {" -> ok", "(1,f) a -> ok", "(2,t) a -> Dirty database version 2. Fix and force version.",
      "(2,t) a b -> Dirty database version 2. Fix and force version.",
      "a b -> migration failed: relation \"a\" already exists", "(2,f) a b -> ok"}},
    // The table is empty after the TRUNCATE of a clean mark on the way down, too (L39): Down then
    // has nothing to do.
    {"NoTransactionDown",
     DriverKind::kPerMigration,
     false,
     true,
     {"(2,f) a b -> ok", "(1,t) a b -> Dirty database version 1. Fix and force version.",
      "(1,t) a -> Dirty database version 1. Fix and force version.", "a -> ok", "(1,f) a -> ok",
      " -> ok"}},
};

INSTANTIATE_TEST_SUITE_P(Driver, CrashMatrix, testing::ValuesIn(kMatrices),
                         [](const auto& matrix) { return matrix.param.name; });

}  // namespace
}  // namespace relapse::migrations::migrator

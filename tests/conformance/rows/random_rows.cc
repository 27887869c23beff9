// Troubles at random places of a run, by seeds: the disk is full, somebody presses ^C, the process
// dies, the connection breaks. Whatever it was, three commands as they are advised end in a server
// that runs, and the same ones on both sides.
#include <gmock/gmock.h>

#include <atomic>
#include <set>

#include "harness/core/rng.h"
#include "harness/core/time.h"
#include "orchestration/ports/file_system.h"
#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

constexpr int kSeeds = 1000;
/// Of which so many are walked on PostgreSQL whatever they show; of the others those that show
/// something new.
constexpr int kSeedsOnServer = 12;
/// LIV-1.
constexpr int kMostCommands = 3;

enum class Trouble { kKill, kStop, kLoseReply, kCacheDiskFull, kDatabaseDiskFull };
constexpr int kTroubles = 5;

/// What was left, and what was said until the server ran.
struct Walk {
  std::string text;
  bool running = false;
};

/// A rollback from the branch "feature" to "other", which has another 4, and its server's start.
class Walker {
 public:
  explicit Walker(Stage& stage) : stage_(stage) {
    stage_.StartBase();
    stage_.Switch("feature").Add(4, "alpha").Add(5, "e");
    stage_.Start();
    stage_.Switch("main").Switch("other").Add(4, "beta");
    begin_ = stage_.Keep();
    stage_.gate().Disarm();
    (void)stage_.Prepare({.rollback = true});
    effects_ = static_cast<int>(stage_.gate().names().size());
  }

  Walk Go(std::uint64_t seed) {
    Rng rng(seed);
    const auto trouble = static_cast<Trouble>(rng.Below(kTroubles));
    const int place = 1 + static_cast<int>(rng.Below(static_cast<std::uint64_t>(effects_)));
    const auto driver = static_cast<migrator::DriverKind>(rng.Below(3));
    const bool in_migrator = rng.Chance(1, 2) && trouble <= Trouble::kLoseReply;
    stage_.PutBack(begin_);
    Walk walk;
    walk.text = in_migrator ? StruckUp(trouble, place % 24, driver) : StruckPrepare(trouble, place);
    walk.text += " -> " + stage_.State();
    CheckNothingIsLost();
    Request request{.rollback = true};
    for (int command = 0; command < kMostCommands && !walk.running; ++command) {
      const RecoveryResult result = stage_.Prepare(request);
      walk.text += " -> " + Told(result);
      if (result.outcome == RecoveryOutcome::kRefused) {
        request = FirstRun(result);
        continue;
      }
      const migrator::RunReport report = stage_.Up();
      walk.text += ", " + Told(report);
      walk.running = report.ok() && stage_.Record().outcome == RecoveryOutcome::kDone;
    }
    walk.text += " -> " + stage_.State() + " | " + stage_.CacheTold();
    return walk;
  }

 private:
  Strike StrikeOf(Trouble trouble, int place, std::atomic<bool>& stop) {
    Strike strike{.nth = place, .when = When::kBefore};
    switch (trouble) {
      case Trouble::kKill:
        break;
      case Trouble::kStop:
        strike.blow = Blow::kAct;
        strike.act = [&stop] { stop = true; };
        break;
      case Trouble::kLoseReply:
        strike.blow = Blow::kLoseReply;
        strike.when = place % 2 == 0 ? When::kBefore : When::kAfter;
        strike.port = &kMigrationDatabasePort;
        strike.nth = 2 + place / 2;  // the first one opens the session
        break;
      case Trouble::kCacheDiskFull:
        strike.blow = Blow::kAct;
        strike.act = [this] { stage_.TroubleDisk(DiskTrouble::kNoSpace); };
        break;
      case Trouble::kDatabaseDiskFull:
        strike.effect = place % 2 == 0 ? "run_sql" : "delete_stored";
        strike.nth = 1 + place % 3 / 2;
        strike.blow = Blow::kRefuse;
        strike.error = {&kSql, "could not extend file: No space left on device", SqlState("53100")};
        break;
    }
    return strike;
  }

  std::string StruckPrepare(Trouble trouble, int place) {
    std::atomic<bool> stop = false;
    stage_.config.stop = StopToken(&stop);
    const auto result = stage_.PrepareStruck(StrikeOf(trouble, place, stop), {.rollback = true});
    stage_.TroubleDisk(DiskTrouble::kNone);
    stage_.config.stop = StopToken();
    return Told(result);
  }

  std::string StruckUp(Trouble trouble, int place, migrator::DriverKind driver) {
    EXPECT_EQ(stage_.Prepare({.rollback = true}).outcome, RecoveryOutcome::kDone);
    std::atomic<bool> stop = false;
    stage_.settings.stop = StopToken(&stop);
    const auto report = stage_.UpStruck(StrikeOf(trouble, 1 + place, stop), driver);
    stage_.settings.stop = StopToken();
    // In whose words the connection was lost differs.
    return report.has_value() ? std::string(EnumName(report->outcome)) : "killed";
  }

  /// SAF-3, SAF-4, SAF-7: the version row, the record and the tables say the same at every moment,
  /// or the row is dirty and says so.
  void CheckNothingIsLost() {
    const std::string state = stage_.State();
    EXPECT_THAT(state, testing::AnyOf("(5,f) | applied 1 2 3 4 5 | a alpha b c e",
                                      "(4,f) | applied 1 2 3 4 | a alpha b c",
                                      "(3,f) | applied 1 2 3 | a b c",
                                      "(3,f) | applied 1 2 3, intent 4 | a b c",
                                      "(4,t) | applied 1 2 3, intent 4 | a b c",
                                      "(4,t) | applied 1 2 3, intent 4 | a b beta c",
                                      "(4,f) | applied 1 2 3, intent 4 | a b beta c"));
    EXPECT_NE(stage_.CacheTold(), "damaged");
  }

  Stage& stage_;
  Stage::Kept begin_;
  int effects_ = 0;
};

/// Each on its own stage, and the same walk in memory.
void TroublesAtRandomPlaces(Stage& stage) {
  const std::unique_ptr<Stage> memory = InMemory();
  Walker simulated(*memory);
  Walker walker(stage);
  std::set<std::string> ways;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Walk expected = simulated.Go(seed);
    EXPECT_TRUE(expected.running) << "seed " << seed << ": " << expected.text;
    if (!ways.insert(expected.text).second && seed > kSeedsOnServer) continue;
    const Walk walk = walker.Go(seed);
    EXPECT_EQ(walk.text, expected.text) << "seed " << seed;
  }
  EXPECT_GT(ways.size(), 12U);
}

}  // namespace

std::vector<Row> RandomRows() { return {{47, "TroublesAtRandomPlaces", TroublesAtRandomPlaces}}; }

}  // namespace relapse::migrations::rows

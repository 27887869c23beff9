// The crash matrix of spec/migration-recovery.md section 3.2: the statements of golang-migrate's
// stock driver, cut before each of them, then a plain Up.
#include <functional>

#include "tests/fakes/server.h"

namespace relapse::migrations {
namespace {

struct Cut {};

constexpr std::int64_t kKey = 589870525;
const std::vector<std::pair<Text, Text>> kFiles{{"create table a(i int)", "drop table a"},
                                                {"create table b(i int)", "drop table b"}};

/// The stock driver, statement by statement; dies before the statement of that number.
class StockDriver {
 public:
  StockDriver(Server& server, int dies_before) : server_(server), left_(dies_before) {}

  /// "ok", or the error that a user would see.
  std::string Up() {
    return Locked([&](Version at) {
      for (Version next = std::max<Version>(at, 0) + 1; next <= std::ssize(kFiles); ++next) {
        Migrate(next, kFiles[static_cast<std::size_t>(next - 1)].first);
      }
    });
  }
  std::string Down() {
    return Locked([&](Version at) {
      for (; at > 0; --at) {
        Migrate(at > 1 ? at - 1 : kNoVersion, kFiles[static_cast<std::size_t>(at - 1)].second);
      }
    });
  }
  int steps() const { return steps_; }

 private:
  template <class Request>
  auto Step(const Request& request) {
    if (left_ == steps_) throw Cut{};
    ++steps_;
    return server_.Call(request);
  }
  template <class Request>
  void Must(const Request& request) {
    const auto status = Step(request);
    if (!status.ok()) throw std::string(status.error().message.view());
  }

  std::string Locked(const std::function<void(Version)>& run) {
    try {
      session_ = Step(OpenSession{.application = "migrate"}).value().session;
      Must(AdvisoryLock{session_, kKey});
      Must(CreateVersionTable{session_});
      Must(AdvisoryUnlock{session_, kKey});
      Must(AdvisoryLock{session_, kKey});
      const VersionTable table = Step(ReadVersion{session_}).value();
      if (!table.rows.empty() && table.rows[0].dirty) {
        throw "Dirty database version " + std::to_string(table.rows[0].version);
      }
      run(table.rows.empty() ? kNoVersion : table.rows[0].version);
      Must(AdvisoryUnlock{session_, kKey});
      Must(CloseSession{session_});
      return "ok";
    } catch (const Cut&) {
      SessionsOfProcessEnd(server_.world, "migrate");
      return "cut";
    } catch (const std::string& error) {
      SessionsOfProcessEnd(server_.world, "migrate");
      return error;
    }
  }
  void Migrate(Version target, Text body) {
    SetVersion(target, true);
    Must(RunSql{session_, body});
    SetVersion(target, false);
  }
  void SetVersion(Version version, bool dirty) {
    Must(Begin{session_});
    Must(TruncateVersion{session_});
    if (version >= 0 || dirty) Must(InsertVersion{session_, {version, dirty}});
    Must(Commit{session_});
  }

  Server& server_;
  std::int64_t session_ = 0;
  int left_;
  int steps_ = 0;
};

/// What is left by a death before each statement, as "version rows, objects, answer of Up", with
/// repetitions left out.
std::vector<std::string> Matrix(bool down) {
  std::vector<std::string> seen;
  for (int dies_before = 0;; ++dies_before) {
    Server server;
    if (down) {
      EXPECT_EQ(StockDriver(server, -1).Up(), "ok");
    }
    StockDriver driver(server, dies_before);
    const std::string answer = down ? driver.Down() : driver.Up();
    const std::string left = server.VersionRows() + " " + server.Objects();
    EXPECT_TRUE(server.state().sessions.empty());
    if (answer == "ok") return seen;
    EXPECT_EQ(answer, "cut");
    const std::string retry = StockDriver(server, -1).Up();
    const std::string line =
        left + " | " + retry + " | " + server.VersionRows() + " " + server.Objects();
    if (seen.empty() || seen.back() != line) seen.push_back(line);
  }
}

TEST(CrashMatrix, OfTwoUpMigrations) {
  EXPECT_EQ(Matrix(false),
            (std::vector<std::string>{
                "none  | ok | (2,f) a b",                            // nothing yet
                "  | ok | (2,f) a b",                                // the table is made
                "(1,t)  | Dirty database version 1 | (1,t) ",        // up to the body
                "(1,t) a | Dirty database version 1 | (1,t) a",      // up to the clean mark
                "(1,f) a | ok | (2,f) a b",                          // between two migrations
                "(2,t) a | Dirty database version 2 | (2,t) a",      //
                "(2,t) a b | Dirty database version 2 | (2,t) a b",  //
                "(2,f) a b | ok | (2,f) a b"}));
}

TEST(CrashMatrix, OfTwoDownMigrations) {
  // The dirty row holds the target: (1,t) may be an up of 1 or a down of 2.
  EXPECT_EQ(Matrix(true),
            (std::vector<std::string>{
                "(2,f) a b | ok | (2,f) a b", "(1,t) a b | Dirty database version 1 | (1,t) a b",
                "(1,t) a | Dirty database version 1 | (1,t) a", "(1,f) a | ok | (2,f) a b",
                "(-1,t) a | Dirty database version -1 | (-1,t) a",
                "(-1,t)  | Dirty database version -1 | (-1,t) ", "  | ok | (2,f) a b"}));
}

TEST(CrashMatrix, AnotherDriverWaitsForAStatementUnderWay) {
  Server server;
  const std::int64_t session = server.Open("migrate");
  ASSERT_TRUE(server.Call(CreateVersionTable{session}).ok());
  ASSERT_TRUE(server.Call(AdvisoryLock{session, kKey}).ok());
  ASSERT_TRUE(server.Call(InsertVersion{session, {1, true}}).ok());
  server.LoseUnderWay(session, kFiles[0].first, Seconds(6));
  SessionsOfProcessEnd(server.world, "migrate");
  EXPECT_EQ(StockDriver(server, -1).Up(), "canceling statement due to lock timeout");
  server.Pass(Seconds(6));
  EXPECT_EQ(server.Objects(), "a");
  EXPECT_EQ(StockDriver(server, -1).Up(), "Dirty database version 1");
}

/// The batch driver: one transaction for all, its lock with it.
TEST(CrashMatrix, OfTheBatchDriverIsAllOrNothing) {
  for (int died_after = 0; died_after <= 8; ++died_after) {
    Server server;
    const std::int64_t session = server.Open("batch");
    ASSERT_TRUE(server.Call(CreateVersionTable{session}).ok());
    int done = 0;
    const auto step = [&](const auto& request) {
      if (done < died_after) {
        EXPECT_TRUE(server.Call(request).ok());
        ++done;
      }
    };
    step(Begin{session});
    step(AdvisoryLock{session, kKey, true});
    step(RunSql{session, kFiles[0].first});
    step(TruncateVersion{session});
    step(InsertVersion{session, {1, false}});
    step(TruncateVersion{session});
    step(InsertVersion{session, {2, false}});
    step(Commit{session});
    SessionsOfProcessEnd(server.world, "batch");
    EXPECT_EQ(server.VersionRows(), died_after == 8 ? "(2,f)" : "");
    EXPECT_EQ(server.Objects(), died_after == 8 ? "a" : "");
  }
}

/// L39: both autocommit, the table is empty between them.
TEST(CrashMatrix, AnAutocommittedCleanMarkLosesTheVersionBetweenItsStatements) {
  Server server;
  server.SetVersion(3);
  const std::int64_t session = server.Open("no-transaction");
  ASSERT_TRUE(server.Call(TruncateVersion{session}).ok());
  SessionsOfProcessEnd(server.world, "no-transaction");
  EXPECT_EQ(server.VersionRows(), "");
}

}  // namespace
}  // namespace relapse::migrations

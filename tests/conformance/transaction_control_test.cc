// A down text within a transaction that also moves the version, as a rollback step runs it: where
// it stops being atomic (spec/migration-recovery.md section 1.4), on a real server and on the fake.
#include <gtest/gtest.h>

#include "tests/backends/test_server.h"
#include "tests/conformance/arena.h"

namespace relapse::migrations {
namespace {

struct Row {
  std::string name;
  std::string down;
  std::string
      answer;  ///< "ok", or the SQLSTATE of the first that fails of text, version and commit
  std::string state;
  bool dies_after_truncate = false;
};

/// The step of section 1.2, r8: BEGIN; the text; TRUNCATE; INSERT; COMMIT, and ROLLBACK at an
/// error.
Status Step(MigrationDatabase& database, std::int64_t session, const Row& row) {
  RELAPSE_RETURN_IF_ERROR(database.Perform(RunSql{session, row.down}));
  RELAPSE_RETURN_IF_ERROR(database.Perform(TruncateVersion{session}));
  if (row.dies_after_truncate) return database.Perform(CloseSession{session});
  RELAPSE_RETURN_IF_ERROR(database.Perform(InsertVersion{session, {1, false}}));
  return database.Perform(Commit{session});
}

void Check(Arena& arena, const Row& row) {
  Empty(arena);
  Prepare(arena,
          "create table schema_migrations (version bigint not null primary key, dirty boolean not "
          "null); insert into schema_migrations values (2, false); create table a (id int); create "
          "table b (id int); create index i on a (id)");
  MigrationDatabase& database = arena.database();
  OpenSession open{"step"};
  open.lock_timeout = 200;
  const std::int64_t session = database.Perform(open)->session;
  ASSERT_TRUE(database.Perform(Begin{session}).ok());
  const Status done = Step(database, session, row);
  const int expected = row.answer == "ok" ? 0 : SqlState(row.answer);
  EXPECT_EQ(done.ok() ? 0 : done.error().number, expected)
      << (done.ok() ? "ok" : done.error().message.view());
  if (!done.ok()) {
    EXPECT_TRUE(database.Perform(Rollback{session}).ok());
  }
  if (!row.dies_after_truncate) {
    EXPECT_TRUE(database.Perform(CloseSession{session}).ok());
  }
  EXPECT_EQ(StateOf(arena), row.state);
}

class TransactionControl : public testing::TestWithParam<Row> {
 protected:
  static void SetUpTestSuite() { server_ = OnServer(); }
  static void TearDownTestSuite() { server_.reset(); }

  static std::unique_ptr<Arena> server_;
};
std::unique_ptr<Arena> TransactionControl::server_;

TEST_P(TransactionControl, LeaksAlikeOnBoth) {
  {
    SCOPED_TRACE("on the server");
    Check(*server_, GetParam());
  }
  {
    SCOPED_TRACE("in memory");
    Check(*InMemory(), GetParam());
  }
}

const Row kRows[] = {
    {"Plain", "drop table b", "ok", "(1,f) i a"},
    {"OwnTransaction", "BEGIN; drop table b; COMMIT;", "25P01", "(1,f) i a"},
    {"OwnTransactionAndDeath", "BEGIN; drop table b; COMMIT;", "ok", "i a", true},
    {"CommitThenError", "drop table b; commit; drop table nosuch;", "42P01", "(2,f) i a"},
    {"Rollback", "drop table b; ROLLBACK;", "25P01", "(1,f) i a b"},
    {"CommitAndChain", "drop table b; COMMIT AND CHAIN;", "ok", "(1,f) i a"},
    {"CommentOnly", "-- nothing to undo", "ok", "(1,f) i a b"},
    {"Empty", "", "ok", "(1,f) i a b"},
    {"Concurrently", "DROP INDEX CONCURRENTLY i", "25001", "(2,f) i a b"},
    {"SearchPath", "set search_path = other; drop table public.b", "42P01", "(2,f) i a b"},
    {"DropsTheSchema", "drop schema public cascade; create schema public;", "42P01", "(2,f) i a b"},
};

INSTANTIATE_TEST_SUITE_P(Text, TransactionControl, testing::ValuesIn(kRows),
                         [](const auto& matrix) { return matrix.param.name; });

}  // namespace
}  // namespace relapse::migrations

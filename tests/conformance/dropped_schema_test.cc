// A schema is dropped while somebody makes something in it: who waits, and what is left of it, for
// every kind of object, on a real server and on the fake (fakes/postgres/dropped_schemas.h).
#include <gtest/gtest.h>

#include <map>

#include "tests/backends/test_server.h"
#include "tests/conformance/arena.h"

namespace relapse::migrations {
namespace {

/// What one session says, and what it hears: "ok", or a SQLSTATE.
struct Line {
  char who;
  std::string says;
  std::string hears;
};

struct Scene {
  std::string name;
  std::vector<Line> lines;
  std::string state;
};

void Play(Arena& arena, const Scene& scene) {
  Empty(arena);
  MigrationDatabase& database = arena.database();
  std::map<char, std::int64_t> sessions;
  for (const Line& line : scene.lines) {
    std::int64_t& session = sessions[line.who];
    if (session == 0) {
      OpenSession open{Text(std::string("session ") + line.who)};
      open.lock_timeout = 50;
      session = database.Perform(open)->session;
    }
    const Status done = database.Perform(RunSql{session, Text(line.says)});
    EXPECT_EQ(done.ok() ? 0 : done.error().number, line.hears == "ok" ? 0 : SqlState(line.hears))
        << line.who << ": " << line.says << ": " << (done.ok() ? "ok" : done.error().message.str());
  }
  for (const auto& [who, session] : sessions) {
    EXPECT_TRUE(database.Perform(CloseSession{session}).ok());
  }
  EXPECT_EQ(StateOf(arena), scene.state);
}

class DroppedSchema : public testing::TestWithParam<Scene> {
 protected:
  static void SetUpTestSuite() { server_ = OnServer(); }
  static void TearDownTestSuite() { server_.reset(); }

  static std::unique_ptr<Arena> server_;
};
std::unique_ptr<Arena> DroppedSchema::server_;

TEST_P(DroppedSchema, IsAlikeOnBoth) {
  {
    SCOPED_TRACE("on the server");
    Play(*server_, GetParam());
  }
  {
    SCOPED_TRACE("in memory");
    Play(*InMemory(), GetParam());
  }
}

const char* const kAnew = "drop schema public cascade; create schema public";
const char* const kType = "create type mood as enum ('sad')";
const char* const kFunction = "create function f() returns int language sql as 'select 1'";
const std::string kMakesExtension = std::string("create extension ") + kSomeExtension;

/// `made` in a transaction that is open while another session drops the schema.
Scene Meanwhile(const std::string& name, const std::string& before, const std::string& made,
                const std::string& drop_hears, const std::string& state) {
  return {name,
          {{'b', before, "ok"},
           {'a', "begin", "ok"},
           {'a', made, "ok"},
           {'b', kAnew, drop_hears},
           {'a', "commit", "ok"}},
          state};
}

/// `made` at once, while another session has dropped the schema and not committed that.
Scene Uncommitted(const std::string& name, const std::string& made, const std::string& hears,
                  const std::string& state) {
  return {name,
          {{'b', "begin", "ok"}, {'b', kAnew, "ok"}, {'a', made, hears}, {'b', "commit", "ok"}},
          state};
}

const Scene kScenes[] = {
    // What holds on to its schema is waited for.
    Meanwhile("Table", "", "create table a (id int)", "55P03", "a"),
    Meanwhile("View", "", "create view v as select 1 as x", "55P03", "v"),
    Meanwhile("Sequence", "", "create sequence s", "55P03", "s"),
    Meanwhile("Index", "create table a (id int)", "create index i on a (id)", "55P03", "i a"),
    Meanwhile("VersionTable", "",
              "create table schema_migrations (version bigint not null primary key, dirty boolean "
              "not null); insert into schema_migrations values (1, false)",
              "55P03", "(1,f)"),
    // So is what changes something that was there.
    Meanwhile("Rows", "create table a (id int)", "insert into a (id) values (1)", "55P03", "a"),
    Meanwhile("Label", kType, "alter type mood add value 'glad'", "55P03", "mood"),
    Meanwhile("FunctionReplaced", kFunction,
              "create or replace function f() returns int language sql as 'select 2'", "55P03",
              "f"),
    Meanwhile("Privileges", "", "grant create on schema public to public", "55P03", ""),
    // The rest stays behind in a schema that is no more.
    Meanwhile("Type", "", kType, "ok", ""),
    Meanwhile("Function", "", kFunction, "ok", ""),
    Meanwhile("Extension", "", kMakesExtension, "ok", ""),
    {"WithoutCascade",
     {{'a', "begin", "ok"},
      {'a', kType, "ok"},
      {'b', "drop schema public", "ok"},
      {'a', "commit", "ok"},
      {'b', "create schema public", "ok"}},
     ""},
    {"OfAnotherName",
     {{'b', "create schema other", "ok"},
      {'a', "begin", "ok"},
      {'a', "create type other.mood as enum ('sad')", "ok"},
      {'b', "drop schema other", "ok"},
      {'a', "commit", "ok"},
      {'b', "create schema other", "ok"}},
     ""},
    // Who made it loses it as well, and with it its name.
    {"LostToItsOwnTransaction",
     {{'a', "begin", "ok"},
      {'a', kType, "ok"},
      {'b', kAnew, "ok"},
      {'a', "create table a (m mood)", "42704"},
      {'a', "rollback", "ok"}},
     ""},
    {"NamesakeInTheNewOne",
     {{'a', "begin", "ok"},
      {'a', kType, "ok"},
      {'b', kAnew, "ok"},
      {'c', kType, "ok"},
      {'a', "drop type mood", "ok"},
      {'a', kType, "ok"},
      {'a', "commit", "ok"}},
     "mood"},
    {"ExtensionKeepsItsName",
     {{'a', "begin", "ok"},
      {'a', kMakesExtension, "ok"},
      {'b', kAnew, "ok"},
      {'c', kMakesExtension, "55P03"},
      {'a', "commit", "ok"},
      {'c', kMakesExtension, "42710"},
      {'c', std::string("drop extension ") + kSomeExtension, "ok"},
      {'c', kMakesExtension, "ok"}},
     kSomeExtension},
    // Before the DROP is committed, the others are still in the old one.
    Uncommitted("TableUncommitted", "create table a (id int)", "55P03", ""),
    Uncommitted("PrivilegesUncommitted", "grant create on schema public to public", "55P03", ""),
    Uncommitted("TypeUncommitted", kType, "ok", ""),
    Uncommitted("FunctionUncommitted", kFunction, "ok", ""),
    Uncommitted("ExtensionUncommitted", kMakesExtension, "ok", ""),
    {"BothHaveOne",
     {{'b', "begin", "ok"},
      {'b', kAnew, "ok"},
      {'a', kType, "ok"},
      {'b', "create type mood as enum ('calm')", "ok"},
      {'a', kType, "42710"},
      {'b', "commit", "ok"}},
     "mood"},
    {"TheOldOneIsNotSeenInTheNew",
     {{'b', "begin", "ok"},
      {'b', kAnew, "ok"},
      {'a', kType, "ok"},
      {'b', "create table a (m mood)", "42704"},
      {'b', "rollback", "ok"}},
     "mood"},
    {"ExtensionOfTheOldOneIsKnownInTheNew",
     {{'b', "begin", "ok"},
      {'b', kAnew, "ok"},
      {'a', kMakesExtension, "ok"},
      {'b', kMakesExtension, "42710"},
      {'b', "rollback", "ok"}},
     kSomeExtension},
};

INSTANTIATE_TEST_SUITE_P(Scene, DroppedSchema, testing::ValuesIn(kScenes),
                         [](const auto& scene) { return scene.param.name; });

}  // namespace
}  // namespace relapse::migrations

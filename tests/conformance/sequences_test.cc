// Operations of several sessions in drawn order, on a real server and on the fake: every reply,
// every error kind and SQLSTATE must be equal, and so must what is there in the end.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <functional>

#include "harness/core/json.h"
#include "tests/backends/test_server.h"
#include "tests/conformance/arena.h"

namespace relapse::migrations {
namespace {

constexpr int kSessions = 3;

/// One drawn operation; which one `kind` says, what about `argument`.
struct Operation {
  int kind = 0;
  int session = 0;
  int argument = 0;
};

/// Texts about few names, so that they meet. All within the fake's subset.
const char* const kTexts[] = {
    "create table a (id int)",
    "create table b (id bigint not null primary key, note text)",
    "create table if not exists a (id int)",
    "drop table a",
    "drop table if exists b",
    "drop table b cascade",
    "create index i on a (id)",
    "create unique index j on b (id)",
    "create index concurrently k on a (id)",
    "drop index i",
    "drop index concurrently k",
    "create type mood as enum ('sad', 'glad')",
    "drop type mood",
    "alter table a add column extra int not null default 0",
    "alter table a drop column extra",
    "insert into a (id) values (1), (2)",
    "delete from a",
    "truncate a",
    "select * from a",
    "create table c (id int); create table a (id int)",
    "create table d (id int); commit; drop table nosuch",
    "begin; drop table if exists a; commit",
    "begin",
    "rollback",
    "commit",
    "commit and chain",
    "drop table nosuch",
    "selekt",
    "",
    "-- nothing",
    "create view v as select id from a",
    "drop view v",
    "create sequence s",
    "create schema other",
    "drop schema other cascade",
    "set search_path = nosuch",
    "set local search_path = nosuch",
    "set search_path = public",
    "drop schema public cascade; create schema public",
    "update schema_migrations set dirty = true",
    "insert into schema_migrations (version, dirty) values (7, true)",
    "create function f() returns int language sql as 'select 1'",
    "create or replace function f() returns int language sql as 'select 2'",
    "drop function f",
    "drop function if exists f()",
    "create extension autoinc",
    "create extension if not exists autoinc",
    "drop extension autoinc",
    "alter type mood add value if not exists 'calm'",
    "create table e (m mood)",
    "drop type mood cascade",
    "create type other.mood as enum ('calm')",
    "create table other.a (id int)",
    "create or replace view v as select id from a",
    "drop sequence if exists s",
    "drop schema other",
    "drop schema if exists public cascade",
    "create schema if not exists public",
    "grant create on schema public to public",
    "revoke create on schema public from public",
};

/// What the server renders by itself is left out: only its own copies can be compared.
Json Comparable(const Catalog& catalog) {
  Json json = Json::array();
  for (CatalogObject object : catalog) {
    const bool rendered = object.kind == Text("view") || object.kind == Text("function") ||
                          object.kind == Text("sequence");
    if (rendered) object.definition = Text();
    json.push_back(ToJson(object));
  }
  return json;
}
Json Comparable(const std::vector<LockHolder>& holders) {
  Json json = Json::array();
  for (const LockHolder& holder : holders) {
    json.push_back(holder.application.str() + ": " + holder.state.str());
  }
  std::sort(json.begin(), json.end());
  return json;
}
/// Without their order: a server moves the rows that it updates.
Json Comparable(VersionTable table) {
  std::sort(
      table.rows.begin(), table.rows.end(),
      [](const VersionRow& one, const VersionRow& other) { return one.version < other.version; });
  return ToJson(table);
}
Json Comparable(Nothing) { return "done"; }
Json Comparable(bool truth) { return truth; }
template <class T>
Json Comparable(const T& value) {
  return ToJson(value);
}

template <class T>
std::string Told(const Result<T>& result) {
  if (result.ok()) return Comparable(*result).dump();
  return std::string(result.error().kind->name) + " " + std::to_string(result.error().number);
}

/// The sessions of one side. A session that is open stays so from one drawn case to the next.
class Side {
 public:
  explicit Side(Arena& arena) : arena_(arena), sessions_(kSessions, 0) {}

  std::string Do(const Operation& operation);
  /// Of a server: it learns of schemas, types and functions that others have made or dropped when a
  /// statement next locks something, which one that makes something does after it has chosen where,
  /// and one on a type or a function after it has looked for it. The fake knows at once.
  void LookAround(const Operation& operation);
  /// As if every session had just been opened.
  void Refresh() {
    for (const std::int64_t session : sessions_) {
      if (session == 0) continue;
      EXPECT_TRUE(arena_.database().Perform(Rollback{session}).ok());
      EXPECT_TRUE(arena_.database().Perform(RunSql{session, "discard all"}).ok());
    }
  }
  /// The name of an operation, for the counterexample.
  static std::string NameOf(const Operation& operation);

 private:
  std::int64_t Session(int number);

  Arena& arena_;
  std::vector<std::int64_t> sessions_;
};

StoredMigration StoredOf(int argument) {
  StoredMigration row;
  row.version = argument % 3;
  row.state = static_cast<StoredState>(argument / 3 % 3);
  row.filename = Text("file" + std::to_string(argument / 9 % 2));
  if (argument / 18 % 2 == 1) row.up_sql = Text(argument / 36 % 2 == 1 ? "" : "up 'x'");
  if (argument / 72 % 2 == 1) row.accepted_down_sql = Text("down");
  return row;
}

using Doing = std::function<std::string(MigrationDatabase&, std::int64_t session, int argument)>;
struct Kind {
  const char* name;
  int weight;
  Doing doing;
};

template <class Make>
Doing With(Make make) {
  return [make](MigrationDatabase& database, std::int64_t session, int argument) {
    return Told(database.Perform(make(session, argument)));
  };
}

const std::vector<Kind>& Kinds() {
  static const std::vector<Kind> kinds{
      {"begin", 4, With([](auto s, int) { return Begin{s}; })},
      {"commit", 3, With([](auto s, int) { return Commit{s}; })},
      {"rollback", 2, With([](auto s, int) { return Rollback{s}; })},
      {"try_lock", 2, With([](auto s, int a) {
         return TryAdvisoryLock{s, a % 2, a / 2 % 2 == 1};
       })},
      {"lock", 2, With([](auto s, int a) {
         return AdvisoryLock{s, a % 2, a / 2 % 2 == 1};
       })},
      {"unlock", 2, With([](auto s, int a) {
         return AdvisoryUnlock{s, a % 2};
       })},
      {"holders", 2, With([](auto s, int) {
         return FindLockHolders{s, {0, 1}};
       })},
      {"read_version", 4, With([](auto s, int) { return ReadVersion{s}; })},
      {"create_version", 3, With([](auto s, int) { return CreateVersionTable{s}; })},
      {"truncate", 3, With([](auto s, int) { return TruncateVersion{s}; })},
      {"insert", 4, With([](auto s, int a) {
         return InsertVersion{s, {a % 4 - 1, a / 4 % 4 == 0}};
       })},
      {"move", 3, With([](auto s, int a) {
         return MoveVersion{s, a % 3, a / 3 % 4 - 1};
       })},
      {"run", 24, With([](auto s, int a) {
         return RunSql{s, kTexts[static_cast<std::size_t>(a) % std::size(kTexts)]};
       })},
      {"catalog", 3, With([](auto s, int) { return ReadCatalog{s}; })},
      {"read_store", 2, With([](auto s, int) { return ReadStore{s}; })},
      {"create_store", 2, With([](auto s, int) { return CreateStore{s}; })},
      {"put", 3, With([](auto s, int a) {
         return PutStored{s, StoredOf(a)};
       })},
      {"delete", 1, With([](auto s, int a) {
         return DeleteStored{s, a % 3};
       })},
      {"reset", 1, With([](auto s, int) { return ResetDatabase{s}; })},
      {"close", 2, With([](auto s, int) { return CloseSession{s}; })},
  };
  return kinds;
}

int TotalWeight() {
  int total = 0;
  for (const Kind& kind : Kinds()) total += kind.weight;
  return total;
}

const Kind& KindOf(const Operation& operation) {
  int place = operation.kind;
  for (const Kind& kind : Kinds()) {
    if (place < kind.weight) return kind;
    place -= kind.weight;
  }
  return Kinds().back();
}

std::int64_t Side::Session(int number) {
  std::int64_t& session = sessions_[static_cast<std::size_t>(number)];
  if (session == 0) {
    OpenSession open{Text("session" + std::to_string(number))};
    open.lock_timeout = 10;  // real milliseconds: each meeting costs them
    session = arena_.database().Perform(open)->session;
  }
  return session;
}

std::string Side::Do(const Operation& operation) {
  const Kind& kind = KindOf(operation);
  const std::string told =
      kind.doing(arena_.database(), Session(operation.session), operation.argument);
  if (kind.name == std::string_view("close")) {
    sessions_[static_cast<std::size_t>(operation.session)] = 0;
  }
  return told;
}

void Side::LookAround(const Operation& operation) {
  const std::string name = NameOf(operation);
  const auto says = [&](const char* word) { return name.find(word) != std::string::npos; };
  if (!says("create") && !says(" type ") && !says(" function ")) return;
  const std::int64_t session = Session(operation.session);
  (void)arena_.database().Perform(RunSql{session, "select from pg_catalog.pg_class limit 0"});
}

std::string Side::NameOf(const Operation& operation) {
  const Kind& kind = KindOf(operation);
  std::string name = std::to_string(operation.session) + " " + kind.name + " ";
  if (kind.name == std::string_view("run")) {
    return name + kTexts[static_cast<std::size_t>(operation.argument) % std::size(kTexts)];
  }
  return name + std::to_string(operation.argument);
}

std::ostream& operator<<(std::ostream& out, const Operation& operation) {
  return out << Side::NameOf(operation);
}

rc::Gen<Operation> OneOperation() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, TotalWeight()), rc::gen::inRange(0, kSessions),
                     rc::gen::inRange(0, 10'000)),
      [](const std::tuple<int, int, int>& drawn) {
        return Operation{std::get<0>(drawn), std::get<1>(drawn), std::get<2>(drawn)};
      });
}

TEST(Sequences, AnswerAlikeInMemoryAndOnTheServer) {
  const auto server = OnServer();
  Side real(*server);
  const auto test = [&] {
    const auto operations = *rc::gen::resize(
        rc::kNominalSize, rc::gen::container<std::vector<Operation>>(OneOperation()));
    real.Refresh();
    Empty(*server);
    const auto memory = InMemory();
    Side fake(*memory);
    std::string so_far;
    for (const Operation& operation : operations) {
      real.LookAround(operation);
      const std::string expected = real.Do(operation);
      so_far += Side::NameOf(operation) + ": " + expected + "\n";
      const std::string told = fake.Do(operation);
      // Defaults of a table that somebody is changing: the server waits, and the fake knows them.
      const bool waited = KindOf(operation).name == std::string_view("catalog") &&
                          expected.starts_with(kLockNotAvailable.name);
      if (waited) continue;
      if (told != expected) RC_LOG() << so_far << "in memory: " << told << "\n";
      RC_ASSERT(told == expected);
    }
  };
  EXPECT_TRUE(rc::check(test));
}

}  // namespace
}  // namespace relapse::migrations

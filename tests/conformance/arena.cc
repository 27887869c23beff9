#include "tests/conformance/arena.h"

#include <gtest/gtest.h>

#include "fakes/postgres/fake_postgres.h"
#include "harness/world/server.h"
#include "tests/backends/test_server.h"

namespace relapse::migrations {

namespace {

class MemoryArena final : public Arena {
 public:
  MemoryArena() {
    world_.SetClock(Hours(24) * 365 * 30);
    world_.Add(PostgresState{});
    watch_ = port_.Perform(OpenSession{"watch"})->session;
  }
  MigrationDatabase& database() override { return port_; }
  MigrationDatabase& observer() override { return port_; }
  std::int64_t watch() const override { return watch_; }
  void AwaitEndOf(Text) override {}

 private:
  WorldModel model_;
  World world_{&model_};
  SimulatedPort<MigrationDatabase, FakePostgres> port_{world_, PostgresServer()};
  std::int64_t watch_ = 0;
};

class ServerArena final : public Arena {
 public:
  explicit ServerArena(int port) {
    PostgresSettings settings = home_.settings();
    observer_ = std::make_unique<PostgresDatabase>(settings);
    if (port != 0) settings.port = port;
    database_ = std::make_unique<PostgresDatabase>(settings);
    watch_ = observer_->Perform(OpenSession{"watch"})->session;
  }
  MigrationDatabase& database() override { return *database_; }
  MigrationDatabase& observer() override { return *observer_; }
  std::int64_t watch() const override { return watch_; }
  void AwaitEndOf(Text application) override { Prepare(*this, AwaitEndSql(application.str())); }

 private:
  TestDatabase home_;
  std::unique_ptr<PostgresDatabase> database_;
  std::unique_ptr<PostgresDatabase> observer_;
  std::int64_t watch_ = 0;
};

}  // namespace

std::unique_ptr<Arena> InMemory() { return std::make_unique<MemoryArena>(); }
std::unique_ptr<Arena> OnServer(int port) { return std::make_unique<ServerArena>(port); }

std::string StateOf(Arena& arena) {
  MigrationDatabase& database = arena.observer();
  std::string told;
  const VersionTable table = *database.Perform(ReadVersion{arena.watch()});
  for (const VersionRow& row : table.rows) {
    told += (told.empty() ? "(" : " (") + std::to_string(row.version) + (row.dirty ? ",t)" : ",f)");
  }
  const Catalog catalog = *database.Perform(ReadCatalog{arena.watch()});
  for (const CatalogObject& object : catalog) {
    told += (told.empty() ? "" : " ") + object.name.str() + (object.valid ? "" : "!");
  }
  return told;
}

void Prepare(Arena& arena, const std::string& sql) {
  const Status ran = arena.observer().Perform(RunSql{arena.watch(), Text(sql)});
  EXPECT_TRUE(ran.ok()) << sql << ": " << ran.error().message.view();
}

void Empty(Arena& arena) {
  Prepare(arena,
          "drop schema if exists _develop cascade; drop schema if exists other cascade; "
          "drop schema if exists public cascade; create schema public; "
          // One whose schema was dropped under it is in none.
          "drop extension if exists " +
              std::string(kSomeExtension));
}

}  // namespace relapse::migrations

#include "scenarios/migrations/prehistory.h"

#include <algorithm>

#include "fakes/files/fake_file_system.h"
#include "fakes/postgres/fake_postgres.h"
#include "fakes/postgres/foreign_session.h"
#include "harness/world/in_flight.h"
#include "orchestration/migrations/cache.h"
#include "orchestration/migrations/develop.h"
#include "orchestration/migrations/older/json_cache.h"
#include "orchestration/ports/migration_names.h"
#include "scenarios/migrations/branches.h"
#include "scenarios/migrations/disturbances.h"
#include "scenarios/migrations/world_ports.h"

namespace relapse::migrations {

namespace {

/// Somebody else who migrates runs the same server: migrators with other keys do not exclude each
/// other, whatever recovery does (G09).
std::int64_t LockKeyOf(const Parameters& parameters, std::string_view database) {
  if (parameters.driver != migrator::DriverKind::kStock) return kCoderLockKey;
  return parameters.opened_by == migrator::OpenedBy::kUrl
             ? UrlLockKey("public", "schema_migrations", database)
             : InstanceLockKey("public", "schema_migrations", database);
}

Defects DesignOf(const Defects& defects) {
  Defects design;
  for (const Defect one : {Defect::kDesignCacheFile, Defect::kDesignDatabaseOnly}) {
    if (defects.Has(one)) design.Enable(one);
  }
  return design;
}

class Prehistory {
 public:
  Prehistory(World& world, const Parameters& parameters, const StartSetup& setup)
      : world_(world), parameters_(parameters), setup_(setup) {
    // Made by the same design, as it should be, and before anything was exported.
    setup_.config.defects = DesignOf(setup.config.defects);
    setup_.config.environment_resets = false;
    setup_.config.builtin = false;
  }

  void Run() {
    switch (parameters_.begins) {
      case Beginning::kFresh:
        break;
      case Beginning::kUnrecorded:
        Migrate("trunk");
        break;
      case Beginning::kRecorded:
        Start("trunk");
        break;
      case Beginning::kOnFeature:
        Start("feature");
        break;
      case Beginning::kUnproven:
        Start("trunk");
        Prepare("feature");
        Migrate("feature");
        break;
      case Beginning::kForeignFeature:
        Start("trunk");
        Migrate("feature");
        break;
      case Beginning::kDirtyNotRun:
      case Beginning::kDirtyApplied:
      case Beginning::kDirtyRunning:
        Start("trunk");
        Prepare("feature");
        LeaveDirty();
        break;
      case Beginning::kDirtyRecordless:
        Start("trunk");
        LeaveDirty();
        break;
      case Beginning::kDirtyNil:
        Start("trunk");
        UndoByHand(parameters_.trunk - 1);
        SetRow({kNoVersion, true});
        break;
      case Beginning::kHandRunDown:
        Start("feature");
        UndoByHand(1);
        NoteRow();
        break;
      case Beginning::kVersionLost:
        Start("trunk");
        EmptyVersionTable();
        break;
      case Beginning::kDropped:
        Start("trunk");
        DropSchema();
        Sql("create schema public");
        break;
      case Beginning::kSchemaGone:
        Start("trunk");
        DropSchema();
        break;
      case Beginning::kUnrecordedFeature:
        Migrate("feature");
        break;
      case Beginning::kDirtyUnrecorded:
        Migrate("trunk");
        LeaveDirty();
        break;
      case Beginning::kDirtyNilUndone:
        Start("trunk");
        UndoByHand(parameters_.trunk - 1);
        SetRow({kNoVersion, true});
        Sql(*MigrationsOf(parameters_, "trunk").front().down);
        break;
      case Beginning::kIntentOfAnother:
        Start("trunk");
        Prepare("other");
        Migrate("feature");
        break;
      case Beginning::kPrepared:
        Start("trunk");
        Prepare("feature");
        break;
      case Beginning::kDirtyOfAnother:
        Start("trunk");
        Prepare("other");
        LeaveDirty();
        break;
      case Beginning::kDirtyNotRunUnrecorded:
        Migrate("trunk");
        LeaveDirty();
        break;
      case Beginning::kTwoRows:
        Start("feature");
        AddRowBelow();
        break;
    }
    SwitchCheckout(world_, parameters_.checkout);
    LeaveCache();
    DisturbFolder(world_, parameters_);
    BringForeigner();
    if (parameters_.builtin) LeaveServer();
  }

 private:
  void Start(Text branch) {
    Prepare(branch);
    Migrate(branch);
    RunTool([&](const RecoveryPorts& ports) { return Record(ports, setup_.config); });
  }
  void Prepare(Text branch) {
    SwitchCheckout(world_, branch);
    RunTool(
        [&](const RecoveryPorts& ports) { return migrations::Prepare(ports, setup_.config, {}); });
  }
  template <class Run>
  void RunTool(const Run& run) {
    WorldPorts ports(world_);
    const RecoveryResult result = run(ports.all());
    RELAPSE_CHECK(result.outcome == RecoveryOutcome::kDone, "a scenario's own past is refused");
  }
  migrator::Migrator MakeMigrator(MigrationDatabase& database, MigrationFiles& files) const {
    return {database, files, {.driver = setup_.driver, .opened_by = setup_.opened_by}};
  }
  /// The server's own part: the files as they lie there, flattened as it embeds them.
  void Migrate(Text branch) {
    SwitchCheckout(world_, branch);
    RunMigrator([](migrator::Migrator& migrator) { return migrator.Up(); });
  }
  void UndoByHand(std::int64_t steps) {
    RunMigrator([&](migrator::Migrator& migrator) { return migrator.Steps(-steps); });
  }
  template <class Run>
  void RunMigrator(const Run& run) {
    WorldPorts ports(world_);
    migrator::SnapshotFiles files = EmbedCheckout(*world_.Get<MigrationFolder>().tree);
    migrator::Migrator migrator = MakeMigrator(*ports.all().database, files);
    const migrator::RunReport report = run(migrator);
    RELAPSE_CHECK(report.ok(), "a scenario's own past fails");
  }

  /// What was undone by hand without a text is as what recovery takes back in name only.
  void NoteRow() {
    Database& database = world_.Mutate<PostgresState>().committed;
    const Version row =
        database.version->rows.empty() ? kNoVersion : database.version->rows.front().version;
    Edit(database.executed,
         [&](ExecutedTexts& executed) { executed.texts.push_back({.row = row}); });
  }

  /// The first of the feature branch's migrations, half-way.
  void LeaveDirty() {
    const KnownMigration first = FirstOfFeature();
    SetRow({first.version, true});
    if (parameters_.begins == Beginning::kDirtyApplied ||
        parameters_.begins == Beginning::kDirtyRecordless ||
        parameters_.begins == Beginning::kDirtyUnrecorded) {
      Sql(first.up);
    }
    if (parameters_.begins == Beginning::kDirtyRunning) LeaveRunning(first);
  }
  KnownMigration FirstOfFeature() const {
    return MigrationsOf(parameters_, "feature")[static_cast<std::size_t>(parameters_.trunk)];
  }
  /// Its client was killed: the server runs the text to its end, and holds the lock until then.
  void LeaveRunning(const KnownMigration& migration) {
    const auto session =
        PostgresServer().On(world_, OpenSession{.application = Text(kServerApplication)});
    (void)PostgresServer().On(
        world_, TryAdvisoryLock{.session = session->session,
                                .key = UrlLockKey("public", "schema_migrations",
                                                  setup_.config.database_name.view())});
    for (SessionRecord& record : world_.Mutate<PostgresState>().sessions) {
      if (record.id != session->session) continue;
      record.client_gone = true;
      record.under_way = migration.up;
      record.active_since = world_.now();
      record.done_at = world_.now() + parameters_.foreign_for_ms;
    }
  }

  void Sql(Text text) {
    const auto session = PostgresServer().On(world_, OpenSession{.application = "psql"});
    const Status done = PostgresServer().On(world_, RunSql{session->session, text});
    RELAPSE_CHECK(done.ok(), "a scenario's own past fails");
    (void)PostgresServer().On(world_, CloseSession{session->session});
  }
  void SetRow(VersionRow row) {
    Edit(world_.Mutate<PostgresState>().committed.version, [&](VersionTable& table) {
      table.exists = true;
      table.rows = {row};
    });
  }
  void AddRowBelow() {
    Edit(world_.Mutate<PostgresState>().committed.version, [&](VersionTable& table) {
      table.rows.insert(table.rows.begin(), {parameters_.trunk, false});
    });
  }
  void DropSchema() {
    Sql("drop schema public cascade");
    // What was executed is gone with it.
    world_.Mutate<PostgresState>().committed.executed = {};
  }
  void EmptyVersionTable() {
    Edit(world_.Mutate<PostgresState>().committed.version,
         [](VersionTable& table) { table.rows.clear(); });
  }

  void LeaveCache() {
    const Text path(kCachePath);
    const FileSystemState& files = world_.Get<FileSystemState>();
    const FileNode* node = files.Find(path);
    if (node == nullptr) return;
    const Text good = node->written;
    switch (parameters_.cache) {
      case CacheBeginning::kGood:
        return PutDurableFile(world_, path, good);
      case CacheBeginning::kAbsent:
        (void)FileSystemServer().On(world_, RemoveFile{path});
        return;
      case CacheBeginning::kTorn:
        return PutDurableFile(world_, path, Text(good.view().substr(0, good.view().size() / 2)));
      case CacheBeginning::kForeign:
      case CacheBeginning::kStale: {
        if (setup_.config.defects.Has(Defect::kDesignCacheFile)) return LeaveOlderCache();
        CacheFile file = *ParseCache(good);
        if (parameters_.cache == CacheBeginning::kForeign) file.owner.database_oid += 1;
        if (!file.entries.empty()) file.entries.pop_back();
        return PutDurableFile(world_, path, PrintCache(file));
      }
      case CacheBeginning::kUnwritable:
        PutDurableFile(world_, path, good);
        world_.Mutate<FileSystemState>().read_only = true;
        return;
      case CacheBeginning::kUnreadable:
        world_.Mutate<FileSystemState>().unreadable.push_back(path);
        return;
    }
  }

  /// Until here, the database was simply there.
  void LeaveServer() {
    if (parameters_.begins == Beginning::kFresh) return StopListening(world_);
    ServerProcessState& state = world_.Mutate<ServerProcessState>();
    state.folder = DataFolder::kPresent;
    state.major = state.binary_major;
    switch (parameters_.server) {
      case ServerBeginning::kStopped:
        return LeavePidFile(world_, PidFileState::kNone);
      case ServerBeginning::kDeadPid:
        return LeavePidFile(world_, PidFileState::kDead);
      case ServerBeginning::kForeignPid:
        return LeavePidFile(world_, PidFileState::kForeign);
      case ServerBeginning::kRunning:
        (void)ServerProcessServer().On(world_, StartServer{});
        return;
      case ServerBeginning::kOtherUsers:
        return LeavePidFile(world_, PidFileState::kEperm);
      case ServerBeginning::kEmptyPid:
        return LeavePidFile(world_, PidFileState::kEmpty);
      case ServerBeginning::kHalf:
        state.folder = DataFolder::kHalf;
        return LeavePidFile(world_, PidFileState::kNone);
      case ServerBeginning::kForeignMajor:
        --state.major;
        return LeavePidFile(world_, PidFileState::kNone);
      case ServerBeginning::kUnreadable:
        state.folder = DataFolder::kUnreadable;
        return LeavePidFile(world_, PidFileState::kNone);
    }
  }

  void LeaveOlderCache() {
    const Text path(kCachePath);
    SimulatedPort<FileSystem, FakeFileSystem> files(world_, FileSystemServer());
    auto entries = older::ReadJsonCache(files, path).value_or(std::vector<older::JsonCacheEntry>());
    if (parameters_.cache == CacheBeginning::kStale) {
      entries.push_back({9, "000009_nobody.down.sql"});
    } else if (!entries.empty()) {
      entries.pop_back();
    }
    (void)older::WriteJsonCache(files, path, entries);
    PutDurableFile(world_, path, world_.Get<FileSystemState>().Find(path)->written);
  }

  void BringForeigner() {
    if (parameters_.foreign == Foreign::kNobody) return;
    const std::int64_t key = world_.Get<ForeignSession>().key;
    world_.Mutate<ForeignSession>() =
        MakeForeignSession("migrate", key, ForeignerScript(), world_.now());
  }
  ForeignScript ForeignerScript() const {
    if (parameters_.foreign == Foreign::kHoldsLock) return LockFor(parameters_.foreign_for_ms);
    const KnownMigration first = FirstOfFeature();
    if (parameters_.foreign == Foreign::kStockUp) {
      return StockUp(first.version, first.up, parameters_.foreign_for_ms);
    }
    return BatchUp({{first.version, first.up}}, parameters_.foreign_for_ms);
  }

  World& world_;
  const Parameters& parameters_;
  StartSetup setup_;
};

/// Whoever gives a file its name before it is on disk depends on what lay there before.
Text ScratchFor(const StartSetup& setup) {
  const bool syncs =
      !setup.config.defects.Has(Defect::kCacheFileNotSynced) && !setup.at_ports.fsync_does_nothing;
  return syncs ? ScratchOfCache(Text(kCachePath)) : Text();
}

}  // namespace

World MakeWorld(const WorldModel& model, const Parameters& parameters, const StartSetup& setup) {
  World world(&model);
  world.SetClock(Hours(1));
  world.Add(PostgresState{});
  world.Add(MakeFolder(parameters));
  world.Add(FileSystemState{.scratch = ScratchFor(setup)});
  world.Add(ForeignSession{.key = LockKeyOf(parameters, setup.config.database_name.view()),
                           .script = std::make_shared<const ForeignScript>()});
  world.Add(InFlightRequests{});
  world.Add(OutOfTurn{});
  if (parameters.builtin) world.Add(ServerProcessState{});
  Prehistory(world, parameters, setup).Run();
  world.Add(SitDown(world, parameters.script, parameters.follows));
  // Who holds a lock has it before anybody asks: a session is opened, and the lock taken.
  if (parameters.foreign == Foreign::kHoldsLock) {
    for (int step = 0; step < 2; ++step) world.AdvanceTo(world.NextTimer());
  }
  return world;
}

}  // namespace relapse::migrations

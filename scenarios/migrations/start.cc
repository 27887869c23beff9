#include "scenarios/migrations/start.h"

#include "fakes/files/fake_file_system.h"
#include "fakes/files/migration_folder.h"
#include "fakes/files/server_process_state.h"
#include "fakes/postgres/fake_postgres.h"
#include "harness/effect/runtime.h"
#include "harness/simulation/gated_port.h"
#include "orchestration/migrations/develop.h"
#include "orchestration/migrations/folder.h"
#include "orchestration/migrator/snapshot_files.h"

namespace relapse::migrations {

namespace {

/// The base name, as a server embeds the files of all folders side by side.
Text BaseName(Text path) {
  const std::string_view view = path.view();
  const std::size_t slash = view.rfind('/');
  return slash == std::string_view::npos ? path : Text(view.substr(slash + 1));
}

/// What recovery decided upon is what the migrator may run. The older designs hand on nothing: what
/// lies there when the server is built is run (L25).
migrator::SnapshotFiles Embed(const RecoveryPorts& ports, const StartSetup& setup,
                              const DiskView& prepared) {
  const bool is_old = setup.config.defects.Has(Defect::kDesignCacheFile) ||
                      setup.config.defects.Has(Defect::kDesignDatabaseOnly);
  const DiskView disk = is_old ? ReadDisk(*ports.files) : prepared;
  migrator::SnapshotFiles files;
  for (const DiskMigration& migration : disk.migrations) {
    for (const DiskFile* file : {&migration.up, &migration.down}) {
      if (file->presence == Presence::kPresent) files.Add(BaseName(file->path), file->sql);
    }
  }
  // The server looks at its files by itself, and fails of these.
  for (const Text path : disk.duplicates) files.Add(BaseName(path), Text());
  return files;
}

bool MayRun(const RecoveryResult& prepared, const StopToken& stop) {
  return !stop.requested() && prepared.outcome == RecoveryOutcome::kDone &&
         prepared.decision.may_run_migrator();
}

/// A second look belongs to the same run.
RecoveryResult Again(RecoveryResult first, RecoveryResult second) {
  second.undone.insert(second.undone.begin(), first.undone.begin(), first.undone.end());
  second.notes.insert(second.notes.begin(), first.notes.begin(), first.notes.end());
  return second;
}

Shown ShownAs(const RecoveryResult& result) {
  switch (result.outcome) {
    case RecoveryOutcome::kDone:
      return result.decision.action == Action::kReset ? Shown::kReset : Shown::kRunning;
    case RecoveryOutcome::kRefused:
      return Shown::kRefused;
    case RecoveryOutcome::kStopped:
      return Shown::kStopped;
    case RecoveryOutcome::kFailed:
      return Shown::kFailed;
    case RecoveryOutcome::kUnknown:
      break;
  }
  return Shown::kUnknown;
}

Print PrintOf(RecoveryResult result) {
  Print print{.shown = ShownAs(result),
              .refusal = result.decision.refusal,
              .undo = std::move(result.decision.undo),
              .undone = std::move(result.undone),
              .about = std::move(result.decision.about),
              .failed = result.failed_version,
              .passes = result.passes,
              .version = result.version,
              .notes = std::move(result.notes),
              .advice = std::move(result.decision.advice),
              .failure = result.failure};
  return print;
}

}  // namespace

Print RunOnce(const RecoveryPorts& ports, const StartSetup& setup, const Command& typed,
              AppServer* app, StopToken stop) {
  RecoveryConfig config = setup.config;
  config.stop = stop;
  config.expected_major = typed.major;
  RecoveryResult prepared = Prepare(ports, config, typed.run);
  if (!MayRun(prepared, stop)) return PrintOf(std::move(prepared));
  if (app != nullptr) {
    const Result<bool> fresh = app->Start();
    if (!fresh.ok()) return {.shown = Shown::kFailed, .failure = fresh.error().message};
    // Before there was a database, nothing could be recorded of what the server will run (DUR-2).
    if (*fresh) prepared = Again(std::move(prepared), Prepare(ports, config, Request{}));
    // A server was started, which is no refusal any more.
    if (prepared.outcome == RecoveryOutcome::kRefused) prepared.outcome = RecoveryOutcome::kStopped;
    if (!MayRun(prepared, stop)) return PrintOf(std::move(prepared));
  }
  migrator::SnapshotFiles files = Embed(ports, setup, prepared.disk);
  migrator::Migrator server(*ports.database, files,
                            {.driver = setup.driver,
                             .opened_by = setup.opened_by,
                             .application = Text(kServerApplication),
                             .stop = stop});
  const migrator::RunReport report = server.Up();
  if (!report.ok()) {
    return {.shown = Shown::kFailed,
            .undone = std::move(prepared.undone),
            .failed = report.failed,
            .version = report.before.version,
            .failure = Text(report.error)};
  }
  RecoveryResult recorded = Again(std::move(prepared), Record(ports, config));
  // The server has written, whatever became of the record of it.
  if (recorded.outcome == RecoveryOutcome::kRefused) recorded.outcome = RecoveryOutcome::kStopped;
  return PrintOf(std::move(recorded));
}

int RunStarts(ProcessHandles& handles, const StartSetup& setup) {
  GatedPort<Terminal, FakeTerminal> terminal(handles, TerminalServer());
  GatedPort<MigrationDatabase, FakePostgres> database(handles, PostgresServer());
  GatedPort<MigrationFiles, FakeMigrationFiles> files(handles, MigrationFilesServer());
  GatedPort<FileSystem, FakeFileSystem> cache(handles, FileSystemServer());
  FsyncRewriter rewriter;
  Interposed<FileSystem> forgetful(cache.port(), rewriter);
  FileSystem& cache_files =
      setup.at_ports.fsync_does_nothing ? static_cast<FileSystem&>(forgetful) : cache.port();
  Interposed<Runtime> runtime(handles.runtime(), handles.gate());
  GatedPort<ServerProcess, FakeServerProcess> server(handles, ServerProcessServer());
  GatedPort<Initdb, FakeInitdb> initdb(handles, InitdbServer());
  AppServer app(server.port(), initdb.port());
  const RecoveryPorts ports{.database = &database.port(),
                            .files = &files.port(),
                            .cache_files = &cache_files,
                            .server = &server.port(),
                            .runtime = &runtime};
  while (!handles.stop().requested()) {
    const Result<Command> typed = terminal.port().Perform(ReadCommand{});
    if (!typed.ok()) return kExitAgain;
    if (typed->finished) return kExitDone;
    if (typed->wait > 0 &&
        !runtime.Perform(Wait{typed->wait}, CallOptions{.stop = handles.stop()}).ok()) {
      return kExitAgain;
    }
    const Print print =
        RunOnce(ports, setup, *typed, setup.config.builtin ? &app : nullptr, handles.stop());
    // Whoever is asked to stop says nothing more, and leaves no server behind.
    if (!handles.stop().requested()) (void)terminal.port().Perform(print);
    app.Stop();
  }
  return kExitAgain;
}

}  // namespace relapse::migrations

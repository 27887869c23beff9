// What the planner answers: what to do, or why not and what to do about it.
#ifndef ORCHESTRATION_MIGRATIONS_DECISION_H_
#define ORCHESTRATION_MIGRATIONS_DECISION_H_

#include <vector>

#include "orchestration/migrations/dirty.h"
#include "orchestration/migrations/views.h"
#include "orchestration/ports/migration_types.h"

namespace relapse::migrations {

enum class Action : std::uint8_t {
  kProceed,   ///< the migrator may run; intents of what it will run are among the edits
  kAdopt,     ///< as kProceed, after recording an existing database's versions as assumed
  kHeal,      ///< as kProceed, after bringing the store in line with what is proven
  kAccept,    ///< as kProceed, after recording what the developer accepts
  kResolve,   ///< puts the version row right as the developer says, then as kProceed
  kRollback,  ///< undoes `undo`, then as kProceed
  kReset,     ///< destroys the database's content
  kRefuse,    ///< nothing is written
};
inline constexpr int kActionCount = static_cast<int>(Action::kRefuse) + 1;
std::string_view EnumName(Action action);

/// Why nothing is done. In the order in which they are looked for: the first that holds is told.
enum class Refusal : std::uint8_t {
  kNone,
  kFlagsExclude,          ///< reset together with rollback or accept
  kDataFolderUnreadable,  ///< nothing is known of the built-in server's data
  kPostmasterUnknown,     ///< the pid file's process cannot be judged (EPERM, an empty file)
  kPidFileForeign,        ///< the pid file's process is another program: nobody serves the data
  kServerRunning,         ///< reset while a postmaster serves the data
  kDataFolderHalf,        ///< an interrupted deletion or initdb
  kForeignMajor,          ///< the data are another PostgreSQL's
  kUnreachable,           ///< no connection
  kLockHeld,              ///< a migrator or another recovery is at work: in progress, not failed
  kResetUnconfirmed,      ///< reset of an external database whose name was not confirmed
  kStoreNewer,            ///< a newer tool wrote the store
  kSchemaGone,            ///< there is no `public`, so no migrator starts
  kVersionInconsistent,   ///< more than one version row
  kDirty,                 ///< a migration was left half-way
  kFolderUnreadable,      ///< the migrations folder, or one below it
  kFolderEmpty,           ///< absent, or without a single migration
  kDuplicateFiles,        ///< one version twice
  kMigrationUnreadable,   ///< a migration's file
  kVersionLost,           ///< no version row, but a schema or stored versions
  kAhead,                 ///< nothing stored, and the database's version is not in the checkout
  kUntracked,             ///< a version at or below the database's that nobody recorded
  kNonContiguous,         ///< missing versions below one that is present
  kDownUnsafe,            ///< a stored down text that is not one transaction
  kIrreversible,          ///< no down text is stored, or one that does nothing
  kUndoAll,               ///< everything would be undone
  kMissing,               ///< applied versions that the checkout does not have
  kChanged,               ///< applied versions whose files were edited
  kLeftBehind,            ///< what is to run is there: it was taken back in name only
  kResolutionDisproved,   ///< the developer's word on a dirty version contradicts the catalog
};
inline constexpr int kRefusalCount = static_cast<int>(Refusal::kResolutionDisproved) + 1;
std::string_view EnumName(Refusal refusal);

/// What helps, the least destructive first. Whatever is advised works as it is said (ADV-1): a run
/// is only advised once the planner, asked for it, would not refuse it.
enum class Remedy : std::uint8_t {
  kRun,                  ///< run with `run`
  kFixPermissions,       ///< make the named path readable
  kRestoreFolder,        ///< run from the checkout's root, or restore the folder
  kRemoveDuplicate,      ///< remove or renumber one of the two files
  kStartServer,          ///< start the database server
  kWaitForHolder,        ///< wait for the process that holds the lock, or end it
  kStopServer,           ///< stop the postmaster with the named pid, then run with `run`
  kRemovePidFile,        ///< make sure that no server runs on the data, then remove the pid file
  kUpgradeTool,          ///< use a tool that knows the store's format
  kUseMajor,             ///< use the PostgreSQL that wrote the data
  kCheckOutSource,       ///< check out the branch that made the version, and run again
  kCheckOutAndRollBack,  ///< check out the branch that has what blocks, roll back there, come back
  kRenumber,             ///< give the named file a number above the database's version
  kDeleteVersionRows,    ///< leave one row in schema_migrations
  kDropInvalidIndex,     ///< drop the named index, which an interrupted build left behind
  kCheckOutWithout,      ///< check out a branch that does not have the named file
  kDropObjects,          ///< drop the named objects, which a version left behind
  kCreateSchema,         ///< create the named schema as a new database has it
};
inline constexpr int kRemedyCount = static_cast<int>(Remedy::kCreateSchema) + 1;
std::string_view EnumName(Remedy remedy);

struct Advice {
  Remedy remedy = Remedy::kRun;
  Text argument;            ///< a path, a branch, a target, objects
  std::int64_t number = 0;  ///< a version or pid; kCreateSchema: 1 of one's own server
  Request run;              ///< kRun, kStopServer, and kCheckOutAndRollBack: what is run there

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("remedy", self.remedy, field::kPlain);
    visit("argument", self.argument, field::kPlain);
    visit("number", self.number, field::kPlain);
    Request::VisitFields(self.run, visit);
  }
  friend bool operator==(const Advice&, const Advice&) = default;
};

/// What is worth saying although it stops nothing.
enum class Note : std::uint8_t {
  kNothingToUndo,     ///< rollback was asked for, and nothing is missing
  kNothingToAccept,   ///< accept was asked for, and nothing differs
  kNothingToReset,    ///< reset was asked for, and there is nothing
  kOnlyWhitespace,    ///< a file differs in white space or comments only
  kUpFileGone,        ///< the up file of an applied version is gone; its text is stored
  kDownFileGone,      ///< likewise of the down file
  kIrreversible,      ///< a version has no down file or one that does nothing
  kStalePruned,       ///< a stored version above the database's was dropped
  kRenamed,           ///< a version's file has another name and the same texts
  kAssumedTexts,      ///< texts are the checkout's: nobody knows what was executed
  kCacheIgnored,      ///< the cache file was damaged, foreign or stale
  kReusesPostmaster,  ///< an orphaned server of an earlier run is used
  kCacheNotWritten,   ///< the cache file could not be written: it is out of date
  kNothingRun,        ///< a version has no up file: it was passed without running anything
  kInvalidIndex,      ///< an index of a version is not valid, although the version is clean
  kLeftBehind,        ///< a version was taken back in name only, and its objects are there
  kWordOnAnother,     ///< what was said became of a dirty version was said of another database
};
std::string_view EnumName(Note note);

struct NoteOn {
  Note note = Note::kNothingToUndo;
  Version version = kNoVersion;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("note", self.note, field::kPlain);
    visit("version", self.version, field::kPlain);
  }
  friend bool operator==(const NoteOn&, const NoteOn&) = default;
};

/// What is written to the store, in one transaction.
struct StoreEdits {
  std::vector<StoredMigration> put;
  std::vector<Version> drop;
  std::vector<LeftBehind> leave;   ///< to be remembered
  std::vector<LeftBehind> forget;  ///< no longer
  bool empty() const { return put.empty() && drop.empty() && leave.empty() && forget.empty(); }
};

/// The edits come before the migrator may run.
struct Decision : StoreEdits {
  Action action = Action::kProceed;
  Refusal refusal = Refusal::kNone;
  /// kRollback: newest first. kMissing and its kin: what a rollback would undo.
  std::vector<Version> undo;
  /// What the refusal is about, ascending: missing, changed, untracked or blocking versions.
  std::vector<Version> about;
  /// What blocks a rollback (kNonContiguous): present versions above a missing one.
  std::vector<Version> blocking;
  /// kAccept: versions that are taken as applied again without being run, ascending, as they will
  /// be recorded; each with the version row in one transaction, after the edits.
  std::vector<StoredMigration> take;
  /// kReset of an external database, and kResetUnconfirmed: what it drops, as the catalog has it;
  /// besides, the version table and the schema of the record.
  Catalog destroys;
  /// kResolve: the row that is written; kNoVersion and clean: no row.
  VersionRow resolved;
  DirtyReading dirty;               ///< for kDirty and kResolutionDisproved
  std::vector<LockHolder> holders;  ///< for kLockHeld
  Text path;  ///< what could not be read, or is there twice, or why nobody answers
  std::vector<Advice> advice;
  std::vector<NoteOn> notes;
  bool may_run_migrator() const { return action != Action::kRefuse && action != Action::kReset; }
};

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_DECISION_H_

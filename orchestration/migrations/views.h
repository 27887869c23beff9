// What the planner looks at: the database, the folder of migrations, the cache and what the
// developer asked for, each as one value read before anything is decided
// (spec/migration-recovery.md section 1.5).
#ifndef ORCHESTRATION_MIGRATIONS_VIEWS_H_
#define ORCHESTRATION_MIGRATIONS_VIEWS_H_

#include <optional>
#include <vector>

#include "orchestration/migrations/defects.h"
#include "orchestration/ports/migration_types.h"
#include "orchestration/ports/server_process.h"

namespace relapse::migrations {

/// Absent, present and unreadable are three answers: what cannot be read is never taken for what is
/// not there (SAF-11).
enum class Presence : std::uint8_t { kAbsent, kPresent, kUnreadable };

/// One direction of a migration in the checkout.
struct DiskFile {
  Presence presence = Presence::kAbsent;
  Text path;  ///< relative to the migrations folder
  Text sql;   ///< if present
};

/// One version in the checkout, whichever of its two files exist.
struct DiskMigration {
  Version version = 0;
  Text identifier;  ///< "alpha" of 000004_alpha.up.sql: what tells two branches' version 4 apart
  DiskFile up;
  DiskFile down;
};

struct DiskView {
  Presence folder = Presence::kPresent;
  std::vector<DiskMigration> migrations;  ///< ascending by version, one a version
  std::vector<Text> duplicates;           ///< files that share version and direction with another
  std::vector<Text> unreadable;           ///< folders below that could not be listed
  std::vector<Text> ignored;              ///< names that the migrator does not accept either (G18)
  Text source;                            ///< branch or commit, for people
};

enum class Reach : std::uint8_t {
  kReached,
  kUnavailable,  ///< nobody listens there
  kBusy,         ///< a lock was not to be had in time; `holders` may say whose it is
  kLost,         ///< the connection broke while it was looked at
};

struct DatabaseView {
  Reach reach = Reach::kReached;
  Text trouble;  ///< what the server or the network said, where it was not reached
  Text target;   ///< "host:port/database": what a confirmation has to name
  VersionTable version_table;
  MigrationStore store;
  Catalog catalog;
  std::vector<LockHolder> holders;  ///< of a migrator's or another recovery's lock
};

/// Names what is in the database now: 8 hexadecimal digits of the version row, the catalog and what
/// was left behind. Whoever says what became of a dirty version names what they looked at, as a
/// reset names its target: typed again after it was done, the same words may meet another trouble.
Text SeenIn(const DatabaseView& database);

/// What the cache file is good for. It is a hint: no decision depends on it (DUR-4).
enum class CacheState : std::uint8_t {
  kAbsent,
  kGood,       ///< says what the store says
  kUnknown,    ///< set aside before a change of the database
  kStale,      ///< of this database, and says something else: named (CON-1)
  kForeign,    ///< of another database (L33)
  kDamaged,    ///< torn, or no cache at all
  kUnreadable  ///< an error of the file system
};
std::string_view EnumName(CacheState state);

/// What a developer says became of a migration that was left dirty, of a lost version row, or of
/// what was left behind. It is said of one trouble (Request::seen).
enum class Resolution : std::uint8_t { kNone, kApplied, kNotApplied };
std::string_view EnumName(Resolution resolution);
void EnumFromName(std::string_view name, Resolution& resolution);

/// What was asked for. `rollback` and `accept` may be combined; neither with `reset`.
struct Request {
  bool rollback = false;  ///< undo the applied versions that the checkout does not have
  bool changed = false;   ///< with rollback: also those whose files were edited, and what is above
  bool accept = false;    ///< record edited files, or files nobody recorded, as they are
  bool reset = false;     ///< destroy and start fresh
  Resolution resolution = Resolution::kNone;
  Text seen;  ///< SeenIn the database that `resolution` is about: on any other it says nothing
  bool allow_irreversible = false;  ///< undo versions whose down file does nothing
  bool allow_undo_all = false;      ///< undo even the first version
  Text confirmed_target;            ///< for reset of an external database: has to name it
  bool ExcludesItself() const { return reset && (rollback || accept); }

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("rollback", self.rollback, field::kPlain);
    visit("changed", self.changed, field::kPlain);
    visit("accept", self.accept, field::kPlain);
    visit("reset", self.reset, field::kPlain);
    visit("resolution", self.resolution, field::kPlain);
    visit("seen", self.seen, field::kPlain);
    visit("allow_irreversible", self.allow_irreversible, field::kPlain);
    visit("allow_undo_all", self.allow_undo_all, field::kPlain);
    visit("confirmed_target", self.confirmed_target, field::kPlain);
  }
  friend bool operator==(const Request&, const Request&) = default;
};

struct PlanInput {
  Request request;
  bool builtin = false;          ///< the database is the developer's own server, in its folder
  int expected_major = 0;        ///< of that server; 0: any
  DataFolderStatus data_folder;  ///< of that server
  DatabaseView database;         ///< meaningless where the built-in server has no data
  DiskView disk;
  CacheState cache = CacheState::kAbsent;
  Defects defects;
};

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_VIEWS_H_

// Parameters of a migration scenario: what migrations there are on which branch, in which state the
// database begins, and what the developer wants. JSON at the edge, flat; what is left out has the
// value of a default-constructed struct.
#ifndef SCENARIOS_MIGRATIONS_PARAMETERS_H_
#define SCENARIOS_MIGRATIONS_PARAMETERS_H_

#include <vector>

#include "harness/core/json.h"
#include "orchestration/migrations/views.h"
#include "orchestration/migrator/driver.h"
#include "scenarios/migrations/developer.h"

namespace relapse::migrations {

/// How the database lies when the history begins. What was applied before was applied by the real
/// migrator, and recorded by the real recovery.
enum class Beginning : std::uint8_t {
  kFresh,              ///< nothing at all
  kUnrecorded,         ///< the trunk is applied, and nobody recorded it: a first adoption
  kRecorded,           ///< the trunk is applied and recorded
  kOnFeature,          ///< the feature branch's migrations too
  kUnproven,           ///< likewise, and the recovery died before it recorded them: intents only
  kForeignFeature,     ///< the feature branch's are applied by somebody who recorded nothing
  kDirtyNotRun,        ///< the first of the feature branch's was marked and not run, or rolled back
  kDirtyApplied,       ///< it was run, and its clean mark is missing
  kDirtyRunning,       ///< its client was killed, and its text still runs
  kDirtyRecordless,    ///< as kDirtyApplied, but nobody recorded what was to run
  kDirtyNil,           ///< the down of the first migration was left half-way: (-1, dirty)
  kHandRunDown,        ///< the newest migration was undone by hand, and its record stayed
  kVersionLost,        ///< the version table is empty over a schema (L39)
  kDropped,            ///< `public` was dropped and made anew by hand
  kUnrecordedFeature,  ///< as kUnrecorded, the feature branch's too: a dump was restored without
                       ///< them
  kDirtyUnrecorded,    ///< as kDirtyRecordless, and the trunk was never recorded either
  kDirtyNilUndone,     ///< as kDirtyNil, and the down text ran
  kIntentOfAnother,  ///< intents of the branch `other`, and then somebody ran the feature branch's
  kPrepared,         ///< intents of the feature branch, and its server was never started
  kTwoRows,          ///< as kOnFeature, and the row of the version below is there, too
  kDirtyOfAnother,  ///< intents of the branch `other`, and the feature branch's first was marked by
                    ///< somebody else
  kDirtyNotRunUnrecorded,  ///< as kDirtyNotRun, and nobody ever recorded anything
  kSchemaGone,             ///< `public` was dropped by hand, and nobody made it anew
};
inline constexpr int kBeginningCount = static_cast<int>(Beginning::kSchemaGone) + 1;
std::string_view EnumName(Beginning beginning);
void EnumFromName(std::string_view name, Beginning& beginning);

/// What the down file of the feature branch's newest migration is.
enum class DownFile : std::uint8_t { kPlain, kAbsent, kComment, kFails, kTransactionControl };
inline constexpr int kDownFileCount = static_cast<int>(DownFile::kTransactionControl) + 1;
std::string_view EnumName(DownFile down);
void EnumFromName(std::string_view name, DownFile& down);

/// What an editor did to the files of an applied version, on the branch that is checked out first.
enum class FileEdit : std::uint8_t {
  kNone,
  kComment,
  kLineEnds,
  kChanged,
  kUpRemoved,
  kRemoved,     ///< both files
  kAddedBelow,  ///< a migration is added with the number that the gap leaves
};
inline constexpr int kFileEditCount = static_cast<int>(FileEdit::kAddedBelow) + 1;
std::string_view EnumName(FileEdit edit);
void EnumFromName(std::string_view name, FileEdit& edit);

/// How the folder looks besides.
enum class Layout : std::uint8_t {
  kFlat,
  kShards,       ///< the trunk's files lie in 000001-000100
  kStrayFolder,  ///< a folder `backup` holds the feature branch's files
  kOddNames,     ///< backups of editors, other digits, directions in capitals
  kUnreadable,   ///< the folder cannot be listed
  kUnreadableFile,
  kAbsent,
  kDuplicate,      ///< two files of one version
  kSevenDigits,    ///< a new migration's number is 0000029
  kMovedToShards,  ///< the trunk's files were moved to 000001-000100 after they were applied
};
inline constexpr int kLayoutCount = static_cast<int>(Layout::kMovedToShards) + 1;
std::string_view EnumName(Layout layout);
void EnumFromName(std::string_view name, Layout& layout);

enum class CacheBeginning : std::uint8_t {
  kGood,
  kAbsent,
  kTorn,
  kForeign,  ///< of another database, which has one migration less
  kStale,    ///< of this one: an entry less, or in the older format one that nobody has
  kUnreadable,
  kUnwritable,  ///< good, and cannot be written
};
inline constexpr int kCacheBeginningCount = static_cast<int>(CacheBeginning::kUnwritable) + 1;
std::string_view EnumName(CacheBeginning cache);
void EnumFromName(std::string_view name, CacheBeginning& cache);

/// Somebody else at the database.
enum class Foreign : std::uint8_t {
  kNobody,
  kHoldsLock,  ///< for a while, and does nothing
  kStockUp,    ///< a server of the feature branch that migrates
  kBatchUp,    ///< likewise, in one transaction
};
inline constexpr int kForeignCount = static_cast<int>(Foreign::kBatchUp) + 1;
std::string_view EnumName(Foreign foreign);
void EnumFromName(std::string_view name, Foreign& foreign);

/// The developer's own server when the history begins, where the database is one (rows 45, 46).
enum class ServerBeginning : std::uint8_t {
  kStopped,
  kDeadPid,     ///< its pid file is left, its process is gone
  kForeignPid,  ///< the pid is another program's now (S23)
  kRunning,     ///< an orphan of an earlier run
  kOtherUsers,  ///< the process cannot be asked (EPERM)
  kEmptyPid,
  kHalf,  ///< the data folder is what an interrupted deletion left
  kForeignMajor,
  kUnreadable,
};
inline constexpr int kServerBeginningCount = static_cast<int>(ServerBeginning::kUnreadable) + 1;
std::string_view EnumName(ServerBeginning server);
void EnumFromName(std::string_view name, ServerBeginning& server);

struct Parameters {
  Beginning begins = Beginning::kRecorded;
  std::int64_t trunk = 2;    ///< migrations that every branch has
  std::int64_t feature = 1;  ///< of the branch `feature`, above the trunk
  std::int64_t other = 1;    ///< of the branch `other`, with the same numbers and other contents
  bool gap = false;          ///< the feature branch's numbers begin one later
  DownFile newest_down = DownFile::kPlain;
  FileEdit edit = FileEdit::kNone;
  Layout layout = Layout::kFlat;
  migrator::DriverKind driver = migrator::DriverKind::kBatch;
  migrator::OpenedBy opened_by = migrator::OpenedBy::kUrl;
  CacheBeginning cache = CacheBeginning::kGood;
  Foreign foreign = Foreign::kNobody;
  DurationMs foreign_for_ms = Seconds(5);  ///< how long what they run takes
  bool builtin = false;                    ///< the database is the developer's own, in their folder
  ServerBeginning server = ServerBeginning::kStopped;
  bool environment_resets = false;  ///< the variable of RecoveryConfig (L01)
  FollowedAdvice follows = FollowedAdvice::kFirst;
  Text checkout = "trunk";  ///< when the history begins
  std::vector<DeveloperStep> script = {DeveloperStep{}};
  /// Checkouts are switched, files edited and migrators started at any moment, too.
  bool people_interfere = false;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("begins", self.begins, field::kPlain);
    visit("trunk", self.trunk, field::kPlain);
    visit("feature", self.feature, field::kPlain);
    visit("other", self.other, field::kPlain);
    visit("gap", self.gap, field::kPlain);
    visit("newest_down", self.newest_down, field::kPlain);
    visit("edit", self.edit, field::kPlain);
    visit("layout", self.layout, field::kPlain);
    visit("driver", self.driver, field::kPlain);
    visit("opened_by", self.opened_by, field::kPlain);
    visit("cache", self.cache, field::kPlain);
    visit("foreign", self.foreign, field::kPlain);
    visit("foreign_for_ms", self.foreign_for_ms, field::kPlain);
    visit("builtin", self.builtin, field::kPlain);
    visit("server", self.server, field::kPlain);
    visit("environment_resets", self.environment_resets, field::kPlain);
    visit("follows", self.follows, field::kPlain);
    visit("checkout", self.checkout, field::kPlain);
    visit("script", self.script, field::kPlain);
    visit("people_interfere", self.people_interfere, field::kPlain);
  }
};

/// Throws std::invalid_argument that names the parameter, or a JSON exception.
Parameters ParametersFromJson(const Json& json);

/// Smaller worlds to try instead, best first.
std::vector<Parameters> SmallerParameters(const Parameters& parameters);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_PARAMETERS_H_

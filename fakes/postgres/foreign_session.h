// ForeignSession: somebody else at the database, a migrator or a person, as a part of the world and
// an agent. It follows a script, one statement at a time, each so long after the one before.
#ifndef FAKES_POSTGRES_FOREIGN_SESSION_H_
#define FAKES_POSTGRES_FOREIGN_SESSION_H_

#include <memory>
#include <vector>

#include "fakes/postgres/postgres_state.h"

namespace relapse::migrations {

enum class ForeignStepKind : std::uint8_t {
  kOpen,
  kLock,  ///< pg_advisory_lock, or with `in_transaction` pg_advisory_xact_lock
  kUnlock,
  kBegin,
  kCommit,
  kCreateVersionTable,
  kTruncateVersion,
  kInsertVersion,
  kRunSql,
  /// Reads the version row: where it is dirty, or at `row` or above, nothing is left to be done,
  /// and the rest up to the unlocking is left out.
  kReadVersion,
  kClose,  ///< also what a death leaves
};
std::string_view EnumName(ForeignStepKind kind);
void EnumFromName(std::string_view name, ForeignStepKind& kind);

struct ForeignStep {
  ForeignStepKind kind = ForeignStepKind::kOpen;
  DurationMs after = Seconds(1);  ///< the step before, milliseconds
  VersionRow row;
  Text sql;
  bool in_transaction = false;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("kind", self.kind, field::kPlain);
    visit("after", self.after, field::kPlain);
    visit("row", self.row, field::kPlain);
    visit("sql", self.sql, field::kPlain);
    visit("in_transaction", self.in_transaction, field::kPlain);
  }
};
using ForeignScript = std::vector<ForeignStep>;

struct ForeignSession {
  static constexpr std::string_view kPartName = "foreign_session";

  Text application = "migrate";
  std::int64_t key = 0;  ///< of its advisory lock: which of the two it uses is the caller's matter
  std::shared_ptr<const ForeignScript> script;  ///< never changes
  std::int64_t next = 0;                        ///< step; past the end: it has gone
  std::int64_t session = kNoTime;               ///< kNoTime: none
  TimeMs due = kNoTime;                         ///< kNoTime: it does nothing
  /// Something it needed was refused, and not for a lock: it went away and left things as they
  /// were.
  bool failed = false;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("application", self.application, field::kUnread);
    visit("key", self.key, field::kUnread);
    visit("script", self.script, field::kUnread);
    visit("next", self.next, field::kPlain);
    visit("session", self.session, field::Id{kSessionIds});
    visit("due", self.due, field::Age{0});
    visit("failed", self.failed, field::kPlain);
  }
};

/// Begins a script now: its first step comes `after` its own delay.
ForeignSession MakeForeignSession(Text application, std::int64_t key, ForeignScript script,
                                  TimeMs now);

/// The stock driver's Up of one version (section 3.2), unless it is there: dirty row, text, clean
/// row, each committed. `duration` is how long the text takes.
ForeignScript StockUp(Version version, Text sql, DurationMs duration);
/// The same, killed after the dirty row: the row stays, the lock does not.
ForeignScript KilledUp(Version version);
/// Coder's batch driver (section 3.4): all versions in one transaction, which holds the version
/// table exclusively for `duration`.
ForeignScript BatchUp(const std::vector<std::pair<Version, Text>>& files, DurationMs duration);
/// Holds the lock for `duration`, and does nothing.
ForeignScript LockFor(DurationMs duration);

/// Follows the script. A lock that somebody holds is waited for: the step is tried again after its
/// own delay, and a transaction from its BEGIN.
class ForeignAgent final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override;
  void Advance(World& world) const override;
};

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_FOREIGN_SESSION_H_

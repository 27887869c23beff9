// Rows that were there before: what makes context discovery hard (spec/planetscale-engine.md
// section 8.3).
#ifndef FAKES_VITESS_SEEDED_HISTORY_H_
#define FAKES_VITESS_SEEDED_HISTORY_H_

#include <string_view>

#include "fakes/vitess/vitess_state.h"

namespace relapse::planetscale {

/// Each makes one migration with a context of its own. Unless it says otherwise it was requested,
/// and if it is over, ended, days before the world began. None ever changes a live schema, and
/// those that still run are fully throttled.
enum class HistoricalKind : std::uint8_t {
  kFinished,
  kFinishedRecently,  ///< an hour ago: a baseline keeps its context
  kFailed,
  kCancelled,
  kResurrected,        ///< requested long ago, failed, retried: running now
  kRetriedLater,       ///< failed long ago; retried while the apply runs (X3)
  kForeignRunning,     ///< somebody else's change, requested an hour ago
  kForeignLater,       ///< the same, requested while the apply runs (X2)
  kFinishedRevert,     ///< `revert:<context>`
  kRevertRunning,      ///< a revert of a foreign change, running (X11)
  kRevertLater,        ///< the same, requested while the apply runs
  kUnderscore,         ///< a finished context with `_`: `localscale:1_5`
  kUnderscoreSibling,  ///< a running context that LIKE 'localscale:1_000001' also matches (X9)
  kFormerLife,         ///< failed; `localscale:1`, from before numbers began again at 1 (B33)
  kFormerRevert,       ///< failed; `localscale-revert:1`, from the same time (B19)
};
std::string_view EnumName(HistoricalKind kind);
void EnumFromName(std::string_view name, HistoricalKind& kind);

/// True for kinds of which something happens while the apply runs.
constexpr bool HappensLater(HistoricalKind kind) {
  return kind == HistoricalKind::kRetriedLater || kind == HistoricalKind::kForeignLater ||
         kind == HistoricalKind::kRevertLater;
}

/// Adds the rows that `kind` has when the world begins; `index` makes its context and uuid unique.
void SeedHistory(VitessState& vitess, HistoricalKind kind, std::int64_t index);

/// What happens later of `kind`, seeded with the same index.
void HappenLater(VitessState& vitess, HistoricalKind kind, std::int64_t index, TimeMs now);

/// The context and the uuid of the migration seeded as number `index`.
Text HistoricalContext(HistoricalKind kind, std::int64_t index);
Text HistoricalUuid(std::int64_t index);

}  // namespace relapse::planetscale

#endif  // FAKES_VITESS_SEEDED_HISTORY_H_

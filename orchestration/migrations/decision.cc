#include "orchestration/migrations/decision.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse::migrations {

namespace {

constexpr std::array<std::string_view, 3> kResolutions{"none", "applied", "not_applied"};
constexpr std::array<std::string_view, kActionCount> kActions{
    "proceed", "adopt", "heal", "accept", "resolve", "rollback", "reset", "refuse"};
constexpr std::array<std::string_view, kRefusalCount> kRefusals{"none",
                                                                "flags-exclude",
                                                                "data-folder-unreadable",
                                                                "postmaster-unknown",
                                                                "pid-file-foreign",
                                                                "server-running",
                                                                "data-folder-half",
                                                                "foreign-major",
                                                                "unreachable",
                                                                "lock-held",
                                                                "reset-unconfirmed",
                                                                "store-newer",
                                                                "schema-gone",
                                                                "version-inconsistent",
                                                                "dirty",
                                                                "folder-unreadable",
                                                                "folder-empty",
                                                                "duplicate-files",
                                                                "file-unreadable",
                                                                "version-lost",
                                                                "ahead",
                                                                "untracked",
                                                                "non-contiguous",
                                                                "down-unsafe",
                                                                "irreversible",
                                                                "undo-all",
                                                                "missing",
                                                                "changed",
                                                                "left-behind",
                                                                "resolution-disproved"};
constexpr std::array<std::string_view, kRemedyCount> kRemedies{
    "run",          "fix-permissions",     "restore-folder",     "remove-duplicate",
    "start-server", "wait-for-holder",     "stop-server",        "remove-pid-file",
    "upgrade-tool", "use-major",           "check-out-source",   "check-out-and-roll-back",
    "renumber",     "delete-version-rows", "drop-invalid-index", "check-out-without",
    "drop-objects", "create-schema"};
constexpr std::array<std::string_view, 17> kNotes{
    "nothing-to-undo", "nothing-to-accept", "nothing-to-reset",  "only-whitespace", "up-file-gone",
    "down-file-gone",  "irreversible",      "stale-pruned",      "renamed",         "assumed-texts",
    "cache-ignored",   "reuses-postmaster", "cache-not-written", "nothing-run",     "invalid-index",
    "left-behind",     "word-on-another"};
constexpr std::array<std::string_view, 7> kCacheStates{"absent",  "good",    "unknown",   "stale",
                                                       "foreign", "damaged", "unreadable"};

}  // namespace

std::string_view EnumName(Action action) { return NameOf(kActions, action); }
std::string_view EnumName(Refusal refusal) { return NameOf(kRefusals, refusal); }
std::string_view EnumName(Remedy remedy) { return NameOf(kRemedies, remedy); }
std::string_view EnumName(Note note) { return NameOf(kNotes, note); }
std::string_view EnumName(CacheState state) { return NameOf(kCacheStates, state); }
std::string_view EnumName(Resolution resolution) { return NameOf(kResolutions, resolution); }
void EnumFromName(std::string_view name, Resolution& resolution) {
  ReadName(kResolutions, name, resolution);
}

}  // namespace relapse::migrations

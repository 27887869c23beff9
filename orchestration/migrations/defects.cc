#include "orchestration/migrations/defects.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse::migrations {

namespace {
constexpr std::array<std::string_view, kDefectCount> kSlugs{"design-cache-file",
                                                            "design-database-only",
                                                            "no-cache-is-conflict",
                                                            "reset-unasked",
                                                            "reset-keeps-tracking",
                                                            "dirty-not-read",
                                                            "no-capture-after-start",
                                                            "cache-error-swallowed",
                                                            "only-not-found-is-missing",
                                                            "coder-lock-only",
                                                            "no-locks",
                                                            "locks-released-early",
                                                            "holder-not-named",
                                                            "lock-wait-unbounded",
                                                            "stop-unheard",
                                                            "session-forgotten",
                                                            "no-compare-and-set",
                                                            "rollback-to-one-less",
                                                            "version-row-apart",
                                                            "down-text-apart",
                                                            "down-text-of-checkout",
                                                            "lost-commit-is-failure",
                                                            "destroys-where-undo-fails",
                                                            "store-made-first",
                                                            "edits-before-refusal",
                                                            "version-before-dirty",
                                                            "dirty-is-applied",
                                                            "intent-came-before",
                                                            "resolution-not-checked",
                                                            "resolved-unseen",
                                                            "missing-schema-unseen",
                                                            "first-version-row",
                                                            "empty-version-is-fresh",
                                                            "unreadable-is-missing",
                                                            "unreadable-file-skipped",
                                                            "duplicates-accepted",
                                                            "six-digit-numbers",
                                                            "stray-folders-read",
                                                            "rollback-unasked",
                                                            "middle-undone",
                                                            "comment-down-undone",
                                                            "unsafe-down-run",
                                                            "accepted-replaces-executed",
                                                            "whitespace-is-change",
                                                            "stale-not-pruned",
                                                            "ahead-ignored",
                                                            "added-below-ignored",
                                                            "adopts-against-catalog",
                                                            "accepts-against-catalog",
                                                            "intents-not-written",
                                                            "intent-kept",
                                                            "intents-are-applied",
                                                            "healed-unproven",
                                                            "reset-unconfirmed",
                                                            "advises-untried",
                                                            "foreign-major-started",
                                                            "unknown-postmaster-ignored",
                                                            "reset-of-live-server",
                                                            "unreadable-data-is-fresh",
                                                            "server-left-running",
                                                            "cache-decides",
                                                            "cache-owner-ignored",
                                                            "cache-in-place",
                                                            "cache-file-not-synced",
                                                            "cache-folder-not-synced",
                                                            "cache-not-set-aside",
                                                            "cache-name-not-kept",
                                                            "reset-keeps-cache"};
}  // namespace

std::string_view EnumName(Defect defect) { return NameOf(kSlugs, defect); }
void EnumFromName(std::string_view name, Defect& defect) { ReadName(kSlugs, name, defect); }

}  // namespace relapse::migrations

#include "orchestration/migrations/defects.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse::migrations {

namespace {
constexpr std::array<std::string_view, kDefectCount> kSlugs{
    "design-cache-file",      "design-database-only",  "no-cache-is-conflict",
    "reset-unasked",          "reset-keeps-tracking",  "dirty-not-read",
    "no-capture-after-start", "cache-error-swallowed", "only-not-found-is-missing",
};
}  // namespace

std::string_view EnumName(Defect defect) { return NameOf(kSlugs, defect); }
void EnumFromName(std::string_view name, Defect& defect) { ReadName(kSlugs, name, defect); }

}  // namespace relapse::migrations

#include "orchestration/ports/migration_row.h"

#include <array>

#include "harness/core/enum_names.h"
#include "orchestration/ports/vtgate.h"

namespace relapse::planetscale {

namespace {
constexpr std::array<std::string_view, 7> kMigrationStatuses{
    "requested", "queued", "ready", "running", "complete", "failed", "cancelled"};
}  // namespace

std::string_view EnumName(MigrationStatus status) { return NameOf(kMigrationStatuses, status); }
void EnumFromName(std::string_view name, MigrationStatus& status) {
  ReadName(kMigrationStatuses, name, status);
}

std::uint64_t MigrationRows::CachedHash() const {
  std::uint64_t hash = size();
  for (const MigrationRow& row : *this) {
    hash = HashCombine(hash, row.migration_uuid.hash());
    hash = HashCombine(hash, row.shard.hash());
    hash = HashCombine(hash, static_cast<std::uint64_t>(row.migration_status) * 2 +
                                 (row.ready_to_complete ? 1 : 0));
    hash = HashCombine(hash, static_cast<std::uint64_t>(row.rows_copied));
  }
  return hash;
}

}  // namespace relapse::planetscale

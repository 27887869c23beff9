#include "orchestration/migrations/views.h"

#include <fmt/format.h>

#include "harness/core/content_hash.h"

namespace relapse::migrations {

Text SeenIn(const DatabaseView& database) {
  std::uint64_t hash = ContentHash(database.version_table.rows);
  hash = HashCombine(hash, ContentHash(database.catalog));
  hash = HashCombine(hash, ContentHash(database.store.left_behind));
  return fmt::format("{:08x}", hash >> 32);
}

}  // namespace relapse::migrations

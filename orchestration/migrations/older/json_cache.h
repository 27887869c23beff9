// The cache file of design A: a JSON object, version to base name of the down file
// (spec/migration-recovery.md section 1.1). It is bound to no database (L33) and written in place:
//
//   {"1":"000001_users.down.sql","2":"000002_orders.down.sql"}
#ifndef ORCHESTRATION_MIGRATIONS_OLDER_JSON_CACHE_H_
#define ORCHESTRATION_MIGRATIONS_OLDER_JSON_CACHE_H_

#include <optional>
#include <vector>

#include "harness/core/result.h"
#include "orchestration/ports/migration_types.h"

namespace relapse::migrations {
class FileSystem;
}  // namespace relapse::migrations

namespace relapse::migrations::older {

struct JsonCacheEntry {
  Version version = 0;
  Text filename;
  friend bool operator==(const JsonCacheEntry&, const JsonCacheEntry&) = default;
};

/// In the order of the text. Nothing where there is none, whether it is absent, torn or could not
/// be read: who asks cannot tell them apart (CA13, S01, L03).
std::optional<std::vector<JsonCacheEntry>> ReadJsonCache(FileSystem& files, Text path);

/// Truncates the file and writes it: a crash in between leaves any part of it.
Status WriteJsonCache(FileSystem& files, Text path, const std::vector<JsonCacheEntry>& entries);

}  // namespace relapse::migrations::older

#endif  // ORCHESTRATION_MIGRATIONS_OLDER_JSON_CACHE_H_

// The cache file: a hint of what the store says, for status when the database does not answer.
// Bound to one database, whole or old at every crash, and never decided upon (DUR-3, DUR-4, L33):
//
//   relapse-migrations 1
//   database 7301234567890123456/16384 localhost:5432/app
//   run 3f2a...
//   state good
//   4 000004_alpha.down.sql
//   checksum 0123456789abcdef
#ifndef ORCHESTRATION_MIGRATIONS_CACHE_H_
#define ORCHESTRATION_MIGRATIONS_CACHE_H_

#include "harness/core/result.h"
#include "orchestration/migrations/views.h"

namespace relapse::migrations {

class FileSystem;

/// What a cache file is bound to.
struct CacheOwner {
  Text system_identifier;
  std::int64_t database_oid = 0;
  Text target;
  friend bool operator==(const CacheOwner&, const CacheOwner&) = default;
};

struct CacheEntry {
  Version version = 0;
  Text filename;
  friend bool operator==(const CacheEntry&, const CacheEntry&) = default;
};

struct CacheFile {
  CacheOwner owner;
  Text run_id;
  bool known = true;                ///< false: the database was about to be changed
  std::vector<CacheEntry> entries;  ///< ascending
};

Text PrintCache(const CacheFile& file);
/// Nothing where it is torn, of another format, or no cache at all.
const std::optional<CacheFile>& ParseCache(Text bytes);

/// What `file` would have to say of `store`: everything that is recorded as applied.
std::vector<CacheEntry> CacheEntriesOf(const MigrationStore& store);
/// Whether that is what `file` says.
bool SaysWhatIsIn(const MigrationStore& store, const CacheFile& file);

/// What the cache is good for, against the database that was looked at.
CacheState ReadCache(FileSystem& files, Text path, const CacheOwner& owner,
                     const MigrationStore& store, const Defects& defects = {});

/// Makes durable that the file is there, or is not, as it is seen now: whoever renamed or removed
/// it may have died before the disk knew, and an older one would come back with the machine.
Status KeepCacheName(FileSystem& files, Text path);

/// Where the file is written before it gets its name.
Text ScratchOfCache(Text path);

/// Replaces the file: written beside it, synced, renamed, and the folder synced.
Status WriteCache(FileSystem& files, Text path, const CacheFile& file, const Defects& defects = {});

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_CACHE_H_

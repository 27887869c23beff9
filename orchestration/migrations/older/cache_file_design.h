// Design A: a cache file says which migrations were applied, and is the only thing that makes
// recovery look further (spec/migration-recovery.md section 1.2; the steps are named as there).
#ifndef ORCHESTRATION_MIGRATIONS_OLDER_CACHE_FILE_DESIGN_H_
#define ORCHESTRATION_MIGRATIONS_OLDER_CACHE_FILE_DESIGN_H_

#include "orchestration/migrations/older/json_cache.h"
#include "orchestration/migrations/older/old_design.h"

namespace relapse::migrations::older {

/// One run: one call of one of the two.
class CacheFileDesign : private OldDesign {
 public:
  CacheFileDesign(const RecoveryPorts& ports, const RecoveryConfig& config, const Request& request)
      : OldDesign(ports, config, request) {}

  RecoveryResult Prepare();  ///< A0 to A12
  RecoveryResult Record();   ///< A16

 private:
  void Recover();
  bool FindConflict(std::vector<Version>& about);
  void RollBack();
  void RollBackMissing(const std::vector<StoredMigration>& missing);
  void CaptureAndWriteCache();
  Status Track();
  Status Capture();
  Status WriteCache();
  std::vector<StoredMigration> FindMissing();
  bool IsMissing(Text filename);

  std::vector<JsonCacheEntry> on_disk_;  ///< files at or below the database's version
};

}  // namespace relapse::migrations::older

#endif  // ORCHESTRATION_MIGRATIONS_OLDER_CACHE_FILE_DESIGN_H_

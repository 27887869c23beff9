// Design B: the tracking table alone decides, and knows the up texts too, so that edited files are
// noticed (spec/migration-recovery.md section 1.3; the steps are named as there).
#ifndef ORCHESTRATION_MIGRATIONS_OLDER_DATABASE_ONLY_DESIGN_H_
#define ORCHESTRATION_MIGRATIONS_OLDER_DATABASE_ONLY_DESIGN_H_

#include <map>
#include <string>

#include "orchestration/migrations/older/old_design.h"

namespace relapse::migrations::older {

/// One run: one call of one of the two.
class DatabaseOnlyDesign : private OldDesign {
 public:
  DatabaseOnlyDesign(const RecoveryPorts& ports, const RecoveryConfig& config,
                     const Request& request)
      : OldDesign(ports, config, request) {}

  RecoveryResult Prepare();  ///< B1 to B18
  RecoveryResult Record();   ///< the capture of B19

 private:
  void Recover();
  void Examine();
  bool RollBackMissing();
  void CheckContents();
  bool IsChanged(const StoredMigration& row);
  Status Track();
  Status Capture();
  Result<Text> ReadIfIndexed(const std::string& base_name);
  void IndexFiles();
  void IndexFolder(Text folder);

  std::map<std::string, std::string> index_;  ///< base name to path
  std::vector<Text> folders_;
};

}  // namespace relapse::migrations::older

#endif  // ORCHESTRATION_MIGRATIONS_OLDER_DATABASE_ONLY_DESIGN_H_

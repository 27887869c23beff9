// What a run of the tool says, as text and as one JSON object.
#ifndef TOOLS_RELAPSE_MIGRATE_REPORT_H_
#define TOOLS_RELAPSE_MIGRATE_REPORT_H_

#include <string>

#include "harness/core/json.h"
#include "orchestration/migrations/explain.h"
#include "orchestration/migrations/recovery.h"
#include "tools/relapse_migrate/options.h"

namespace relapse::migrations {

struct ToolReport {
  ToolOptions options;
  Text target;
  bool dry_run = true;
  RecoveryResult result;

  int ExitCode() const;
  /// What has to be typed again besides the command.
  Typed typed() const;
  std::string ToText() const;
  Json ToJson() const;
};

}  // namespace relapse::migrations

#endif  // TOOLS_RELAPSE_MIGRATE_REPORT_H_

// Target: what a connection URL points to, without the password: what is printed and confirmed.
#ifndef TOOLS_RELAPSE_MIGRATE_TARGET_H_
#define TOOLS_RELAPSE_MIGRATE_TARGET_H_

#include <string>

#include "harness/core/result.h"

namespace relapse::migrations {

struct Target {
  std::string host;
  std::string port;
  std::string database;
  std::string Name() const { return host + ":" + port + "/" + database; }
};

/// As libpq reads the URL (or "key=value ..."), its defaults filled in. kInvalid says what is
/// wrong.
Result<Target> ParseTarget(const std::string& url);

}  // namespace relapse::migrations

#endif  // TOOLS_RELAPSE_MIGRATE_TARGET_H_

// Shard: which part of a campaign this machine does, from --shard or from the variables by which
// test runners and schedulers say it (docs/running_in_ci.md).
#ifndef HARNESS_CLI_SHARD_H_
#define HARNESS_CLI_SHARD_H_

#include <functional>
#include <optional>
#include <string>

#include "harness/explore/campaign.h"

namespace relapse {

/// The value of an environment variable; nothing if it is not set or empty.
using ReadVariable = std::function<std::optional<std::string>(const char* name)>;
std::optional<std::string> EnvironmentVariable(const char* name);

/// "2/5": counts from 1. Throws CommandError.
Shard ParseShard(const std::string& text);
std::string ShardText(const Shard& shard);

struct EnvironmentShard {
  Shard shard;
  std::string variable;     ///< that said so
  std::string status_file;  ///< to be touched, so that the runner knows that shards are understood
};
/// The first runner of the list whose variables are set; throws CommandError where they make no
/// sense.
std::optional<EnvironmentShard> ShardFromEnvironment(const ReadVariable& read);

}  // namespace relapse

#endif  // HARNESS_CLI_SHARD_H_

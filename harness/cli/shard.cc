#include "harness/cli/shard.h"

#include <cstdlib>

#include "harness/cli/arguments.h"
#include "harness/cli/exit_status.h"

namespace relapse {

namespace {

constexpr std::int64_t kMostShards = 1'000'000;

/// How a runner says it. `first`: the number of the first shard, or the variable that holds it.
struct Runner {
  const char* index;
  const char* count;
  int first;
  const char* first_variable;
  const char* step_variable;
  const char* status_file;
};
// googletest and Bazel count from 0 (googletest, docs/advanced.md "Distributing Test Functions";
// Bazel, "Test encyclopedia": test sharding), so does an Indexed Job of Kubernetes. Slurm counts
// from whatever --array says. GitLab counts from 1 (predefined variables, CI_NODE_INDEX).
constexpr Runner kRunners[] = {
    {"GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", 0, nullptr, nullptr, "GTEST_SHARD_STATUS_FILE"},
    {"TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", 0, nullptr, nullptr, "TEST_SHARD_STATUS_FILE"},
    {"JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", 0, nullptr, nullptr, nullptr},
    {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", 0, "SLURM_ARRAY_TASK_MIN",
     "SLURM_ARRAY_TASK_STEP", nullptr},
    {"CI_NODE_INDEX", "CI_NODE_TOTAL", 1, nullptr, nullptr, nullptr},
};

std::int64_t CountOf(const ReadVariable& read, const char* name, std::int64_t fallback,
                     std::int64_t least) {
  const auto text = name == nullptr ? std::nullopt : read(name);
  return text.has_value() ? ParseCount(name, *text, least, kMostShards) : fallback;
}

}  // namespace

std::optional<std::string> EnvironmentVariable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

Shard ParseShard(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) {
    throw CommandError("--shard \"" + text + "\": wants i/n, such as 2/5; i counts from 1");
  }
  Shard shard;
  shard.count =
      static_cast<int>(ParseCount("--shard i/n: n", text.substr(slash + 1), 1, kMostShards));
  shard.index =
      static_cast<int>(ParseCount("--shard i/n: i", text.substr(0, slash), 1, shard.count)) - 1;
  return shard;
}

std::string ShardText(const Shard& shard) {
  return std::to_string(shard.index + 1) + "/" + std::to_string(shard.count);
}

std::optional<EnvironmentShard> ShardFromEnvironment(const ReadVariable& read) {
  for (const Runner& runner : kRunners) {
    const bool has_index = read(runner.index).has_value();
    const bool has_count = read(runner.count).has_value();
    if (!has_index && !has_count) continue;
    if (!has_index || !has_count) {
      const std::string set = has_index ? runner.index : runner.count;
      const std::string missing = has_index ? runner.count : runner.index;
      throw CommandError(set + " is set, but " + missing + " is not; set both, or say --shard i/n");
    }
    const std::int64_t first = CountOf(read, runner.first_variable, runner.first, 0);
    const std::int64_t step = CountOf(read, runner.step_variable, 1, 1);
    const std::int64_t count = CountOf(read, runner.count, 1, 1);
    const std::int64_t index = CountOf(read, runner.index, 0, first);
    if ((index - first) % step != 0 || (index - first) / step >= count) {
      throw CommandError(std::string(runner.index) + "=" + std::to_string(index) +
                         " is none of the " + std::to_string(count) + " shards of " + runner.count +
                         "; mend them, or say --shard i/n");
    }
    EnvironmentShard found;
    found.shard = {static_cast<int>((index - first) / step), static_cast<int>(count)};
    found.variable = runner.index;
    if (runner.status_file != nullptr) found.status_file = read(runner.status_file).value_or("");
    return found;
  }
  return std::nullopt;
}

}  // namespace relapse

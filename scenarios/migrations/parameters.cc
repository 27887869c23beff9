#include "scenarios/migrations/parameters.h"

#include <array>

#include "harness/core/enum_names.h"
#include "scenarios/common/ranges.h"

namespace relapse::migrations {

namespace {

constexpr std::array<std::string_view, kBeginningCount> kBeginnings{"fresh",
                                                                    "unrecorded",
                                                                    "recorded",
                                                                    "on_feature",
                                                                    "unproven",
                                                                    "foreign_feature",
                                                                    "dirty_not_run",
                                                                    "dirty_applied",
                                                                    "dirty_running",
                                                                    "dirty_recordless",
                                                                    "dirty_nil",
                                                                    "hand_run_down",
                                                                    "version_lost",
                                                                    "dropped",
                                                                    "unrecorded_feature",
                                                                    "dirty_unrecorded",
                                                                    "dirty_nil_undone",
                                                                    "intent_of_another",
                                                                    "prepared",
                                                                    "two_rows",
                                                                    "dirty_of_another",
                                                                    "dirty_not_run_unrecorded",
                                                                    "schema_gone"};
constexpr std::array<std::string_view, kDownFileCount> kDownFiles{"plain", "absent", "comment",
                                                                  "fails", "transaction_control"};
constexpr std::array<std::string_view, kFileEditCount> kFileEdits{
    "none", "comment", "line_ends", "changed", "up_removed", "removed", "added_below"};
constexpr std::array<std::string_view, kLayoutCount> kLayouts{
    "flat",   "shards",    "stray_folder", "odd_names",      "unreadable", "unreadable_file",
    "absent", "duplicate", "seven_digits", "moved_to_shards"};
constexpr std::array<std::string_view, kCacheBeginningCount> kCaches{
    "good", "absent", "torn", "foreign", "stale", "unreadable", "read_only"};
constexpr std::array<std::string_view, kForeignCount> kForeigners{"nobody", "holds_lock",
                                                                  "stock_up", "batch_up"};
constexpr std::array<std::string_view, kServerBeginningCount> kServers{
    "stopped",   "dead_pid", "foreign_pid",   "running",   "other_users",
    "empty_pid", "half",     "foreign_major", "unreadable"};
constexpr std::int64_t kMostOfABranch = 4;
constexpr std::int64_t kMostSteps = 6;

bool IsBranch(Text name) { return name == "trunk" || name == "feature" || name == "other"; }

bool NeedsFeature(const Parameters& parameters) {
  switch (parameters.begins) {
    case Beginning::kFresh:
    case Beginning::kUnrecorded:
    case Beginning::kRecorded:
    case Beginning::kDirtyNil:
    case Beginning::kVersionLost:
    case Beginning::kDropped:
    case Beginning::kSchemaGone:
    case Beginning::kDirtyNilUndone:
      return parameters.foreign == Foreign::kStockUp || parameters.foreign == Foreign::kBatchUp;
    default:
      return true;
  }
}

void Validate(const Parameters& parameters) {
  RequireRange("trunk", parameters.trunk, 1, kMostOfABranch);
  RequireRange("feature", parameters.feature, NeedsFeature(parameters) ? 1 : 0, kMostOfABranch);
  RequireRange("other", parameters.other, 0, kMostOfABranch);
  RequireRange("foreign_for_ms", parameters.foreign_for_ms, 1, Minutes(10));
  RequireRange("script", std::ssize(parameters.script), 1, kMostSteps);
  const bool alone =
      parameters.foreign == Foreign::kNobody && parameters.begins != Beginning::kDirtyRunning;
  Require(!parameters.builtin || alone, "parameter \"builtin\" excludes everybody else");
  Require(parameters.builtin || parameters.server == ServerBeginning::kStopped,
          "parameter \"server\" needs \"builtin\"");
  Require(IsBranch(parameters.checkout), "parameter \"checkout\" names no branch");
  for (const DeveloperStep& step : parameters.script) {
    Require(step.switch_to.empty() || IsBranch(step.switch_to),
            "parameter \"script.switch_to\" names no branch");
  }
}

}  // namespace

std::string_view EnumName(Beginning beginning) { return NameOf(kBeginnings, beginning); }
void EnumFromName(std::string_view name, Beginning& beginning) {
  ReadName(kBeginnings, name, beginning);
}
std::string_view EnumName(DownFile down) { return NameOf(kDownFiles, down); }
void EnumFromName(std::string_view name, DownFile& down) { ReadName(kDownFiles, name, down); }
std::string_view EnumName(FileEdit edit) { return NameOf(kFileEdits, edit); }
void EnumFromName(std::string_view name, FileEdit& edit) { ReadName(kFileEdits, name, edit); }
std::string_view EnumName(Layout layout) { return NameOf(kLayouts, layout); }
void EnumFromName(std::string_view name, Layout& layout) { ReadName(kLayouts, name, layout); }
std::string_view EnumName(CacheBeginning cache) { return NameOf(kCaches, cache); }
void EnumFromName(std::string_view name, CacheBeginning& cache) { ReadName(kCaches, name, cache); }
std::string_view EnumName(Foreign foreign) { return NameOf(kForeigners, foreign); }
void EnumFromName(std::string_view name, Foreign& foreign) { ReadName(kForeigners, name, foreign); }

std::string_view EnumName(ServerBeginning server) { return NameOf(kServers, server); }
void EnumFromName(std::string_view name, ServerBeginning& server) {
  ReadName(kServers, name, server);
}

Parameters ParametersFromJson(const Json& json) {
  Require(json.is_object(), "parameters are a JSON object");
  const Json known = ToJson(Parameters{});
  for (const auto& [name, value] : json.items()) {
    Require(known.contains(name), "no parameter \"" + name + "\"");
  }
  Parameters parameters;
  FromJson(json, parameters);
  Validate(parameters);
  return parameters;
}

std::vector<Parameters> SmallerParameters(const Parameters& parameters) {
  std::vector<Parameters> smaller;
  const auto offer = [&](const Parameters& one) {
    if (ToJson(one) == ToJson(parameters)) return;
    try {
      Validate(one);
    } catch (const std::invalid_argument&) {
      return;
    }
    smaller.push_back(one);
  };
  const Parameters plain;
  const auto reset = [&](auto Parameters::*field) {
    Parameters one = parameters;
    one.*field = plain.*field;
    offer(one);
  };
  if (parameters.script.size() > 1) {
    for (std::size_t i = 0; i < parameters.script.size(); ++i) {
      Parameters one = parameters;
      one.script.erase(one.script.begin() + static_cast<std::ptrdiff_t>(i));
      offer(one);
    }
  }
  reset(&Parameters::foreign);
  reset(&Parameters::server);
  reset(&Parameters::cache);
  reset(&Parameters::edit);
  reset(&Parameters::layout);
  reset(&Parameters::newest_down);
  reset(&Parameters::gap);
  reset(&Parameters::driver);
  reset(&Parameters::opened_by);
  reset(&Parameters::environment_resets);
  reset(&Parameters::follows);
  reset(&Parameters::people_interfere);
  for (std::int64_t Parameters::*count :
       {&Parameters::trunk, &Parameters::feature, &Parameters::other}) {
    Parameters one = parameters;
    --(one.*count);
    offer(one);
  }
  return smaller;
}

}  // namespace relapse::migrations

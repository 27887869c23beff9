#include "scenarios/planetscale/masks/masks.h"

#include <algorithm>
#include <string_view>

namespace relapse::planetscale::masks {

namespace {

// Each generated file is one raw string literal: the text file as it is.
constexpr std::string_view kApply =
#include "masks/apply.inc"
    ;
constexpr std::string_view kHistoricalRows =
#include "masks/historical_rows.inc"
    ;
constexpr std::string_view kDeferredDeploy =
#include "masks/deferred_deploy.inc"
    ;
constexpr std::string_view kDeferredCutover =
#include "masks/deferred_cutover.inc"
    ;
constexpr std::string_view kKeptBranch =
#include "masks/kept_branch.inc"
    ;
constexpr std::string_view kFailure =
#include "masks/failure.inc"
    ;
constexpr std::string_view kLaterHistory =
#include "masks/later_history.inc"
    ;

/// One path a line; what follows `#` is a reason.
std::vector<std::string> PathsOf(std::string_view text) {
  std::vector<std::string> paths;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = line.substr(0, line.find('#'));
    while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
    if (!line.empty()) paths.emplace_back(line);
  }
  return paths;
}

}  // namespace

std::vector<std::string> Apply() { return PathsOf(kApply); }
std::vector<std::string> HistoricalRows() { return PathsOf(kHistoricalRows); }
std::vector<std::string> DeferredDeploy() { return PathsOf(kDeferredDeploy); }
std::vector<std::string> DeferredCutover() { return PathsOf(kDeferredCutover); }
std::vector<std::string> KeptBranch() { return PathsOf(kKeptBranch); }
std::vector<std::string> Failure() { return PathsOf(kFailure); }
std::vector<std::string> LaterHistory() { return PathsOf(kLaterHistory); }

}  // namespace relapse::planetscale::masks

#include "scenarios/planetscale/masks/masks.h"

#include <algorithm>
#include <string_view>

namespace relapse::planetscale::masks {

namespace {

// Each generated file is one raw string literal: the text file as it is.
constexpr std::string_view kClaims =
#include "masks/claims.inc"
    ;
constexpr std::string_view kFailingClaims =
#include "masks/failing_claims.inc"
    ;
constexpr std::string_view kKeptBranch =
#include "masks/kept_branch.inc"
    ;
constexpr std::string_view kFailingCutover =
#include "masks/failing_cutover.inc"
    ;
constexpr std::string_view kFailure =
#include "masks/failure.inc"
    ;
constexpr std::string_view kLaterHistory =
#include "masks/later_history.inc"
    ;
constexpr std::string_view kMadeAgain =
#include "masks/made_again.inc"
    ;
constexpr std::string_view kQuickRest =
#include "masks/quick_rest.inc"
    ;
constexpr std::string_view kStaging =
#include "masks/staging.inc"
    ;
constexpr std::string_view kTimes =
#include "masks/times.inc"
    ;
constexpr std::string_view kValidating =
#include "masks/validating.inc"
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

std::vector<std::string> Claims() { return PathsOf(kClaims); }
std::vector<std::string> FailingClaims() { return PathsOf(kFailingClaims); }
std::vector<std::string> KeptBranch() { return PathsOf(kKeptBranch); }
std::vector<std::string> FailingCutover() { return PathsOf(kFailingCutover); }
std::vector<std::string> Failure() { return PathsOf(kFailure); }
std::vector<std::string> LaterHistory() { return PathsOf(kLaterHistory); }
std::vector<std::string> MadeAgain() { return PathsOf(kMadeAgain); }
std::vector<std::string> QuickRest() { return PathsOf(kQuickRest); }
std::vector<std::string> Staging() { return PathsOf(kStaging); }
std::vector<std::string> Times() { return PathsOf(kTimes); }
std::vector<std::string> Validating() { return PathsOf(kValidating); }

}  // namespace relapse::planetscale::masks

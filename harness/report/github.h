// What GitHub's runners show of a campaign: annotations, and the summary of the step.
#ifndef HARNESS_REPORT_GITHUB_H_
#define HARNESS_REPORT_GITHUB_H_

#include <string>
#include <vector>

#include "harness/report/campaign_report.h"

namespace relapse {

/// GitHub shows ten annotations of a step and drops the rest without a word.
inline constexpr std::size_t kMostAnnotations = 10;
/// A summary beyond this (1 MiB, all of a step) is dropped as a whole.
inline constexpr std::size_t kMostSummaryBytes = 1024 * 1024;

/// One `::error` a failure of the harness and a signature; where there are too many, the last one
/// counts the rest.
std::vector<std::string> GithubAnnotations(const CampaignReport& report, const CampaignRun& run);
/// Markdown of at most `most` bytes: whole rows, the rest counted.
std::string GithubSummary(const CampaignReport& report, const CampaignRun& run,
                          std::size_t most = kMostSummaryBytes);

}  // namespace relapse

#endif  // HARNESS_REPORT_GITHUB_H_

// JUnit XML of a campaign, in the shape that Jenkins, GitLab and GitHub's actions read
// (tests/harness/junit.xsd): a suite a scenario, a test case a property.
#ifndef HARNESS_REPORT_JUNIT_H_
#define HARNESS_REPORT_JUNIT_H_

#include <string>

#include "harness/report/campaign_report.h"

namespace relapse {

/// The same report gives the same bytes.
std::string JunitText(const CampaignReport& report, const CampaignRun& run);

/// Text of an element or attribute: markup escaped, what XML 1.0 does not allow replaced by `?`.
std::string XmlEscaped(std::string_view text);

}  // namespace relapse

#endif  // HARNESS_REPORT_JUNIT_H_

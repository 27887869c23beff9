// What the commands campaign and merge share with the program: what is settled before they are
// echoed, and how their report is told.
#ifndef HARNESS_CLI_COMMAND_CAMPAIGN_H_
#define HARNESS_CLI_COMMAND_CAMPAIGN_H_

#include "harness/cli/session.h"
#include "harness/report/campaign_report.h"

namespace relapse {

/// Settles seed and shard: as given, as the folder of --out has them, from the environment, drawn.
/// Says on stderr which variable made the shard.
void SettleCampaign(Arguments& arguments);

ExitStatus StatusOf(CampaignVerdict verdict);
/// Throws CommandError where the file of --junit could not be written.
void CheckReportFiles(const Arguments& arguments);
/// Every exploration of the report onto the page of the session; nothing without --html.
void FillCampaignPage(Session& session, const CampaignData& data, const CampaignReport& report,
                      const std::string& folder);
/// One line for people, one event for machines.
void TellRow(Console& console, const std::string& scenario, const CampaignRow& row);
/// Prints the report, writes what was asked for (JUnit, GitHub's annotations and summary) and fills
/// the page.
CommandResult TellCampaign(Session& session, const CampaignData& data, const CampaignReport& report,
                           const CampaignRun& run);

}  // namespace relapse

#endif  // HARNESS_CLI_COMMAND_CAMPAIGN_H_

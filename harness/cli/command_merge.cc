#include <cstdio>

#include "harness/cli/campaign_store.h"
#include "harness/cli/command_campaign.h"
#include "harness/cli/commands.h"
#include "harness/cli/findings_report.h"
#include "harness/cli/watchdog.h"

namespace relapse {

CommandResult CommandMerge(Session& session) {
  const WatchdogPause pause;  // reading is no history
  const Arguments& arguments = session.arguments;
  CheckReportFiles(arguments);
  CheckOutFolder(arguments.out);
  CampaignData data;
  std::vector<std::string> complaints;
  try {
    data = MergeFolders(arguments.folders, arguments.out, [&](const std::string& text) {
      complaints.push_back(text);
      std::fprintf(stderr, "relapse: %s\n", text.c_str());
    });
  } catch (const std::runtime_error& error) {
    if (dynamic_cast<const CommandError*>(&error) != nullptr) throw;
    throw CommandError(std::string("--out: ") + error.what() +
                       "; make room, or name another directory");
  }
  CampaignReport report = ReportOf(data, std::nullopt);
  report.doubts.insert(report.doubts.end(), complaints.begin(), complaints.end());
  std::string seed;
  for (const auto& [key, start] : data.starts()) seed = start.seed;
  return TellCampaign(session, data, report,
                      {.command = "merge",
                       .seed = seed,
                       .folder = arguments.out,
                       .seconds = session.console.clock().Seconds(),
                       .histories = 0});
}

}  // namespace relapse

#include "harness/cli/command_campaign.h"

#include <cstdio>
#include <fstream>

#include "harness/cli/campaign_run.h"
#include "harness/cli/commands.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/shard.h"
#include "harness/cli/watchdog.h"

namespace relapse {

void SettleCampaign(Arguments& arguments) {
  if (arguments.max_time == 0 && arguments.max_histories == 0) {
    throw CommandError("campaign: wants an end; say --max-time 10m, --max-histories N, or both");
  }
  if (!arguments.shard.empty()) {
    (void)ParseShard(arguments.shard);
  } else if (const auto found = ShardFromEnvironment(EnvironmentVariable)) {
    arguments.shard = ShardText(found->shard);
    std::fprintf(stderr, "relapse: shard %s, as %s says\n", arguments.shard.c_str(),
                 found->variable.c_str());
    if (!found->status_file.empty()) std::ofstream(found->status_file, std::ios::app).flush();
  } else {
    arguments.shard = "1/1";
  }
  if (!arguments.seed.empty()) return;
  // A campaign that goes on goes on with its seed.
  std::ifstream file(arguments.out + "/journal.jsonl", std::ios::binary);
  std::string last;
  for (std::string line; std::getline(file, line);) {
    if (line.find("\"record\":{\"start\"") != std::string::npos) last = line;
  }
  const JournalText journal = ReadJournal(last);
  for (const auto& [key, start] : journal.data.starts()) arguments.seed = start.seed;
  if (arguments.seed.empty()) arguments.seed = DrawnSeed();
}

CommandResult CommandCampaign(Session& session) {
  // Histories begin in the workers, which are watched there.
  const WatchdogPause pause;
  CheckReportFiles(session.arguments);
  CampaignStore store(session.arguments.out, [&](const std::string& text) {
    session.console.ClearProgress();
    std::fprintf(stderr, "relapse: %s\n", text.c_str());
  });
  store.Open();
  Campaign campaign(session, store);
  campaign.Plan();
  session.console.Begin();
  campaign.Run();
  CampaignReport report = ReportOf(store.data(), campaign.shard());
  if (Interrupted()) report.doubts.emplace_back("interrupted");
  if (!store.complete())
    report.doubts.emplace_back("not everything could be kept in " + store.folder());
  return TellCampaign(session, store.data(), report,
                      {.command = "campaign",
                       .seed = session.arguments.seed,
                       .folder = store.folder(),
                       .seconds = session.console.clock().Seconds(),
                       .histories = campaign.histories()});
}

}  // namespace relapse

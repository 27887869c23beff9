// The commands, one function each. All throw CommandError for what the user can mend.
#ifndef HARNESS_CLI_COMMANDS_H_
#define HARNESS_CLI_COMMANDS_H_

#include "harness/cli/session.h"

namespace relapse {

CommandResult CommandList(Session& session);
/// Draws its seed with DrawnSeed() if none is given, before the command is echoed.
CommandResult CommandRun(Session& session);
std::string DrawnSeed();
CommandResult CommandExhaust(Session& session);
CommandResult CommandClose(Session& session);
/// SettleCampaign (command_campaign.h) before the command is echoed.
CommandResult CommandCampaign(Session& session);
CommandResult CommandMerge(Session& session);
CommandResult CommandReplay(Session& session);
CommandResult CommandShrink(Session& session);
CommandResult CommandExplain(Session& session);
CommandResult CommandBank(Session& session);
CommandResult CommandDoctor(Session& session);

}  // namespace relapse

#endif  // HARNESS_CLI_COMMANDS_H_

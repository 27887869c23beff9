#include "scenarios/planetscale/provider/revert.h"

#include "scenarios/planetscale/provider/instance.h"

namespace relapse::planetscale::provider {

namespace {

/// A table changed and one dropped, both taken back.
Parameters RevertDefaults() {
  Parameters parameters;
  parameters.world.revert_window_ms = 5000;
  parameters.script = {Make(ClientCall::kCreateBranch),
                       Execute("ALTER TABLE `orders` ADD INDEX `state_index` (`state`)"),
                       Execute("DROP TABLE `visits`"),
                       Make(ClientCall::kCreateRequest),
                       Make(ClientCall::kDeploy, 1, "ready"),
                       Make(ClientCall::kRevert, 1, "complete_pending_revert"),
                       Make(ClientCall::kLook, 1, "complete_revert")};
  return parameters;
}

}  // namespace

Scenario RevertScenario() {
  return MakeScenario({.name = "planetscale/provider-revert",
                       .summary = "a change that is live is reverted, kept, or left to its window",
                       .defaults = RevertDefaults(),
                       .draw = DrawReverts});
}

}  // namespace relapse::planetscale::provider

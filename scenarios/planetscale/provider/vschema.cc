#include "scenarios/planetscale/provider/vschema.h"

#include "scenarios/planetscale/provider/instance.h"

namespace relapse::planetscale::provider {

namespace {

Parameters VschemaDefaults() {
  Parameters parameters;
  parameters.world.keyspaces = 2;
  parameters.world.revert_window_ms = 5000;
  ClientStep other = UpdateVschema("{\"tables\":{\"orders\":{}}}");
  other.keyspace = 1;
  parameters.script = {Make(ClientCall::kCreateBranch),
                       Execute("ALTER TABLE `orders` ADD INDEX `state_index` (`state`)"),
                       UpdateVschema("{\"tables\":{\"users\":{}}}"),
                       other,
                       Make(ClientCall::kCreateRequest),
                       Make(ClientCall::kDeploy, 1, "ready"),
                       Make(ClientCall::kRevert, 1, "complete_pending_revert"),
                       Make(ClientCall::kLook, 1, "complete_revert")};
  return parameters;
}

}  // namespace

Scenario VschemaScenario() {
  return MakeScenario(
      {.name = "planetscale/vschema",
       .summary = "a change of VSchema beside DDL, in two keyspaces, and its revert",
       .defaults = VschemaDefaults(),
       .draw = DrawVschemas});
}

}  // namespace relapse::planetscale::provider

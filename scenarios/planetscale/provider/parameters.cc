#include "scenarios/planetscale/provider/parameters.h"

#include <string>

#include "scenarios/common/ranges.h"

namespace relapse::planetscale::provider {

namespace {

constexpr std::int64_t kMostSteps = 40;
constexpr std::int64_t kMostSubjects = 6;

void Validate(const Parameters& parameters) {
  const WorldParameters& world = parameters.world;
  RequireRange("keyspaces", world.keyspaces, 1, 3);
  RequireRange("shards", world.shards, 1, 4);
  RequireRange("statements", world.statements, 0, 3);
  RequireRange("copy_ticks", world.copy_ticks, 0, 1000);
  RequireRange("branch_ready_delay_ms", world.branch_ready_delay_ms, 0, Hours(1));
  RequireRange("diff_delay_ms", world.diff_delay_ms, 0, Seconds(5));
  RequireRange("revert_window_ms", world.revert_window_ms, 0, Hours(1));
  RequireRange("silence_ms", world.silence_ms, 1, Minutes(1));
  RequireRange("accepted_before_failure", world.accepted_before_failure, 0, 100);
  RequireRange("script", std::ssize(parameters.script), 1, kMostSteps);
  for (const ClientStep& step : parameters.script) {
    RequireRange("script.subject", step.subject, 1, kMostSubjects);
    RequireRange("script.after", step.after, 0, Hours(1));
    RequireRange("script.keyspace", step.keyspace, 0, 2);
    DeploymentState shown{};
    if (!step.until.empty()) EnumFromName(step.until.view(), shown);
  }
  const std::int64_t names = std::ssize(parameters.keyspace_names);
  Require(names == 0 || names == world.keyspaces,
          "parameter \"keyspace_names\" has " + std::to_string(names) + " names for " +
              std::to_string(world.keyspaces) + " keyspaces");
}

}  // namespace

ClientStep Make(ClientCall call, std::int64_t subject, Text until) {
  ClientStep step;
  step.call = call;
  step.subject = subject;
  step.until = until;
  return step;
}

ClientStep Execute(Text statement, std::int64_t subject) {
  ClientStep step = Make(ClientCall::kExecuteDdl, subject);
  step.statement = statement;
  return step;
}

ClientStep UpdateVschema(Text vschema, std::int64_t subject) {
  ClientStep step = Make(ClientCall::kUpdateVschema, subject);
  step.vschema = vschema;
  return step;
}

/// One change from branch to the end of its revert window, in a quick world.
Parameters::Parameters() {
  world.statements = 0;
  world.refuse_duplicate_deploy_request = true;
  world.branch_ready_delay_ms = 500;
  world.copy_ticks = 1;
  world.revert_window_ms = 1000;
  script = {Make(ClientCall::kCreateBranch),
            Execute("ALTER TABLE `orders` ADD INDEX `state_index` (`state`)"),
            Make(ClientCall::kCreateRequest), Make(ClientCall::kDeploy, 1, "ready"),
            Make(ClientCall::kLook, 1, "complete")};
}

Parameters ParametersFromJson(const Json& json) {
  Require(json.is_object(), "parameters are a JSON object");
  const Json known = ToJson(Parameters{});
  for (const auto& [name, value] : json.items()) {
    Require(known.contains(name), "no parameter \"" + name + "\"");
  }
  Parameters parameters;
  FromJson(json, parameters);
  Validate(parameters);
  return parameters;
}

Workload WorkloadOf(const Parameters& parameters) {
  Workload workload = DefaultWorkload(parameters.world);
  for (std::size_t i = 0; i < parameters.keyspace_names.size(); ++i) {
    workload.keyspaces[i].keyspace = parameters.keyspace_names[i];
  }
  for (KeyspaceWorkload& keyspace : workload.keyspaces) keyspace.statements.clear();
  return workload;
}

}  // namespace relapse::planetscale::provider

#include "fakes/planetscale/taken_branch.h"

#include <fmt/format.h>

#include "fakes/planetscale/fake_planetscale.h"
#include "schema/vitess/vschema.h"

namespace relapse::planetscale {

namespace {

void Run(BranchRecord& branch, std::size_t keyspace, Text statement) {
  const Result<SchemaHandle> changed = branch.schemas[keyspace].Apply(statement);
  if (!changed.ok()) return;  // where main moved the same way, the branch holds it already
  branch.schemas[keyspace] = *changed;
  branch.executed[keyspace] = branch.executed[keyspace].Append(statement);
}

VschemaText ForeignVschema() {
  static const Text kVschema = *vitess::NormaliseVschema(R"({"tables": {"audit_log": {}}})");
  return {kVschema};
}

RequestRecord TakenRequestOf(const WorldParameters& parameters, std::int64_t number, Text actor,
                             TimeMs now) {
  const bool is_complete = parameters.taken_request == TakenRequest::kComplete;
  RequestRecord record;
  record.foreign = true;
  DeployRequest& wire = record.wire;
  wire.number = number;
  wire.branch = parameters.taken_branch_name;
  wire.into_branch = MainBranch();
  wire.html_url =
      Text(fmt::format("https://app.planetscale.com/acme/shop/deploy-requests/{}", number));
  wire.actor = actor;
  wire.created_at = now;
  wire.deployment_state = is_complete ? DeploymentState::kComplete : DeploymentState::kReady;
  wire.deployment.state = wire.deployment_state;
  wire.deployment.auto_cutover = true;
  if (is_complete) wire.deployed_at = now;
  if (parameters.taken_request != TakenRequest::kOpen) {
    wire.state = RequestState::kClosed;
    wire.closed_at = now;
  }
  record.submitted = is_complete;
  return record;
}

}  // namespace

Text ForeignStatement() {
  static const Text kStatement(
      "CREATE TABLE `audit_log` (`id` bigint unsigned NOT NULL, PRIMARY KEY (`id`))");
  return kStatement;
}

BranchRecord& AddBranchWith(ProviderState& provider, const VitessState& vitess,
                            const Workload& workload, Text name, Text actor, TakenContent content) {
  BranchRecord branch = NewBranch(provider, name, MainBranch(), actor);
  branch.wire.ready = true;
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    branch.base[i] = vitess.keyspaces[i].live;
    branch.schemas[i] = vitess.keyspaces[i].live;
    branch.base_vschemas[i] = VschemaText{vitess.keyspaces[i].vschema};
    branch.vschemas[i] = branch.base_vschemas[i];
  }
  if (content == TakenContent::kForeign) Run(branch, 0, ForeignStatement());
  if (content == TakenContent::kPlanned) {
    for (std::size_t i = 0; i < workload.keyspaces.size(); ++i) {
      for (const Text statement : workload.keyspaces[i].statements) Run(branch, i, statement);
    }
  }
  if (content == TakenContent::kForeignVschema) branch.vschemas[0] = ForeignVschema();
  provider.branches.push_back(branch);
  return provider.branches.back();
}

void TakeName(ProviderState& provider, const VitessState& vitess, const WorldParameters& parameters,
              const Workload& workload, TimeMs now, Text operators_branch) {
  const Text actor = parameters.taken_by_us ? OurServiceToken() : Stranger();
  if (!parameters.taken_branch_gone) {
    AddBranchWith(provider, vitess, workload, parameters.taken_branch_name, actor,
                  parameters.taken_content)
        .foreign = parameters.taken_branch_name != operators_branch;
  }
  if (parameters.taken_request == TakenRequest::kNone) return;
  const auto number = static_cast<std::int64_t>(provider.requests.size()) + 1;
  provider.requests.push_back(TakenRequestOf(parameters, number, actor, now));
}

}  // namespace relapse::planetscale

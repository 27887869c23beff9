#include "scenarios/planetscale/parameters.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "fakes/storage/storage_state.h"
#include "orchestration/planetscale/constants.h"
#include "scenarios/common/ranges.h"

namespace relapse::planetscale {

namespace {

void Validate(const WorldParameters& world) {
  constexpr DurationMs kLongest = Hours(1);
  RequireRange("keyspaces", world.keyspaces, 1, 3);
  RequireRange("shards", world.shards, 1, 4);
  RequireRange("statements", world.statements, 0, 3);
  RequireRange("vschema_changes", world.vschema_changes, 0, 3);
  RequireRange("history", static_cast<std::int64_t>(world.history.size()), 0, 16);
  RequireRange("copy_ticks", world.copy_ticks, 0, 1000);
  RequireRange("branch_ready_delay_ms", world.branch_ready_delay_ms, 0, kLongest);
  RequireRange("snapshot_window_ms", world.snapshot_window_ms, 0, kLongest);
  RequireRange("stale_schema_api_ms", world.stale_schema_api_ms, 0, kLongest);
  RequireRange("diff_delay_ms", world.diff_delay_ms, 0, kLongest);
  RequireRange("validating_ms", world.validating_ms, 0, kLongest);
  RequireRange("not_staged_ms", world.not_staged_ms, 0, kLongest);
  RequireRange("cutover_fails_ms", world.cutover_fails_ms, 0, kLongest);
  RequireRange("api_outage_ms", world.api_outage_ms, 0, kLongest);
  RequireRange("metadata_limit", world.metadata_limit, 0, 1000);
  RequireRange("foreign_deploy_ms", world.foreign_deploy_ms, 0, Hours(48));
  RequireRange("colleague_deploys_ms", world.colleague_deploys_ms, 0, kLongest);
  RequireRange("revert_window_ms", world.revert_window_ms, 0, kLongest);
  RequireRange("history_delay_ms", world.history_delay_ms, 0, kLongest);
  RequireRange("touch_branch_after_ddl", world.touch_branch_after_ddl, 0, 100);
  RequireRange("fail_diffs", world.fail_diffs, 0, 100);
  RequireRange("fail_submissions", world.fail_submissions, 0, 100);
  RequireRange("fail_vschema", world.fail_vschema, 0, 100);
  RequireRange("fail_deploys", world.fail_deploys, 0, 100);
  Require(world.taken_when == TakenWhen::kBefore || !(world.taken_by_us || world.taken_branch_gone),
          "taken_when: an apply of ours takes no name while another runs, and a branch that is "
          "taken is not gone");
}

/// The branch is not ready when a wait for it gives up.
bool OutlastsBranchWait(const WorldParameters& world) {
  return world.branch_ready_delay_ms >= kBranchBound;
}

/// Somebody else's deployment holds the slot when a wait for it gives up.
bool OutlastsOtherDeploy(const WorldParameters& world) {
  return !world.queues_deploys && world.foreign_deploy_ms >= kOtherDeployBound;
}

/// Fresh starts after which a diff that fails fails the apply.
std::int64_t MostFreshStarts() { return static_cast<std::int64_t>(kMostPredecessors); }

/// Only VSchema is deployed, so that there is no cutover to hold.
bool HasNothingToHold(const Parameters& parameters) {
  return parameters.options.defer_cutover && parameters.world.statements == 0 &&
         parameters.world.vschema_changes > 0;
}

/// The operator's branch is not there, holds what nobody reviewed, or has an open request already
/// where there may be only one.
bool IsBranchUseless(const Parameters& parameters) {
  const WorldParameters& world = parameters.world;
  if (parameters.options.branch.empty()) return false;
  const bool is_there =
      world.taken_branch_name == parameters.options.branch && !world.taken_branch_gone;
  const bool holds_other_work = world.taken_content == TakenContent::kForeign ||
                                world.taken_content == TakenContent::kForeignVschema;
  return !is_there || holds_other_work ||
         (world.refuse_duplicate_deploy_request && world.taken_request == TakenRequest::kOpen);
}

bool MayRevert(const Parameters& parameters) {
  return parameters.operator_script == OperatorScript::kRevert ||
         std::ranges::any_of(parameters.commands, [](const OperatorCommand& command) {
           return command.operation == ControlOperation::kRevert;
         });
}

}  // namespace

Parameters ParametersFromJson(const Json& json) {
  Require(json.is_object(), "parameters are a JSON object");
  const Json known = ToJson(Parameters{});
  for (const auto& [name, value] : json.items()) {
    Require(known.contains(name), "no parameter \"" + name + "\"");
  }
  Parameters parameters;
  FromJson(json, parameters);
  Validate(parameters.world);
  RequireRange("revert_deadline_ms", parameters.options.revert_deadline_ms, 0, Hours(24));
  RequireRange("manual_timeout_ms", parameters.options.manual_timeout_ms, 0, Hours(30 * 24));
  RequireRange("commands", static_cast<std::int64_t>(parameters.commands.size()), 0, 8);
  Require(parameters.options.branch.empty() || parameters.world.taken_when == TakenWhen::kBefore,
          "branch: the operator's branch was there before");
  for (const OperatorCommand& command : parameters.commands) {
    RequireRange("commands.after", command.after, 0, Hours(1));
    RequireRange("commands.volume", command.volume, 0, 11);
  }
  return parameters;
}

bool TimesOut(const ApplyOptions& options) {
  return (options.defer_deploy || options.defer_cutover) &&
         options.manual_timeout_ms < kBeyondHistories;
}

bool FailureIsJustified(const Parameters& parameters) {
  const WorldParameters& world = parameters.world;
  return OutlastsBranchWait(world) || OutlastsOtherDeploy(world) || world.main_moved ||
         world.touch_branch_after_ddl > 0 || !world.main_safe_migrations ||
         world.never_leaves_pending || world.require_approval ||
         world.fail_diffs > MostFreshStarts() ||
         (world.invalid_vschema && world.vschema_changes > 0) || HasNothingToHold(parameters) ||
         (world.auto_cutover_ignored && parameters.options.defer_cutover) ||
         IsBranchUseless(parameters);
}

bool MayFail(const Parameters& parameters) {
  const WorldParameters& world = parameters.world;
  return FailureIsJustified(parameters) || world.fail_deploys > 0 || world.fail_submissions > 0 ||
         (world.fail_vschema > 0 && world.vschema_changes > 0) || world.submission_hangs ||
         world.cancel_hangs;
}

bool OutcomeMayDiffer(const Parameters& parameters) {
  // A command that races with what it commands comes too early or too late, as the faults have it:
  // what is shown only in passing may not be shown at all.
  const OperatorScript script = parameters.operator_script;
  // A revert window closes by itself while a worker is down.
  const bool in_window = script == OperatorScript::kRevert || script == OperatorScript::kSkipRevert;
  const bool at_no_gate = (script == OperatorScript::kStart && !parameters.options.defer_deploy) ||
                          (script == OperatorScript::kCutover && !parameters.options.defer_cutover);
  // A worker that dies waits anew, and may see the end of what the first one would have given up.
  // A colleague deploys in our stead, or comes too late.
  return OutlastsBranchWait(parameters.world) || OutlastsOtherDeploy(parameters.world) ||
         TimesOut(parameters.options) || parameters.world.colleague_deploys_ms > 0 ||
         script == OperatorScript::kCancel || script == OperatorScript::kCancelAtGate ||
         at_no_gate || in_window || !parameters.commands.empty();
}

std::vector<OperatorCommand> AllCommands(const Parameters& parameters) {
  std::vector<OperatorCommand> all =
      CommandsOf(parameters.operator_script, GateOf(parameters.options));
  all.insert(all.end(), parameters.commands.begin(), parameters.commands.end());
  return all;
}

DurationMs ProviderTime(const Parameters& parameters) {
  const WorldParameters& world = parameters.world;
  // At the lowest volume a tick copies a twentieth.
  const bool is_slowed = std::ranges::count(parameters.commands, ControlOperation::kVolume,
                                            &OperatorCommand::operation) > 0;
  const std::int64_t copy_ticks = world.copy_ticks * (is_slowed ? 20 : 1);
  const std::int64_t migrations = world.keyspaces * world.shards * world.statements;
  DurationMs time = world.branch_ready_delay_ms + world.snapshot_window_ms + world.diff_delay_ms +
                    world.validating_ms + std::max(world.not_staged_ms, world.cutover_fails_ms) +
                    world.api_outage_ms + world.foreign_deploy_ms + world.revert_window_ms +
                    world.colleague_deploys_ms + world.history_delay_ms +
                    (copy_ticks + 4) * kTickMs * (migrations + 1);
  if (TimesOut(parameters.options)) time += 2 * parameters.options.manual_timeout_ms;
  if (MayRevert(parameters)) time += (copy_ticks + 6) * kTickMs * (migrations + 1);
  if (world.submission_hangs) time += Minutes(2);
  if (world.cancel_hangs) time += Seconds(10);
  if (world.never_leaves_pending) time += kPendingBound;
  // What a failed diff or branch costs is spent again in every fresh start.
  for (const OperatorCommand& command : parameters.commands) time += command.after;
  return time * (1 + std::min(world.fail_diffs, MostFreshStarts()));
}

ApplyStatus GateOf(const ApplyOptions& options) {
  return options.defer_deploy ? ApplyStatus::kWaitingForDeploy : ApplyStatus::kWaitingForCutover;
}

}  // namespace relapse::planetscale

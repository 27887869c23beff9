#include "scenarios/planetscale/drawn_parameters.h"

#include <rapidcheck.h>

#include <algorithm>
#include <utility>

#include "fakes/planetscale/world_builder.h"
#include "orchestration/planetscale/branch_setup.h"
#include "scenarios/common/dice.h"

namespace relapse::planetscale {

namespace {

constexpr std::int64_t kWorkloads = 4;
constexpr std::int64_t kHistoricalKinds = 13;
/// Kinds of which nothing runs and nothing happens later.
constexpr HistoricalKind kOrdinaryKinds[] = {
    HistoricalKind::kFinished,  HistoricalKind::kFinishedRecently, HistoricalKind::kFailed,
    HistoricalKind::kCancelled, HistoricalKind::kFinishedRevert,   HistoricalKind::kUnderscore};

std::vector<HistoricalKind> DrawHistory(Dice& dice, Drawn drawn) {
  std::vector<HistoricalKind> history;
  const std::int64_t rows = dice.Below(drawn == Drawn::kHistorical ? 9 : 7);
  for (std::int64_t i = 0; i < rows; ++i) {
    if (drawn == Drawn::kHistorical) {
      history.push_back(dice.OneOf<HistoricalKind>(kHistoricalKinds));
    } else {
      const std::int64_t kind = dice.Below(std::size(kOrdinaryKinds));
      history.push_back(kOrdinaryKinds[kind]);
    }
  }
  return history;
}

/// Adds what rapidcheck would try instead of `value` on the way to `target`.
template <class Set>
void Towards(std::int64_t value, std::int64_t target, const Set& set) {
  rc::Seq<std::int64_t> smaller = rc::shrink::towards(value, target);
  for (auto next = smaller.next(); next; next = smaller.next()) set(*next);
}

using Number = std::int64_t WorldParameters::*;
using Flag = bool WorldParameters::*;

constexpr std::pair<Number, std::int64_t> kNumbers[] = {
    {&WorldParameters::keyspaces, 1},
    {&WorldParameters::shards, 1},
    {&WorldParameters::statements, 1},
    {&WorldParameters::vschema_changes, 0},
    {&WorldParameters::foreign_deploy_ms, 0},
    {&WorldParameters::colleague_deploys_ms, 0},
    {&WorldParameters::not_staged_ms, 0},
    {&WorldParameters::cutover_fails_ms, 0},
    {&WorldParameters::api_outage_ms, 0},
    {&WorldParameters::metadata_limit, 0},
    {&WorldParameters::validating_ms, 0},
    {&WorldParameters::snapshot_window_ms, 0},
    {&WorldParameters::stale_schema_api_ms, 0},
    {&WorldParameters::history_delay_ms, 0},
    {&WorldParameters::diff_delay_ms, 0},
    {&WorldParameters::branch_ready_delay_ms, 2000},
    {&WorldParameters::revert_window_ms, 2000},
    {&WorldParameters::copy_ticks, 2},
    {&WorldParameters::touch_branch_after_ddl, 0},
    {&WorldParameters::fail_diffs, 0},
    {&WorldParameters::fail_submissions, 0},
    {&WorldParameters::fail_vschema, 0},
    {&WorldParameters::fail_deploys, 0}};

constexpr std::pair<Flag, bool> kFlags[] = {
    {&WorldParameters::invalid_vschema, false},
    {&WorldParameters::queues_deploys, false},
    {&WorldParameters::third_party, false},
    {&WorldParameters::taken_by_us, false},
    {&WorldParameters::taken_branch_gone, false},
    {&WorldParameters::main_moved, false},
    {&WorldParameters::auto_cutover_ignored, false},
    {&WorldParameters::cancel_hangs, false},
    {&WorldParameters::submission_hangs, false},
    {&WorldParameters::refuse_duplicate_deploy_request, false}};

}  // namespace

WorldParameters DrawWorld(std::uint64_t seed, Drawn drawn) {
  Dice dice(seed);
  WorldParameters world;
  world.keyspaces = 1 + dice.Below(3);
  world.shards = 1 + dice.Below(2);
  world.workload = dice.OneOf<WorkloadKind>(kWorkloads);
  world.statements = 1 + dice.Below(3);
  world.history = DrawHistory(dice, drawn);
  world.history_trigger = dice.OneOf<HistoryTrigger>(2);
  world.history_delay_ms = 250 * dice.Below(8);
  world.branch_ready_delay_ms = 500 * dice.Below(10);
  if (dice.OneIn(4)) world.snapshot_window_ms = 1000 * dice.Below(30);
  if (dice.OneIn(4)) world.stale_schema_api_ms = 1000 * dice.Below(30);
  world.diff_delay_ms = 500 * dice.Below(8);
  world.context_style = dice.OneOf<ContextStyle>(2);
  world.copy_ticks = 1 + dice.Below(5);
  world.revert_window_ms = 500 * dice.Below(10);
  world.queues_deploys = dice.OneIn(2);
  if (dice.OneIn(4)) world.validating_ms = 1000 * dice.Below(20);
  if (dice.OneIn(4)) world.foreign_deploy_ms = 1000 * dice.Below(30);
  world.refuse_duplicate_deploy_request = dice.OneIn(2);
  if (dice.OneIn(10)) world.fail_deploys = 1;
  if (dice.OneIn(10)) world.fail_submissions = 1;
  if (dice.OneIn(10)) world.main_moved = true;
  if (dice.OneIn(10)) world.statements = 0;
  return world;
}

OperatorScript DrawScript(std::uint64_t seed, const std::vector<OperatorScript>& scripts) {
  // Another stream than the world's, so that one more draw there does not change the script here.
  Dice dice(~seed);
  return scripts[static_cast<std::size_t>(dice.Below(static_cast<std::int64_t>(scripts.size())))];
}

std::vector<OperatorCommand> DrawCommands(std::uint64_t seed) {
  // Another stream than those of the world and of the script.
  Dice dice(seed ^ 0x636f6d6d616e6473);
  static constexpr DurationMs kDelays[] = {0, 300, 1500};
  std::vector<OperatorCommand> commands;
  const std::int64_t count = 1 + dice.Below(4);
  for (std::int64_t i = 0; i < count; ++i) {
    OperatorCommand command;
    command.shown = dice.OneOf<ApplyStatus>(static_cast<std::int64_t>(ApplyStatus::kReverting) + 1);
    command.operation = dice.OneOf<ControlOperation>(kControlOperationCount);
    command.after = kDelays[dice.Below(3)];
    if (command.operation == ControlOperation::kVolume) command.volume = 1 + dice.Below(11);
    commands.push_back(command);
    if (dice.OneIn(3)) commands.push_back(command);
  }
  if (!dice.OneIn(4)) {
    std::stable_sort(
        commands.begin(), commands.end(),
        [](const OperatorCommand& a, const OperatorCommand& b) { return a.shown < b.shown; });
  }
  return commands;
}

void DrawRevertOptions(std::uint64_t seed, ApplyOptions& options) {
  Dice dice(seed ^ 0x726576657274);
  options.skip_revert = dice.OneIn(5);
  if (dice.OneIn(2)) options.revert_deadline_ms = 500 * dice.Below(10);
}

Text FirstBranchName() {
  static const Text kName = BranchName(PlanOf(Workload{}, ApplySeed{}.plan_id), 0);
  return kName;
}

void DrawTakenName(std::uint64_t seed, WorldParameters& world) {
  // Another stream than those of the world and of the commands.
  Dice dice(seed ^ 0x74616b656e);
  world.taken_branch_name = FirstBranchName();
  world.taken_content = dice.OneOf<TakenContent>(4);
  world.taken_request = dice.OneOf<TakenRequest>(4);
  world.taken_branch_gone = world.taken_request != TakenRequest::kNone && dice.OneIn(2);
  if (dice.OneIn(2)) {
    world.taken_when = TakenWhen::kAnytime;
    world.taken_branch_gone = false;
  }
  world.taken_by_us = world.taken_when == TakenWhen::kBefore && dice.OneIn(2);
}

Text OperatorsBranchName() {
  static const Text kName("summer-release");
  return kName;
}

void DrawOperatorsBranch(std::uint64_t seed, Parameters& parameters) {
  Dice dice(seed ^ 0x6272616e6368);
  WorldParameters& world = parameters.world;
  parameters.options.branch = OperatorsBranchName();
  world.taken_branch_name = OperatorsBranchName();
  world.taken_content = dice.OneIn(4) ? dice.OneOf<TakenContent>(4) : TakenContent::kAsMain;
  world.taken_request = dice.OneOf<TakenRequest>(4);
  world.taken_when = TakenWhen::kBefore;
  world.taken_by_us = dice.OneIn(2);
  world.taken_branch_gone = dice.OneIn(12);
}

void DrawUnheldCutover(std::uint64_t seed, Parameters& parameters) {
  Dice dice(seed ^ 0x756e68656c64);
  if (!dice.OneIn(8)) return;
  parameters.options.defer_cutover = true;
  parameters.world.auto_cutover_ignored = true;
}

Parameters DrawAnything(std::uint64_t seed) {
  Dice dice(seed ^ 0x616e797468696e67);
  Parameters parameters;
  const Drawn drawn = dice.OneIn(2) ? Drawn::kOrdinary : Drawn::kHistorical;
  parameters.world = DrawWorld(seed, drawn);
  parameters.world.third_party = dice.OneIn(6);
  // Another stream, so that the draws below stay what they were.
  Dice vschema_dice(seed ^ 0x76736368656d61);
  if (vschema_dice.OneIn(4)) {
    parameters.world.vschema_changes = 1 + vschema_dice.Below(parameters.world.keyspaces);
  }
  if (dice.OneIn(6)) parameters.world.not_staged_ms = 1000 * dice.Below(30);
  if (dice.OneIn(10)) parameters.world.fail_diffs = 1 + dice.Below(2);
  parameters.options.defer_deploy = dice.OneIn(3);
  parameters.options.defer_cutover = dice.OneIn(3);
  parameters.operator_script =
      DrawScript(seed, {OperatorScript::kNone, OperatorScript::kStart, OperatorScript::kCutover,
                        OperatorScript::kCancel, OperatorScript::kCancelAtGate,
                        OperatorScript::kRevert, OperatorScript::kSkipRevert});
  if (dice.OneIn(3)) parameters.commands = DrawCommands(seed);
  if (dice.OneIn(2)) DrawRevertOptions(seed, parameters.options);
  if (dice.OneIn(10)) parameters.world.colleague_deploys_ms = 500 * (1 + dice.Below(20));
  if (dice.OneIn(6)) DrawTakenName(seed, parameters.world);
  if (dice.OneIn(8)) DrawOperatorsBranch(seed, parameters);
  DrawUnheldCutover(seed, parameters);
  return parameters;
}

std::vector<Parameters> SmallerParameters(const Parameters& parameters) {
  std::vector<Parameters> smaller;
  const auto with = [&](const auto& change) {
    Parameters one = parameters;
    change(one.world);
    smaller.push_back(std::move(one));
  };
  const WorldParameters& world = parameters.world;
  rc::Seq<std::vector<HistoricalKind>> histories = rc::shrink::removeChunks(world.history);
  for (auto next = histories.next(); next; next = histories.next()) {
    with([&](WorldParameters& one) { one.history = *next; });
  }
  for (std::size_t i = 0; i < parameters.commands.size(); ++i) {
    Parameters one = parameters;
    one.commands.erase(one.commands.begin() + static_cast<std::ptrdiff_t>(i));
    smaller.push_back(std::move(one));
  }
  // Named, not bound: clang 14 captures no structured binding.
  for (const auto& entry : kNumbers) {
    const auto number = entry.first;
    Towards(world.*number, entry.second,
            [&](std::int64_t value) { with([&](WorldParameters& one) { one.*number = value; }); });
  }
  for (const auto& entry : kFlags) {
    const auto flag = entry.first;
    const auto target = entry.second;
    if (world.*flag != target) with([&](WorldParameters& one) { one.*flag = target; });
  }
  if (!world.taken_branch_name.empty()) {
    with([](WorldParameters& one) {
      one.taken_branch_name = Text();
      one.taken_content = TakenContent::kForeign;
      one.taken_request = TakenRequest::kNone;
      one.taken_when = TakenWhen::kBefore;
      one.taken_by_us = false;
      one.taken_branch_gone = false;
    });
  }
  if (world.taken_request != TakenRequest::kNone) {
    with([](WorldParameters& one) { one.taken_request = TakenRequest::kNone; });
  }
  if (world.workload != WorkloadKind::kMixed) {
    with([](WorldParameters& one) { one.workload = WorkloadKind::kMixed; });
  }
  if (world.context_style != ContextStyle::kSingularity) {
    with([](WorldParameters& one) { one.context_style = ContextStyle::kSingularity; });
  }
  return smaller;
}

}  // namespace relapse::planetscale

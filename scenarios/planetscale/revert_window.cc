#include "scenarios/planetscale/revert_window.h"

#include "scenarios/common/dice.h"
#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// A revert, given twice, and what can no longer be done then. Whoever comes too late finds the
/// window closed at our deadline, which is before the provider's.
Parameters Defaults() {
  using enum ControlOperation;
  Parameters parameters;
  parameters.world.statements = 1;
  parameters.world.revert_window_ms = 10000;
  parameters.options.revert_deadline_ms = 5000;
  parameters.operator_script = OperatorScript::kRevert;
  parameters.commands = {{.shown = ApplyStatus::kRevertWindow, .operation = kRevert, .after = 0},
                         {.shown = ApplyStatus::kReverting, .operation = kSkipRevert, .after = 0},
                         {.shown = ApplyStatus::kReverting, .operation = kCancel, .after = 0}};
  return parameters;
}

/// One to three commands around the window, in any order.
std::vector<OperatorCommand> DrawWindowCommands(std::uint64_t seed) {
  Dice dice(seed ^ 0x77696e646f77);
  static constexpr ApplyStatus kShown[] = {ApplyStatus::kRunning, ApplyStatus::kRevertWindow,
                                           ApplyStatus::kRevertWindow, ApplyStatus::kRevertWindow,
                                           ApplyStatus::kReverting};
  static constexpr ControlOperation kOperations[] = {
      ControlOperation::kRevert, ControlOperation::kRevert, ControlOperation::kSkipRevert,
      ControlOperation::kCancel, ControlOperation::kCutover};
  static constexpr DurationMs kDelays[] = {0, 300, 1500};
  std::vector<OperatorCommand> commands;
  const std::int64_t count = 1 + dice.Below(3);
  for (std::int64_t i = 0; i < count; ++i) {
    OperatorCommand command;
    command.shown = kShown[dice.Below(std::ssize(kShown))];
    command.operation = kOperations[dice.Below(std::ssize(kOperations))];
    command.after = kDelays[dice.Below(std::ssize(kDelays))];
    commands.push_back(command);
    if (dice.OneIn(3)) commands.push_back(command);
  }
  return commands;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  parameters.world.revert_window_ms = 2000 + 2 * parameters.world.revert_window_ms;
  DrawRevertOptions(seed, parameters.options);
  parameters.operator_script =
      DrawScript(seed, {OperatorScript::kNone, OperatorScript::kNone, OperatorScript::kRevert,
                        OperatorScript::kSkipRevert});
  if (parameters.operator_script == OperatorScript::kNone && seed % 3 != 0) {
    parameters.commands = DrawWindowCommands(seed);
  }
  return parameters;
}

}  // namespace

Scenario RevertWindowScenario() {
  return MakeScenario({.name = "planetscale/revert-window",
                       .summary = "a change that is live is reverted, kept, or left to the "
                                  "deadline of its revert window",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale

#include "scenarios/planetscale/operator.h"

#include <algorithm>
#include <array>

#include "fakes/storage/storage_state.h"
#include "harness/core/enum_names.h"

namespace relapse::planetscale {

namespace {

constexpr std::array<std::string_view, 7> kScripts{
    "none", "start", "cutover", "cancel", "cancel_at_gate", "revert", "skip_revert"};

ApplyStatus Shown(const World& world, Text apply_id) {
  const ApplyRecord* record = world.Get<StorageState>().Find(apply_id);
  RELAPSE_CHECK(record != nullptr, "the operator watches an apply that does not exist");
  return record->apply.status;
}

const OperatorCommand& Next(const OperatorState& state) {
  return state.script[static_cast<std::size_t>(state.issued)];
}

}  // namespace

std::string_view EnumName(OperatorScript script) { return NameOf(kScripts, script); }
void EnumFromName(std::string_view name, OperatorScript& script) {
  ReadName(kScripts, name, script);
}

std::vector<OperatorCommand> CommandsOf(OperatorScript script, ApplyStatus gate) {
  switch (script) {
    case OperatorScript::kNone:
      return {};
    case OperatorScript::kStart:
      return {{.shown = ApplyStatus::kWaitingForDeploy, .operation = ControlOperation::kStart}};
    case OperatorScript::kCutover:
      return {{.shown = ApplyStatus::kWaitingForCutover, .operation = ControlOperation::kCutover}};
    case OperatorScript::kCancel:
      return {{.shown = ApplyStatus::kRunning, .operation = ControlOperation::kCancel}};
    case OperatorScript::kCancelAtGate:
      return {{.shown = gate, .operation = ControlOperation::kCancel}};
    case OperatorScript::kRevert:
      return {{.shown = ApplyStatus::kRevertWindow, .operation = ControlOperation::kRevert}};
    case OperatorScript::kSkipRevert:
      return {{.shown = ApplyStatus::kRevertWindow, .operation = ControlOperation::kSkipRevert}};
  }
  return {};
}

TimeMs OperatorAgent::NextTimer(const World& world) const {
  const OperatorState& state = world.Get<OperatorState>();
  if (state.done()) return kNoTime;
  if (state.acts_at != kNoTime) return std::max(state.acts_at, world.now());
  return Shown(world, state.apply_id) == Next(state).shown ? world.now() : kNoTime;
}

void OperatorAgent::Advance(World& world) const {
  OperatorState& state = world.Mutate<OperatorState>();
  if (state.acts_at == kNoTime) {
    state.acts_at = world.now() + Next(state).after;
    return;
  }
  const OperatorCommand command = Next(state);
  const Text apply_id = state.apply_id;
  ++state.issued;
  state.acts_at = kNoTime;
  // Nobody commands what is shown as settled.
  if (IsSettled(Shown(world, apply_id))) return;
  EnqueueControlRequest(world, apply_id, command.operation, command.volume);
}

}  // namespace relapse::planetscale

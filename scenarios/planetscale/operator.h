// The operator: an actor of the world who reads what storage shows and issues durable commands. It
// is part of the world and not of a worker, so it outlives every crash.
//
// **Method.** A script of commands, each triggered by a status that is *shown*, never by the clock:
// an operator acts on what they see. They act `after` milliseconds later, whatever is shown by
// then, so that a command may meet another state than the one it was meant for.
#ifndef SCENARIOS_PLANETSCALE_OPERATOR_H_
#define SCENARIOS_PLANETSCALE_OPERATOR_H_

#include <vector>

#include "harness/world/world.h"
#include "orchestration/ports/apply_types.h"

namespace relapse::planetscale {

struct OperatorCommand {
  ApplyStatus shown = ApplyStatus::kWaitingForDeploy;
  ControlOperation operation = ControlOperation::kStart;
  DurationMs after = 300;
  std::int64_t volume = 0;  ///< of kVolume

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("shown", self.shown, field::kPlain);
    visit("operation", self.operation, field::kPlain);
    visit("after", self.after, field::kPlain);
    visit("volume", self.volume, field::kPlain);
  }
};

/// The scripts a scenario can name in its parameters.
enum class OperatorScript : std::uint8_t {
  kNone,
  kStart,         ///< starts the deploy once it is shown as waiting
  kCutover,       ///< cuts over once that is shown as waiting
  kCancel,        ///< cancels once the change is shown as running
  kCancelAtGate,  ///< cancels instead of starting or cutting over
  kRevert,        ///< reverts once the revert window is shown
  kSkipRevert,    ///< keeps the change once the revert window is shown
};
std::string_view EnumName(OperatorScript script);
void EnumFromName(std::string_view name, OperatorScript& script);

/// `gate` is the status at which the scenario's apply waits for the operator.
std::vector<OperatorCommand> CommandsOf(OperatorScript script, ApplyStatus gate);

struct OperatorState {
  static constexpr std::string_view kPartName = "operator";
  Text apply_id;
  std::vector<OperatorCommand> script;
  std::int64_t issued = 0;   ///< commands of the script that were issued
  TimeMs acts_at = kNoTime;  ///< the next command was triggered and is issued then

  bool done() const { return issued == static_cast<std::int64_t>(script.size()); }

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kUnread);  // never changes, like the script
    visit("script", self.script, field::kUnread);
    visit("issued", self.issued, field::kPlain);
    visit("acts_at", self.acts_at, field::Age{0});
  }
};

class OperatorAgent final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override;
  void Advance(World& world) const override;
};

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_OPERATOR_H_

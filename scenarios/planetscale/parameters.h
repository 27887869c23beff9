// Parameters of a PlanetScale scenario: the world, the operator's options and the operator. JSON at
// the edge, flat; what is left out has the value of a default-constructed struct.
#ifndef SCENARIOS_PLANETSCALE_PARAMETERS_H_
#define SCENARIOS_PLANETSCALE_PARAMETERS_H_

#include "fakes/planetscale/world_parameters.h"
#include "harness/core/json.h"
#include "orchestration/ports/apply_types.h"
#include "scenarios/planetscale/operator.h"

namespace relapse::planetscale {

struct Parameters {
  WorldParameters world;
  ApplyOptions options;
  OperatorScript operator_script = OperatorScript::kNone;
  std::vector<OperatorCommand> commands;  ///< after those of the script

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    WorldParameters::VisitFields(self.world, visit);
    ApplyOptions::VisitFields(self.options, visit);
    visit("operator", self.operator_script, field::kPlain);
    visit("commands", self.commands, field::kPlain);
  }
};

/// Throws std::invalid_argument that names the parameter, or a JSON exception.
Parameters ParametersFromJson(const Json& json);

/// Whether an apply that waits for its operator is cancelled within a history.
bool TimesOut(const ApplyOptions& options);

/// Whether this world alone can make a correct apply fail.
bool FailureIsJustified(const Parameters& parameters);

/// Whether an apply may fail here, also because the provider fails its deployment.
bool MayFail(const Parameters& parameters);

/// Whether the outcome may depend on when a fault strikes although every fault is got over: a
/// cancel races with what it cancels.
bool OutcomeMayDiffer(const Parameters& parameters);

/// How long the provider takes at most for what a correct apply asks of it: the allowance of every
/// bound.
DurationMs ProviderTime(const Parameters& parameters);

/// Everything the operator will do.
std::vector<OperatorCommand> AllCommands(const Parameters& parameters);

/// The status at which an apply with these options waits for the operator.
ApplyStatus GateOf(const ApplyOptions& options);

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_PARAMETERS_H_

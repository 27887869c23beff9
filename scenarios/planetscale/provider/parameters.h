// Parameters of a provider scenario: the world, and the script of its client. JSON at the edge,
// flat.
#ifndef SCENARIOS_PLANETSCALE_PROVIDER_PARAMETERS_H_
#define SCENARIOS_PLANETSCALE_PROVIDER_PARAMETERS_H_

#include <vector>

#include "fakes/planetscale/workload.h"
#include "harness/core/json.h"
#include "scenarios/planetscale/provider/client.h"

namespace relapse::planetscale::provider {

struct Parameters {
  WorldParameters world;
  std::vector<ClientStep> script;
  std::vector<Text> keyspace_names;  ///< instead of the default workload's

  Parameters();

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    WorldParameters::VisitFields(self.world, visit);
    visit("script", self.script, field::kPlain);
    visit("keyspace_names", self.keyspace_names, field::kPlain);
  }
};

/// Throws std::invalid_argument that names the parameter, or a JSON exception.
Parameters ParametersFromJson(const Json& json);

/// Main's tables at the beginning; its statements are not used.
Workload WorkloadOf(const Parameters& parameters);

/// A script in short: "a branch with this statement on it", "a request for it".
ClientStep Make(ClientCall call, std::int64_t subject = 1, Text until = Text());
ClientStep Execute(Text statement, std::int64_t subject = 1);

ClientStep UpdateVschema(Text vschema, std::int64_t subject = 1);

/// Any world, any script; the same seed draws the same on every machine.
Parameters DrawParameters(std::uint64_t seed);
/// The same with calls of the revert window, and with changes of VSchema.
Parameters DrawReverts(std::uint64_t seed);
Parameters DrawVschemas(std::uint64_t seed);
/// Simpler parameters to try instead of these.
std::vector<Parameters> SmallerParameters(const Parameters& parameters);

}  // namespace relapse::planetscale::provider

#endif  // SCENARIOS_PLANETSCALE_PROVIDER_PARAMETERS_H_

// Target: the scenario, parameters and defects that a command line or a file asks for, looked up in
// the catalogue and made into an instance.
#ifndef HARNESS_CLI_TARGET_H_
#define HARNESS_CLI_TARGET_H_

#include <memory>
#include <string>
#include <vector>

#include "harness/cli/session.h"
#include "harness/explore/counterexample.h"

namespace relapse {

struct Target {
  const Scenario* scenario = nullptr;
  Json parameters;
  bool default_parameters = true;
  DefectIds defects;  ///< with whatever would mask them
  std::unique_ptr<Instance> instance;
};

/// What the command line asks for.
Target TargetOf(const Session& session);
/// What a counterexample recorded; `--defect` on the command line takes the place of its defects.
Target TargetOfFile(const Session& session, const Counterexample& recorded);
/// The same scenario and defects at other parameters.
Target TargetAt(const Target& target, const Json& parameters);

/// Throws CommandError with the nearest name.
const Scenario& ScenarioNamed(const Catalogue& catalogue, const std::string& name);
/// `none` is the empty list; what masks a defect is switched on with it.
DefectIds DefectsNamed(const Catalogue& catalogue, const std::vector<std::string>& given);
/// `over` over `defaults`; an unknown name or a value of another type is an error that names it.
Json MergedParameters(const Json& defaults, const Json& over, const std::string& path = "");
/// Reads a counterexample; every failure is a CommandError.
Counterexample CounterexampleFrom(const std::string& file);

}  // namespace relapse

#endif  // HARNESS_CLI_TARGET_H_

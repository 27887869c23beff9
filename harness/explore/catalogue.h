// Scenario, defect, catalogue: what the command explores. A catalogue is a value with every
// scenario and defect in one list; nothing registers itself.
#ifndef HARNESS_EXPLORE_CATALOGUE_H_
#define HARNESS_EXPLORE_CATALOGUE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "fault_injection/legality.h"
#include "harness/core/json.h"
#include "harness/simulation/history.h"

namespace relapse {

/// A scenario at given parameters and defects, ready to run. Immutable: histories copy `initial`.
/// Holds whatever the bodies of the processes point to.
struct Instance {
  virtual ~Instance() = default;

  System system;
  World initial;
  FaultRules rules;
  /// Field paths ("provider.branches.0.created_at"; `*` for any index) that the differential oracle
  /// leaves out, from the scenario's golden file.
  std::vector<std::string> masked_fields;
  /// For the report of a closure: what else bounds it.
  int commands = 0;
  int provider_events = 0;
};

/// Ids of the defects switched on, in catalogue order.
using DefectIds = std::vector<std::string>;

struct Scenario {
  std::string name;       ///< "planetscale/apply"
  std::string component;  ///< begins with its family
  std::string summary;
  Json default_parameters;
  /// Draws parameters with rapidcheck's generators; the same seed gives the same parameters.
  std::function<Json(std::uint64_t seed)> draw_parameters;
  /// Smaller parameters to try instead of these, best first; may be empty.
  std::function<std::vector<Json>(const Json& parameters)> shrink_parameters;
  /// Throws std::invalid_argument or a JSON exception if the parameters make no sense.
  std::function<std::unique_ptr<Instance>(const Json& parameters, const DefectIds& defects)>
      instantiate;
};

/// One historical bug. `id` is family / slug of the specification.
struct DefectInfo {
  std::string id;
  std::string component;
  std::string source;                 ///< where the bug is known from: "schemabot #306"
  std::string summary;                ///< one line
  std::vector<std::string> violates;  ///< an invariant of these must fire
  std::vector<std::string>
      masked_by;  ///< defects switched on with it, or later corrections hide it
  /// Where `bank` looks for it.
  std::string scenario;
  Json parameters = Json::object();  ///< over the scenario's defaults
  int faults = 2;
  int preemptions = 2;  ///< where the scenario has several processes
  Basis basis = Basis::kStandard;
  /// Its source says that the fault-free run already shows it.
  bool needs_no_fault = false;
};

struct Catalogue {
  std::vector<Scenario> scenarios;
  std::vector<DefectInfo> defects;
  std::vector<const EffectSpec*> effects;

  const Scenario* FindScenario(std::string_view name) const;
  const DefectInfo* FindDefect(std::string_view id) const;
};

}  // namespace relapse

#endif  // HARNESS_EXPLORE_CATALOGUE_H_

#include "harness/cli/target.h"

#include <algorithm>

#include "harness/cli/did_you_mean.h"
#include "harness/explore/bank.h"

namespace relapse {

namespace {

template <class List, class NameOfOne>
std::vector<std::string> NamesOf(const List& list, NameOfOne name_of_one) {
  std::vector<std::string> names;
  for (const auto& one : list) names.push_back(name_of_one(one));
  return names;
}

bool SameType(const Json& a, const Json& b) {
  if (a.is_number() && b.is_number()) return a.is_number_integer() == b.is_number_integer();
  return a.type() == b.type();
}

std::unique_ptr<Instance> Instantiate(const Scenario& scenario, const Json& parameters,
                                      const DefectIds& defects) {
  try {
    return scenario.instantiate(parameters, defects);
  } catch (const std::exception& error) {
    throw CommandError("the parameters of " + scenario.name + " make no sense: " + error.what());
  }
}

}  // namespace

const Scenario& ScenarioNamed(const Catalogue& catalogue, const std::string& name) {
  if (const Scenario* scenario = catalogue.FindScenario(name)) return *scenario;
  const auto names = NamesOf(catalogue.scenarios, [](const Scenario& one) { return one.name; });
  throw CommandError("no scenario \"" + name + "\"." + DidYouMean(name, names) +
                     " (relapse list shows all " + std::to_string(names.size()) + ")");
}

DefectIds DefectsNamed(const Catalogue& catalogue, const std::vector<std::string>& given) {
  if (std::find(given.begin(), given.end(), "none") != given.end()) {
    if (given.size() == 1) return {};
    throw CommandError("--defect none and --defect " + given[given[0] == "none" ? 1 : 0] +
                       " exclude each other: give one or the other");
  }
  for (const std::string& id : given) {
    if (catalogue.FindDefect(id) != nullptr) continue;
    const auto ids = NamesOf(catalogue.defects, [](const DefectInfo& one) { return one.id; });
    throw CommandError("no defect \"" + id + "\"." + DidYouMean(id, ids) +
                       " (relapse list shows all " + std::to_string(ids.size()) + ")");
  }
  return WithMasks(catalogue, given);
}

Json MergedParameters(const Json& defaults, const Json& over, const std::string& path) {
  Json merged = defaults;
  for (const auto& [name, value] : over.items()) {
    const std::string full_name = path + name;
    const auto known = merged.find(name);
    if (known == merged.end()) {
      std::vector<std::string> names;
      for (const auto& [other, unused] : defaults.items()) names.push_back(other);
      throw CommandError("no parameter \"" + full_name + "\"." + DidYouMean(name, names) +
                         " (relapse list --json shows the default parameters)");
    }
    if (known->is_object() && !known->empty() && value.is_object()) {
      *known = MergedParameters(*known, value, full_name + ".");
    } else if (known->is_null() || SameType(*known, value)) {
      *known = value;
    } else {
      throw CommandError("parameter \"" + full_name + "\" is " + JsonLine(value) +
                         ", but wants a value like " + JsonLine(*known) + ", its default");
    }
  }
  return merged;
}

Target TargetOf(const Session& session) {
  const Arguments& arguments = session.arguments;
  Target target;
  target.scenario = &ScenarioNamed(session.catalogue, arguments.scenario);
  target.defects = DefectsNamed(session.catalogue, arguments.defects);
  const Json& defaults = target.scenario->default_parameters;
  target.parameters = MergedParameters(defaults, arguments.parameters);
  if (!arguments.draw.empty()) {
    if (!target.scenario->draw_parameters) {
      throw CommandError("--draw: " + arguments.scenario +
                         " draws no parameters; leave the option out");
    }
    target.parameters = target.scenario->draw_parameters(ParseSeed("--draw", arguments.draw));
  }
  target.default_parameters = target.parameters == defaults;
  target.instance = Instantiate(*target.scenario, target.parameters, target.defects);
  return target;
}

Target TargetOfFile(const Session& session, const Counterexample& recorded) {
  const Arguments& arguments = session.arguments;
  try {
    Target target;
    target.scenario = &ScenarioNamed(session.catalogue, recorded.scenario);
    // The recorded list holds what masks its defects already.
    target.defects = DefectsNamed(session.catalogue,
                                  arguments.defects.empty() ? recorded.defects : arguments.defects);
    target.parameters = MergedParameters(target.scenario->default_parameters, recorded.parameters);
    target.default_parameters = target.parameters == target.scenario->default_parameters;
    target.instance = Instantiate(*target.scenario, target.parameters, target.defects);
    return target;
  } catch (const CommandError& error) {
    throw CommandError(arguments.file + ": " + error.what(), error.status());
  }
}

Target TargetAt(const Target& target, const Json& parameters) {
  Target other;
  other.scenario = target.scenario;
  other.parameters = parameters;
  other.default_parameters = parameters == target.scenario->default_parameters;
  other.defects = target.defects;
  other.instance = Instantiate(*target.scenario, parameters, target.defects);
  return other;
}

Counterexample CounterexampleFrom(const std::string& file) {
  try {
    return ReadCounterexample(file);
  } catch (const std::invalid_argument& error) {
    throw CommandError(error.what());
  }
}

}  // namespace relapse

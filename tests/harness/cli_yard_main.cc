// The command over a yard: the mill's scenarios under other names, for campaigns, each of which
// runs all there is. One is clean, the others fail in every way that must leave the clean one
// alone.
#include <signal.h>

#include "harness/cli/main.h"
#include "tests/harness/cli_toy.h"

namespace relapse {
namespace {

Scenario Renamed(const Catalogue& mill, const char* from, const char* to) {
  Scenario scenario = *mill.FindScenario(from);
  scenario.name = to;
  scenario.component = "yard";
  return scenario;
}

Catalogue MakeYardCatalogue() {
  Catalogue mill = toy::MakeMillCatalogue();
  const Scenario clean = Renamed(mill, "mill/order", "yard/clean");
  Scenario forgetful = Renamed(mill, "mill/order", "bad/forgetful");
  forgetful.instantiate = [make = forgetful.instantiate](const Json& parameters, const DefectIds&) {
    return make(parameters, {"mill/forgets-the-order"});
  };
  Scenario crashing = Renamed(mill, "mill/order", "bad/crash");
  crashing.instantiate = [make = crashing.instantiate](const Json& parameters,
                                                       const DefectIds& defects) {
    auto made = make(parameters, defects);
    made->system.processes.front().body = [](ProcessHandles&) { return raise(SIGABRT); };
    return made;
  };
  DefectInfo killed = *mill.FindDefect("mill/forgets-the-order");
  killed.scenario = "yard/clean";
  DefectInfo survivor = *mill.FindDefect("mill/harmless");
  survivor.scenario = "bad/pigs";
  mill.scenarios = {clean,
                    Renamed(mill, "mill/two", "yard/two"),
                    forgetful,
                    crashing,
                    Renamed(mill, "mill/pigs", "bad/pigs"),
                    Renamed(mill, "mill/spin", "bad/spin"),
                    Renamed(mill, "mill/touchy", "bad/touchy"),
                    *mill.FindScenario("canary")};
  mill.defects = {killed, survivor};
  return mill;
}

}  // namespace
}  // namespace relapse

int main(int argc, char** argv) { return relapse::Main(argc, argv, relapse::MakeYardCatalogue()); }

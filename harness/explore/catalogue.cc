#include "harness/explore/catalogue.h"

namespace relapse {

const Scenario* Catalogue::FindScenario(std::string_view name) const {
  for (const Scenario& scenario : scenarios) {
    if (scenario.name == name) return &scenario;
  }
  return nullptr;
}

const DefectInfo* Catalogue::FindDefect(std::string_view id) const {
  for (const DefectInfo& defect : defects) {
    if (defect.id == id) return &defect;
  }
  return nullptr;
}

}  // namespace relapse

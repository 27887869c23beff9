#include "scenarios/bank/switches.h"

#include <stdexcept>

namespace relapse::planetscale {

namespace {
std::string SlugOf(const std::string& id) {
  if (id.starts_with(kDefectFamily)) return id.substr(kDefectFamily.size());
  throw std::invalid_argument("no defect \"" + id + "\" of this scenario");
}
}  // namespace

DefectSwitches SwitchesOf(const std::vector<std::string>& ids) {
  DefectSwitches switches;
  for (const std::string& id : ids) {
    const std::string slug = SlugOf(id);
    if (slug == "branch-leak-on-failure") {
      switches.at_ports.branch_leak_on_failure = true;
    } else if (slug == "fresh-after-reset-persists-nothing") {
      switches.at_ports.fresh_after_reset_persists_nothing = true;
    } else if (slug == "failed-baseline-equals-empty") {
      switches.at_ports.failed_baseline_equals_empty = true;
    } else {
      Defect defect{};
      EnumFromName(slug, defect);
      switches.in_component.Enable(defect);
    }
  }
  return switches;
}

ProviderDefects ProviderSwitchesOf(const std::vector<std::string>& ids) {
  ProviderDefects defects;
  for (const std::string& id : ids) {
    ProviderDefect defect{};
    EnumFromName(SlugOf(id), defect);
    defects.Enable(defect);
  }
  return defects;
}

}  // namespace relapse::planetscale

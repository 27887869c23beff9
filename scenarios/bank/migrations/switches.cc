#include "scenarios/bank/migrations/switches.h"

#include <stdexcept>

#include "scenarios/bank/migrations/row.h"

namespace relapse::migrations {

DefectSwitches SwitchesOf(const std::vector<std::string>& ids) {
  DefectSwitches switches;
  for (const std::string& id : ids) {
    if (!id.starts_with(kDefectFamily)) {
      throw std::invalid_argument("no defect \"" + id + "\" of this scenario");
    }
    const std::string slug = id.substr(kDefectFamily.size());
    const Row* row = FindRow(slug);
    if (row == nullptr) throw std::invalid_argument("no defect \"" + id + "\" of this scenario");
    for (const Defect defect : row->switches) switches.defects.Enable(defect);
    if (row->at_ports.fsync_does_nothing) switches.at_ports.fsync_does_nothing = true;
    if (switches.defects.Has(Defect::kDesignCacheFile) ||
        switches.defects.Has(Defect::kDesignDatabaseOnly)) {
      switches.judged_by.insert(switches.judged_by.end(), row->violates.begin(),
                                row->violates.end());
    }
  }
  return switches;
}

}  // namespace relapse::migrations

#include "scenarios/bank/migrations/switches.h"

#include <stdexcept>

#include "scenarios/bank/migrations/row.h"

namespace relapse::migrations {

Defects SwitchesOf(const std::vector<std::string>& ids) {
  Defects defects;
  for (const std::string& id : ids) {
    if (!id.starts_with(kDefectFamily)) {
      throw std::invalid_argument("no defect \"" + id + "\" of this scenario");
    }
    const std::string slug = id.substr(kDefectFamily.size());
    const Row* row = FindRow(slug);
    if (row == nullptr) throw std::invalid_argument("no defect \"" + id + "\" of this scenario");
    for (const Defect defect : row->switches) defects.Enable(defect);
  }
  return defects;
}

}  // namespace relapse::migrations

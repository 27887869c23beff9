#include "scenarios/bank/planetscale_defects.h"

#include "scenarios/bank/engine_row.h"
#include "scenarios/bank/info.h"
#include "scenarios/bank/switches.h"

namespace relapse::planetscale {

namespace {

DefectInfo EngineInfoOf(const Row& row) {
  DefectInfo info = InfoOf(kDefectFamily, "planetscale/engine", row);
  for (const std::string_view mask : row.masked_by) {
    info.masked_by.push_back(std::string(kDefectFamily) + std::string(mask));
  }
  info.preemptions = row.preemptions;
  return info;
}

}  // namespace

std::vector<DefectInfo> PlanetScaleDefects() {
  std::vector<DefectInfo> all;
  for (const auto& rows : {FreshApplyRows(), ResumeRows(), OperatorCommandRows(),
                           SeveralDriversRows(), DiscoveryRows(), FollowingRows(), WaitingRows()}) {
    for (const Row& row : rows) all.push_back(EngineInfoOf(row));
  }
  return all;
}

}  // namespace relapse::planetscale

#include "scenarios/bank/planetscale_defects.h"

#include "scenarios/bank/engine_row.h"
#include "scenarios/bank/switches.h"

namespace relapse::planetscale {

DefectInfo InfoOf(const Row& row) {
  DefectInfo info;
  info.id = std::string(kDefectFamily) + std::string(row.slug);
  info.component = "planetscale/engine";
  info.source = row.source;
  info.summary = row.summary;
  info.violates = row.violates;
  for (const std::string_view mask : row.masked_by) {
    info.masked_by.push_back(std::string(kDefectFamily) + std::string(mask));
  }
  info.scenario = row.scenario;
  info.parameters = row.parameters;
  info.faults = row.faults;
  info.preemptions = row.preemptions;
  info.basis = row.basis;
  info.needs_no_fault = row.needs_no_fault;
  return info;
}

std::vector<DefectInfo> PlanetScaleDefects() {
  std::vector<DefectInfo> all;
  for (const auto& rows : {FreshApplyRows(), ResumeRows(), OperatorCommandRows(),
                           SeveralDriversRows(), DiscoveryRows(), FollowingRows(), WaitingRows()}) {
    for (const Row& row : rows) all.push_back(InfoOf(row));
  }
  return all;
}

}  // namespace relapse::planetscale

// The golden lists of masked fields, one text file a scenario, compiled in.
#ifndef SCENARIOS_PLANETSCALE_MASKS_MASKS_H_
#define SCENARIOS_PLANETSCALE_MASKS_MASKS_H_

#include <string>
#include <vector>

namespace relapse::planetscale::masks {

std::vector<std::string> Apply();
std::vector<std::string> HistoricalRows();
std::vector<std::string> DeferredDeploy();
std::vector<std::string> DeferredCutover();

}  // namespace relapse::planetscale::masks

#endif  // SCENARIOS_PLANETSCALE_MASKS_MASKS_H_

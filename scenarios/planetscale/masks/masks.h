// The golden lists of masked fields, one text file a scenario and some for kinds of worlds,
// compiled in.
#ifndef SCENARIOS_PLANETSCALE_MASKS_MASKS_H_
#define SCENARIOS_PLANETSCALE_MASKS_MASKS_H_

#include <string>
#include <vector>

namespace relapse::planetscale::masks {

std::vector<std::string> Apply();
std::vector<std::string> HistoricalRows();
std::vector<std::string> DeferredDeploy();
std::vector<std::string> DeferredCutover();

/// Added where the parameters make the branch outlive the apply.
std::vector<std::string> KeptBranch();
/// Added where the parameters make the apply fail.
std::vector<std::string> Failure();
/// Added where a foreign change begins while the apply runs, at a moment that the apply does not
/// set.
std::vector<std::string> LaterHistory();

}  // namespace relapse::planetscale::masks

#endif  // SCENARIOS_PLANETSCALE_MASKS_MASKS_H_

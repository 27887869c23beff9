// The golden lists of fields in which a rest point may differ from the fault-free run's: one text
// file for every world and one for each kind of world, compiled in. `relapse doctor` recomputes the
// lists that apply. A field that an invariant reads is never in one.
#ifndef SCENARIOS_PLANETSCALE_MASKS_MASKS_H_
#define SCENARIOS_PLANETSCALE_MASKS_MASKS_H_

#include <string>
#include <vector>

namespace relapse::planetscale::masks {

/// Where several drivers share the apply.
std::vector<std::string> Claims();
/// Where several drivers share the apply and the parameters may make it fail.
std::vector<std::string> FailingClaims();
/// Where the parameters make the branch outlive the apply.
std::vector<std::string> KeptBranch();
/// Where the parameters make the apply fail.
std::vector<std::string> Failure();
/// Where a deployment may fail during an operator's cutover.
std::vector<std::string> FailingCutover();
/// Where a foreign change begins while the apply runs, at a moment that the apply does not set.
std::vector<std::string> LaterHistory();
/// Where the provider fails diffs, so that the apply makes several requests.
std::vector<std::string> MadeAgain();
/// Where the apply may rest within a second of its last request.
std::vector<std::string> QuickRest();
/// Where the apply may park while its changes are still staged.
std::vector<std::string> Staging();
/// In every world.
std::vector<std::string> Times();
/// Where the apply may park while the provider still validates.
std::vector<std::string> Validating();

}  // namespace relapse::planetscale::masks

#endif  // SCENARIOS_PLANETSCALE_MASKS_MASKS_H_

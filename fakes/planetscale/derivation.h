// What a deployment's state is, told from its rows in Vitess (spec/planetscale-api.md section 2.3).
#ifndef FAKES_PLANETSCALE_DERIVATION_H_
#define FAKES_PLANETSCALE_DERIVATION_H_

#include <optional>

#include "fakes/vitess/online_ddl.h"
#include "orchestration/ports/planetscale_types.h"

namespace relapse::planetscale {

struct DerivationInput {
  Census census;
  bool cutover_requested = false;  ///< the present state is in_progress_cutover
  bool instant = false;            ///< instant DDL was asked for and every row ran that way
  bool vschema_outstanding = false;
};

/// The rule of section 2.3 that decides, 1 to 11; 0 while no row is visible.
int DerivationRule(const DerivationInput& input);
inline constexpr int kDerivationRules = 11;

/// Nothing while no row is visible: the state is left alone. The order of the tests is the rule.
std::optional<DeploymentState> DeriveDeploymentState(const DerivationInput& input);

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_DERIVATION_H_

// Where the differential does not look: fields of the rest point that a fault may change although
// everything is as it should be.
#ifndef SCENARIOS_MIGRATIONS_DIFFERENTIAL_H_
#define SCENARIOS_MIGRATIONS_DIFFERENTIAL_H_

#include <string>
#include <vector>

#include "scenarios/migrations/parameters.h"

namespace relapse::migrations {

/// Patterns of Instance::masked_fields, for worlds of these parameters.
std::vector<std::string> MaskedFields(const Parameters& parameters);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_DIFFERENTIAL_H_

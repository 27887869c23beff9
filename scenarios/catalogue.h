// The catalogue of this program: every scenario and defect in one list each.
#ifndef SCENARIOS_CATALOGUE_H_
#define SCENARIOS_CATALOGUE_H_

#include "harness/explore/catalogue.h"

namespace relapse {

Catalogue MakeCatalogue();

}  // namespace relapse

#endif  // SCENARIOS_CATALOGUE_H_

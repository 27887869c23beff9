// planetscale/historical-rows: the same apply in a database with a past, part of which comes alive
// again.
#ifndef SCENARIOS_PLANETSCALE_HISTORICAL_ROWS_H_
#define SCENARIOS_PLANETSCALE_HISTORICAL_ROWS_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario HistoricalRowsScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_HISTORICAL_ROWS_H_

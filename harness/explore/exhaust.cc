#include "harness/explore/exhaust.h"

#include "harness/explore/explorer.h"
#include "harness/explore/schedule_explorer.h"

namespace relapse {

ExploreResult Exhaust(const Instance& instance, const ExploreOptions& options, int faults) {
  if (instance.system.processes.size() == 1) return Explorer(instance, options).Exhaust(faults);
  return ScheduleExplorer(instance, options).Exhaust(faults, options.preemptions);
}

}  // namespace relapse

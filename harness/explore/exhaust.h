// Exhaust: every plan of at most so many faults, whatever the number of processes.
#ifndef HARNESS_EXPLORE_EXHAUST_H_
#define HARNESS_EXPLORE_EXHAUST_H_

#include "harness/explore/options.h"

namespace relapse {

/// One process: over the crash graph. Several: with every schedule of at most `options.preemptions`
/// preemptions.
ExploreResult Exhaust(const Instance& instance, const ExploreOptions& options, int faults);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_EXHAUST_H_

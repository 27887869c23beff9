// What a crash of the whole machine leaves of its files: one fate after another of what was written
// and not synced.
#ifndef SCENARIOS_MIGRATIONS_MACHINE_CRASHES_H_
#define SCENARIOS_MIGRATIONS_MACHINE_CRASHES_H_

#include <span>

#include "harness/world/disturbance.h"

namespace relapse::migrations {

/// Each is possible where there are as many fates. The first keeps everything that was written.
std::span<const Disturbance* const> MachineCrashes();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_MACHINE_CRASHES_H_

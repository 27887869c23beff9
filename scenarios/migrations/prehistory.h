// Prehistory: puts a world into the state in which a scenario begins, by the real migrator and the
// real recovery wherever these would have made it.
#ifndef SCENARIOS_MIGRATIONS_PREHISTORY_H_
#define SCENARIOS_MIGRATIONS_PREHISTORY_H_

#include "scenarios/migrations/parameters.h"
#include "scenarios/migrations/start.h"

namespace relapse::migrations {

/// A world after its past, the developer about to type. The past is made by the tool as it should
/// be, whatever bugs `setup` has. `model` outlives the world.
World MakeWorld(const WorldModel& model, const Parameters& parameters, const StartSetup& setup);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_PREHISTORY_H_

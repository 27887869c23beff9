// Texts that are under way without their client: RunSql in flight.
#ifndef FAKES_POSTGRES_STATEMENT_UNDER_WAY_H_
#define FAKES_POSTGRES_STATEMENT_UNDER_WAY_H_

#include "harness/world/world.h"

namespace relapse::migrations {

bool IsUnderWay(const World& world, std::int64_t session);

/// Takes the session's texts out of flight: they are rolled back, except that an index that was
/// being built or dropped CONCURRENTLY is left, invalid.
void TerminateUnderWay(World& world, std::int64_t session);

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_STATEMENT_UNDER_WAY_H_

// What a reset of a database destroys, to be told before it is confirmed (SAF-10, L38).
#ifndef ORCHESTRATION_MIGRATIONS_DESTROYED_H_
#define ORCHESTRATION_MIGRATIONS_DESTROYED_H_

#include <string>
#include <vector>

#include "orchestration/migrations/views.h"

namespace relapse::migrations {

/// The objects of `public`, extensions among them, the version table and the record. What lies in
/// other schemas stays, unless it uses these.
Catalog DestroyedByReset(const DatabaseView& database);

/// A line a kind: "drops the tables a, b and schema_migrations". Indexes go with their tables.
std::vector<std::string> SayDestroyed(const Catalog& destroyed);

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_DESTROYED_H_

// What becomes of what others make in a schema while a transaction drops it. A schema is known by
// its name to people and by its number to the server: one that is dropped and made anew is another
// one.
//
// A relation that is made holds on to its schema, and a DROP of that waits for it. A type, a
// function or an extension does not, and a DROP sees only what is committed. So one that is made
// meanwhile stays behind in a schema that is no more: no name leads to it, and no list of what is
// in a schema has it. An extension is still found, because the names of extensions are the
// database's.
#ifndef FAKES_POSTGRES_DROPPED_SCHEMAS_H_
#define FAKES_POSTGRES_DROPPED_SCHEMAS_H_

#include <vector>

#include "fakes/postgres/postgres_state.h"

namespace relapse::migrations {

/// What others have in `database`, as it is to a transaction that has dropped these schemas:
/// whatever they made there since lies in the one that is gone, whether there is another one of
/// that name or not.
Database WithoutSchemas(const Database& database, const std::vector<Text>& dropped);

/// The same for a transaction of somebody else, once the DROP is committed: what that one has made
/// in these schemas and not committed yet, and its locks on them.
void LoseWhatWasMadeIn(const std::vector<Text>& dropped, SessionRecord& session);
/// Whether it has any.
bool LosesIn(const std::vector<Text>& dropped, const SessionRecord& session);

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_DROPPED_SCHEMAS_H_

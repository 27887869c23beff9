// DROP, and what goes with an object that is dropped.
#ifndef FAKES_POSTGRES_SQL_DROP_H_
#define FAKES_POSTGRES_SQL_DROP_H_

#include "fakes/postgres/session_work.h"

namespace relapse::migrations {

Status DropObjects(SessionWork& work, const Statement& statement);

/// A column that is there, with the indexes and constraints that hold it; views that read it too
/// with `cascade`.
Status DropColumn(SessionWork& work, const QualifiedName& table, Text column, bool cascade);

/// Everything in it, and the schema. Views elsewhere that read it go too.
Status DropSchemaCascade(SessionWork& work, Text schema);

/// "character varying" of "character varying(20)" and of "character varying[]".
Text TypeWithoutSize(Text type);

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_SQL_DROP_H_

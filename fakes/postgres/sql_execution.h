// What one statement does to a database: everything but transaction control and SET.
#ifndef FAKES_POSTGRES_SQL_EXECUTION_H_
#define FAKES_POSTGRES_SQL_EXECUTION_H_

#include "fakes/postgres/session_work.h"

namespace relapse::migrations {

/// Runs it within the statement that `work` has begun. An error answers the server's SQLSTATE and
/// text; what it left half done, the caller undoes with the transaction.
Status ExecuteStatement(SessionWork& work, const Statement& statement);

/// INSERT, UPDATE, DELETE, TRUNCATE and SELECT.
Status ExecuteOnRows(SessionWork& work, const Statement& statement);

/// TRUNCATE of a relation that is there.
Status TruncateTable(SessionWork& work, const QualifiedName& name);

/// Locks the key of a row to be inserted into the version table, and refuses one that `table` has.
Status CheckNewVersion(SessionWork& work, const VersionTable& table, Version version);

/// CREATE or DROP INDEX CONCURRENTLY that was stopped half way: an invalid index is left.
void LeaveInvalidIndex(SessionWork& work, const Statement& statement);

tl::unexpected<Error> NoSuchRelation(std::string_view what, const WrittenName& name);

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_SQL_EXECUTION_H_

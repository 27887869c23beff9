// Runs an ALTER TABLE on a definition.
#ifndef SCHEMA_MYSQL_ALTER_H_
#define SCHEMA_MYSQL_ALTER_H_

#include "harness/core/result.h"
#include "schema/mysql/definition.h"

namespace relapse::mysql {

/// The table after `alteration`, or the error that leaves it as it was.
Result<Table> AlterTable(const Table& table, const Alteration& alteration);

/// The columns after `alteration`, and the keys that the table had and keeps: those it drops are
/// gone, dropped columns have left the others. Nothing is checked yet about the result as a whole.
Result<Table> AlterColumns(const Table& table, const Alteration& alteration);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_ALTER_H_

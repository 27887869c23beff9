// The ALTER TABLE between two definitions of one table.
#ifndef SCHEMA_MYSQL_DIFF_H_
#define SCHEMA_MYSQL_DIFF_H_

#include "schema/mysql/definition.h"

namespace relapse::mysql {

/// What turns `have` into `want`, in canonical order. Both are canonical and have one name.
Alteration DiffTables(const Table& have, const Table& want);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_DIFF_H_

// Which ALTERs MySQL 8.0.29 runs as metadata changes only.
#ifndef SCHEMA_MYSQL_INSTANT_H_
#define SCHEMA_MYSQL_INSTANT_H_

#include "schema/mysql/definition.h"

namespace relapse::mysql {

/// `after` is AlterTable(before, alteration).
bool IsInstant(const Table& before, const Table& after, const Alteration& alteration);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_INSTANT_H_

// Puts the clauses of an ALTER TABLE into their one order.
#ifndef SCHEMA_MYSQL_CANONICAL_H_
#define SCHEMA_MYSQL_CANONICAL_H_

#include "schema/mysql/definition.h"

namespace relapse::mysql {

/// Sorts what has no order by name; keeps the order where it means something, which is among
/// columns put after one another and among added keys. Does not change what the alteration does.
void Canonicalise(Alteration& alteration);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_CANONICAL_H_

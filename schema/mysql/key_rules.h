// The rules that hold between the columns and keys of a table, and MySQL's order of keys.
#ifndef SCHEMA_MYSQL_KEY_RULES_H_
#define SCHEMA_MYSQL_KEY_RULES_H_

#include "harness/core/result.h"
#include "schema/mysql/definition.h"

namespace relapse::mysql {

/// Place of a key among its table's, lower first: the primary key, unique keys without nullable
/// columns, then unique keys of whole columns, other unique keys, plain keys (MySQL's sort_keys).
int KeyRank(const Table& table, const Key& key);

/// Checks `table` as CREATE or ALTER TABLE does and makes it canonical: columns of the primary key
/// NOT NULL, unnamed keys named, key columns spelled as the columns are, keys sorted.
Status FinishTable(Table& table);

/// The column of that name, or null.
const Column* FindColumn(const Table& table, std::string_view name);

/// The checks of a key that need no table: its name, comment and number of parts.
Status CheckKey(const Key& key);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_KEY_RULES_H_

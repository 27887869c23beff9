// Memo tables: each text is parsed once per process, each ALTER run once per definition, each pair
// of definitions compared once (harness/core/memo.h). Answers are never freed.
#ifndef SCHEMA_MYSQL_MEMO_H_
#define SCHEMA_MYSQL_MEMO_H_

#include "harness/core/result.h"
#include "schema/mysql/definition.h"

namespace relapse::mysql {

/// Parse(text), once. The reference lives as long as the process.
const Result<Statement>& ParseOnce(Text text);

/// The canonical CREATE TABLE after `statement`, an ALTER TABLE, or its error.
const Result<Text>& AlterOnce(Text create_table, Text statement);

/// The ALTER TABLE from one canonical CREATE TABLE to another of the same table; they differ.
Text DiffOnce(Text have, Text want);

/// Whether `statement`, an ALTER TABLE, succeeds on the table and is instant.
bool IsInstantOnce(Text create_table, Text statement);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_MEMO_H_

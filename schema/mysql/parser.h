// Reads one statement into its meaning.
#ifndef SCHEMA_MYSQL_PARSER_H_
#define SCHEMA_MYSQL_PARSER_H_

#include "schema/mysql/column_draft.h"
#include "schema/mysql/definition.h"

namespace relapse::mysql {

/// The meaning of `text`, or its error: 1064 outside the subset, else the rule that the statement
/// breaks by itself, whatever the schema. Never runs long: statements are at most 256 KiB.
Result<Statement> Parse(std::string_view text);

// Parts of the parser, in several files.

/// ALTER TABLE's clauses, after the table's name.
Result<Alteration> ParseAlteration(TokenCursor& cursor);
/// `[name] (parts) options` after PRIMARY KEY, UNIQUE or KEY.
Status ParseKeyBody(TokenCursor& cursor, Key& key);
/// `[CONSTRAINT [name]] PRIMARY KEY | UNIQUE [KEY] | KEY ...`; nothing where no key begins here.
Result<std::optional<Key>> ParseKey(TokenCursor& cursor);
/// Reads an option of CREATE or ALTER TABLE; false where none begins here.
struct TableOptions {
  std::optional<std::string> comment;
  bool has_engine = false;
};
Result<bool> ParseTableOption(TokenCursor& cursor, TableOptions& options);
/// The keys that a column definition asks for by UNIQUE and PRIMARY KEY.
void AppendInlineKeys(const ColumnDraft& draft, std::vector<Key>& keys);
/// 1171 where a primary key of this statement has a column that this statement makes NULL; 1068 for
/// two primary keys. Otherwise makes those `columns` NOT NULL.
Status JoinPrimaryKey(const std::vector<ColumnDraft>& drafts, const std::vector<Key>& keys,
                      const std::vector<Column*>& columns);
/// The end of the statement: a semicolon or nothing.
Status ExpectEnd(TokenCursor& cursor);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_PARSER_H_

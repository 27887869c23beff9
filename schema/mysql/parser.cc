#include "schema/mysql/parser.h"

#include <algorithm>

#include "schema/mysql/canonical.h"
#include "schema/mysql/key_rules.h"
#include "schema/mysql/names.h"
#include "schema/mysql/printer.h"

namespace relapse::mysql {
namespace {

constexpr std::size_t kLongestStatementBytes = 256 * 1024;

/// USING BTREE says what InnoDB does anyway.
Status SkipKeyType(TokenCursor& cursor) {
  if (cursor.AcceptWord("USING")) return cursor.ExpectWord("BTREE");
  return Ok();
}

Result<KeyPart> ParseKeyPart(TokenCursor& cursor) {
  KeyPart part;
  RELAPSE_ASSIGN(part.column, cursor.ExpectName());
  if (cursor.AcceptSymbol('(')) {
    RELAPSE_ASSIGN(part.prefix, cursor.ExpectInteger());
    if (part.prefix == 0) return EmptyPrefix(part.column);
    RELAPSE_RETURN_IF_ERROR(cursor.ExpectSymbol(')'));
  }
  if (cursor.AcceptWord("DESC")) {
    part.is_descending = true;
  } else {
    cursor.AcceptWord("ASC");
  }
  return part;
}

Status ParseKeyPartsAndOptions(TokenCursor& cursor, Key& key) {
  RELAPSE_RETURN_IF_ERROR(cursor.ExpectSymbol('('));
  do {
    RELAPSE_ASSIGN(KeyPart part, ParseKeyPart(cursor));
    key.parts.push_back(std::move(part));
  } while (cursor.AcceptSymbol(','));
  RELAPSE_RETURN_IF_ERROR(cursor.ExpectSymbol(')'));
  while (true) {
    if (cursor.IsWord("USING")) {
      RELAPSE_RETURN_IF_ERROR(SkipKeyType(cursor));
    } else if (cursor.AcceptWord("COMMENT")) {
      RELAPSE_ASSIGN(key.comment, cursor.ExpectString());
    } else {
      return Ok();
    }
  }
}

Result<Text> ParseTableName(TokenCursor& cursor) {
  RELAPSE_ASSIGN(const std::string name, cursor.ExpectName());
  if (name.empty() || name.back() == ' ') return WrongTableName(name);
  if (CountCharacters(name) > 64) return NameTooLong(name);
  return Text(name);
}

/// What stands between the parentheses of CREATE TABLE.
Status ParseDefinitions(TokenCursor& cursor, std::vector<ColumnDraft>& drafts,
                        std::vector<Key>& keys) {
  RELAPSE_RETURN_IF_ERROR(cursor.ExpectSymbol('('));
  do {
    RELAPSE_ASSIGN(std::optional<Key> key, ParseKey(cursor));
    if (key.has_value()) {
      keys.push_back(std::move(*key));
      continue;
    }
    RELAPSE_ASSIGN(ColumnDraft draft, ParseColumn(cursor));
    AppendInlineKeys(draft, keys);
    drafts.push_back(std::move(draft));
  } while (cursor.AcceptSymbol(','));
  return cursor.ExpectSymbol(')');
}

Result<Statement> ParseCreateTable(TokenCursor& cursor) {
  Statement statement;
  statement.verb = Verb::kCreate;
  statement.is_conditional = cursor.AcceptWords("IF NOT EXISTS");
  RELAPSE_ASSIGN(statement.table, ParseTableName(cursor));
  std::vector<ColumnDraft> drafts;
  Table& table = statement.definition;
  table.name = statement.table.str();
  RELAPSE_RETURN_IF_ERROR(ParseDefinitions(cursor, drafts, table.keys));
  TableOptions options;
  bool has_more = true;
  while (has_more) {
    RELAPSE_ASSIGN(has_more, ParseTableOption(cursor, options));
    // A comma may stand between options, and only there.
    if (has_more && cursor.AcceptSymbol(',') && (cursor.AtEnd() || cursor.IsSymbol(';'))) {
      return cursor.Unexpected();
    }
  }
  RELAPSE_RETURN_IF_ERROR(ExpectEnd(cursor));
  table.comment = options.comment.value_or("");
  if (CountCharacters(table.comment) > 2048) return TableCommentTooLong(table.name);
  if (drafts.size() > 1017) return TooManyColumns();
  for (const ColumnDraft& draft : drafts) {
    RELAPSE_ASSIGN(Column column, Resolve(draft));
    table.columns.push_back(std::move(column));
  }
  std::vector<Column*> columns;
  for (Column& column : table.columns) columns.push_back(&column);
  RELAPSE_RETURN_IF_ERROR(JoinPrimaryKey(drafts, table.keys, columns));
  RELAPSE_RETURN_IF_ERROR(FinishTable(table));
  const std::string text = PrintCreateTable(table);
  statement.create_table = text;
  statement.canonical = text;
  if (statement.is_conditional) {
    constexpr std::string_view kCreate = "CREATE TABLE ";
    statement.canonical = "CREATE TABLE IF NOT EXISTS " + text.substr(kCreate.size());
  }
  return statement;
}

Result<Statement> FinishAlter(Text table, Alteration alteration) {
  if (alteration.comment.has_value() && CountCharacters(*alteration.comment) > 2048) {
    return TableCommentTooLong(table.view());
  }
  Statement statement;
  statement.verb = Verb::kAlter;
  statement.table = table;
  Canonicalise(alteration);
  statement.canonical = PrintAlterTable(table, alteration);
  statement.alteration = std::move(alteration);
  return statement;
}

/// CREATE [UNIQUE] INDEX name ON table (...), which MySQL runs as ALTER TABLE ... ADD INDEX.
Result<Statement> ParseCreateIndex(TokenCursor& cursor, KeyKind kind) {
  Key key;
  key.kind = kind;
  RELAPSE_ASSIGN(key.name, cursor.ExpectName());
  if (key.name.empty()) return WrongKeyName(key.name);
  RELAPSE_RETURN_IF_ERROR(SkipKeyType(cursor));
  RELAPSE_RETURN_IF_ERROR(cursor.ExpectWord("ON"));
  RELAPSE_ASSIGN(const Text table, ParseTableName(cursor));
  RELAPSE_RETURN_IF_ERROR(ParseKeyPartsAndOptions(cursor, key));
  RELAPSE_RETURN_IF_ERROR(ExpectEnd(cursor));
  RELAPSE_RETURN_IF_ERROR(CheckKey(key));
  Alteration alteration;
  alteration.added_keys.push_back(std::move(key));
  return FinishAlter(table, std::move(alteration));
}

Result<Statement> ParseDropIndex(TokenCursor& cursor) {
  RELAPSE_ASSIGN(std::string name, cursor.ExpectName());
  RELAPSE_RETURN_IF_ERROR(cursor.ExpectWord("ON"));
  RELAPSE_ASSIGN(const Text table, ParseTableName(cursor));
  RELAPSE_RETURN_IF_ERROR(ExpectEnd(cursor));
  if (SameName(name, kPrimaryName)) name = kPrimaryName;
  Alteration alteration;
  alteration.dropped_keys.push_back(std::move(name));
  return FinishAlter(table, std::move(alteration));
}

Result<Statement> ParseDropTable(TokenCursor& cursor) {
  Statement statement;
  statement.verb = Verb::kDrop;
  statement.is_conditional = cursor.AcceptWords("IF EXISTS");
  RELAPSE_ASSIGN(statement.table, ParseTableName(cursor));
  if (!cursor.AcceptWord("RESTRICT")) cursor.AcceptWord("CASCADE");
  RELAPSE_RETURN_IF_ERROR(ExpectEnd(cursor));
  statement.canonical = PrintDropTable(statement.table, statement.is_conditional);
  return statement;
}

}  // namespace

Status ExpectEnd(TokenCursor& cursor) {
  while (cursor.AcceptSymbol(';')) {
  }
  if (!cursor.AtEnd()) return cursor.Unexpected();
  return Ok();
}

Status ParseKeyBody(TokenCursor& cursor, Key& key) {
  const bool has_name = !cursor.IsSymbol('(') && !cursor.IsWord("USING");
  if (has_name) {
    const bool is_quoted = cursor.Peek().kind == Token::Kind::kQuotedName;
    RELAPSE_ASSIGN(std::string name, cursor.ExpectName());
    if (is_quoted && name.empty()) return WrongKeyName(name);
    // MySQL ignores a name given to the primary key.
    if (key.kind != KeyKind::kPrimary) key.name = std::move(name);
  }
  RELAPSE_RETURN_IF_ERROR(SkipKeyType(cursor));
  return ParseKeyPartsAndOptions(cursor, key);
}

Result<std::optional<Key>> ParseKey(TokenCursor& cursor) {
  Key key;
  const bool has_constraint = cursor.AcceptWord("CONSTRAINT");
  if (has_constraint && !cursor.IsWord("PRIMARY") && !cursor.IsWord("UNIQUE")) {
    RELAPSE_ASSIGN(key.name, cursor.ExpectName());
  }
  if (cursor.AcceptWords("PRIMARY KEY")) {
    key.kind = KeyKind::kPrimary;
    key.name.clear();
  } else if (cursor.AcceptWord("UNIQUE")) {
    key.kind = KeyKind::kUnique;
    if (!cursor.AcceptWord("KEY")) cursor.AcceptWord("INDEX");
  } else if (has_constraint) {
    return cursor.Unexpected();
  } else if (!cursor.AcceptWord("KEY") && !cursor.AcceptWord("INDEX")) {
    return std::optional<Key>();
  }
  RELAPSE_RETURN_IF_ERROR(ParseKeyBody(cursor, key));
  return std::optional<Key>(std::move(key));
}

Result<bool> ParseTableOption(TokenCursor& cursor, TableOptions& options) {
  if (cursor.AcceptWord("ENGINE")) {
    RELAPSE_RETURN_IF_ERROR(ParseCanonicalOption(cursor, "InnoDB"));
    options.has_engine = true;
  } else if (cursor.AcceptWords("DEFAULT CHARACTER SET") || cursor.AcceptWords("CHARACTER SET") ||
             cursor.AcceptWords("DEFAULT CHARSET") || cursor.AcceptWord("CHARSET")) {
    RELAPSE_RETURN_IF_ERROR(ParseCanonicalOption(cursor, kCharacterSet));
  } else if (cursor.AcceptWords("DEFAULT COLLATE") || cursor.AcceptWord("COLLATE")) {
    RELAPSE_RETURN_IF_ERROR(ParseCanonicalOption(cursor, kCollation));
  } else if (cursor.AcceptWord("AUTO_INCREMENT")) {
    // The next number is data, not schema: read and forgotten.
    cursor.AcceptSymbol('=');
    RELAPSE_ASSIGN([[maybe_unused]] const std::uint32_t next, cursor.ExpectInteger());
  } else if (cursor.AcceptWord("COMMENT")) {
    cursor.AcceptSymbol('=');
    RELAPSE_ASSIGN(options.comment, cursor.ExpectString());
  } else {
    return false;
  }
  return true;
}

void AppendInlineKeys(const ColumnDraft& draft, std::vector<Key>& keys) {
  const std::vector<KeyPart> parts = {KeyPart{draft.column.name, 0, false}};
  if (draft.is_primary) keys.push_back(Key{KeyKind::kPrimary, "", parts, ""});
  if (draft.is_unique) keys.push_back(Key{KeyKind::kUnique, "", parts, ""});
}

Status JoinPrimaryKey(const std::vector<ColumnDraft>& drafts, const std::vector<Key>& keys,
                      const std::vector<Column*>& columns) {
  const Key* primary = nullptr;
  for (const Key& key : keys) {
    if (key.kind != KeyKind::kPrimary) continue;
    if (primary != nullptr) return MultiplePrimaryKeys();
    primary = &key;
  }
  if (primary == nullptr) return Ok();
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const bool is_part = std::ranges::any_of(primary->parts, [&](const KeyPart& part) {
      return SameName(part.column, drafts[i].column.name);
    });
    if (!is_part) continue;
    if (drafts[i].is_nullable == true) return NullInPrimaryKey();
    ForbidNull(*columns[i]);
  }
  return Ok();
}

Result<Statement> Parse(std::string_view text) {
  if (text.size() > kLongestStatementBytes) return StatementTooLong();
  if (!IsValidUtf8(text)) return SyntaxError("", 0);
  TokenCursor cursor(text);
  if (cursor.AtEnd()) return EmptyQuery();
  if (cursor.AcceptWords("CREATE TABLE")) return ParseCreateTable(cursor);
  if (cursor.AcceptWords("CREATE INDEX")) return ParseCreateIndex(cursor, KeyKind::kPlain);
  if (cursor.AcceptWords("CREATE UNIQUE INDEX")) return ParseCreateIndex(cursor, KeyKind::kUnique);
  if (cursor.AcceptWords("DROP TABLE")) return ParseDropTable(cursor);
  if (cursor.AcceptWords("DROP INDEX")) return ParseDropIndex(cursor);
  if (!cursor.AcceptWords("ALTER TABLE")) return cursor.Unexpected();
  RELAPSE_ASSIGN(const Text table, ParseTableName(cursor));
  RELAPSE_ASSIGN(Alteration alteration, ParseAlteration(cursor));
  return FinishAlter(table, std::move(alteration));
}

}  // namespace relapse::mysql

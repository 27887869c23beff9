// Reads the clauses of ALTER TABLE.
#include "schema/mysql/key_rules.h"
#include "schema/mysql/names.h"
#include "schema/mysql/parser.h"

namespace relapse::mysql {
namespace {

/// ALTER TABLE as read so far. `drafts` belong to `alteration.changes`, one each.
struct AlterDraft {
  Alteration alteration;
  std::vector<ColumnDraft> drafts;
  TableOptions options;
};

Result<Position> ParsePosition(TokenCursor& cursor) {
  if (cursor.AcceptWord("FIRST")) return Position{Position::Kind::kFirst, ""};
  if (!cursor.AcceptWord("AFTER")) return Position{};
  RELAPSE_ASSIGN(std::string name, cursor.ExpectName());
  return Position{Position::Kind::kAfter, std::move(name)};
}

Status ParseChange(TokenCursor& cursor, AlterDraft& draft, std::string old_name, bool is_new) {
  RELAPSE_ASSIGN(ColumnDraft column, ParseColumn(cursor));
  RELAPSE_ASSIGN(Position position, ParsePosition(cursor));
  AppendInlineKeys(column, draft.alteration.added_keys);
  if (!is_new && old_name.empty()) old_name = column.column.name;
  draft.alteration.changes.push_back(
      ColumnChange{std::move(old_name), column.column, std::move(position)});
  draft.drafts.push_back(std::move(column));
  return Ok();
}

Status ParseAdd(TokenCursor& cursor, AlterDraft& draft) {
  RELAPSE_ASSIGN(std::optional<Key> key, ParseKey(cursor));
  if (key.has_value()) {
    draft.alteration.added_keys.push_back(std::move(*key));
    return Ok();
  }
  cursor.AcceptWord("COLUMN");
  if (!cursor.AcceptSymbol('(')) return ParseChange(cursor, draft, "", true);
  do {
    RELAPSE_ASSIGN(std::optional<Key> listed, ParseKey(cursor));
    if (listed.has_value()) {
      draft.alteration.added_keys.push_back(std::move(*listed));
      continue;
    }
    RELAPSE_ASSIGN(ColumnDraft column, ParseColumn(cursor));
    AppendInlineKeys(column, draft.alteration.added_keys);
    draft.alteration.changes.push_back(ColumnChange{"", column.column, Position{}});
    draft.drafts.push_back(std::move(column));
  } while (cursor.AcceptSymbol(','));
  return cursor.ExpectSymbol(')');
}

Status ParseDrop(TokenCursor& cursor, AlterDraft& draft) {
  if (cursor.AcceptWords("PRIMARY KEY")) {
    draft.alteration.dropped_keys.push_back(kPrimaryName);
    return Ok();
  }
  const bool is_key = cursor.AcceptWord("KEY") || cursor.AcceptWord("INDEX");
  if (!is_key) cursor.AcceptWord("COLUMN");
  RELAPSE_ASSIGN(std::string name, cursor.ExpectName());
  if (is_key && SameName(name, kPrimaryName)) name = kPrimaryName;
  auto& dropped = is_key ? draft.alteration.dropped_keys : draft.alteration.dropped_columns;
  dropped.push_back(std::move(name));
  return Ok();
}

Status ParseAlterColumn(TokenCursor& cursor, AlterDraft& draft) {
  cursor.AcceptWord("COLUMN");
  DefaultChange change;
  RELAPSE_ASSIGN(change.column, cursor.ExpectName());
  if (cursor.AcceptWords("SET DEFAULT")) {
    RELAPSE_ASSIGN(change.value, ParseDefault(cursor, false));
  } else if (!cursor.AcceptWords("DROP DEFAULT")) {
    return cursor.Unexpected();
  }
  draft.alteration.defaults.push_back(std::move(change));
  return Ok();
}

Status ParseClause(TokenCursor& cursor, AlterDraft& draft) {
  if (cursor.AcceptWord("ADD")) return ParseAdd(cursor, draft);
  if (cursor.AcceptWord("DROP")) return ParseDrop(cursor, draft);
  if (cursor.AcceptWord("ALTER")) return ParseAlterColumn(cursor, draft);
  if (cursor.AcceptWord("MODIFY")) {
    cursor.AcceptWord("COLUMN");
    return ParseChange(cursor, draft, "", false);
  }
  if (cursor.AcceptWord("CHANGE")) {
    cursor.AcceptWord("COLUMN");
    const Token& token = cursor.Peek();
    RELAPSE_ASSIGN(std::string old_name, cursor.ExpectName());
    // An empty old name would read as ADD; MySQL refuses such a name too.
    if (old_name.empty()) return WrongColumnName(token.text);
    return ParseChange(cursor, draft, std::move(old_name), false);
  }
  RELAPSE_ASSIGN(const bool is_option, ParseTableOption(cursor, draft.options));
  if (!is_option) return cursor.Unexpected();
  // Options may follow one another without a comma.
  while (true) {
    RELAPSE_ASSIGN(const bool has_more, ParseTableOption(cursor, draft.options));
    if (!has_more) return Ok();
  }
}

Status ResolveDrafts(AlterDraft& draft) {
  Alteration& alteration = draft.alteration;
  if (draft.drafts.size() > 1017) return TooManyColumns();
  std::vector<Column*> columns;
  for (std::size_t i = 0; i < draft.drafts.size(); ++i) {
    RELAPSE_ASSIGN(alteration.changes[i].column, Resolve(draft.drafts[i]));
    columns.push_back(&alteration.changes[i].column);
  }
  for (const Key& key : alteration.added_keys) RELAPSE_RETURN_IF_ERROR(CheckKey(key));
  return JoinPrimaryKey(draft.drafts, alteration.added_keys, columns);
}

}  // namespace

Result<Alteration> ParseAlteration(TokenCursor& cursor) {
  AlterDraft draft;
  if (!cursor.AtEnd() && !cursor.IsSymbol(';')) {
    do {
      RELAPSE_RETURN_IF_ERROR(ParseClause(cursor, draft));
    } while (cursor.AcceptSymbol(','));
  }
  RELAPSE_RETURN_IF_ERROR(ExpectEnd(cursor));
  RELAPSE_RETURN_IF_ERROR(ResolveDrafts(draft));
  draft.alteration.comment = std::move(draft.options.comment);
  draft.alteration.rebuilds = draft.options.has_engine;
  return std::move(draft.alteration);
}

}  // namespace relapse::mysql

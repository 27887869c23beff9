#include "fakes/postgres/sql_clauses.h"
#include "harness/core/memo.h"
#include "orchestration/ports/migration_session.h"

namespace relapse::migrations {

namespace {

std::optional<ObjectKind> KindOf(SqlCursor& cursor) {
  static constexpr std::pair<std::string_view, ObjectKind> kWords[] = {
      {"table", ObjectKind::kTable},         {"index", ObjectKind::kIndex},
      {"type", ObjectKind::kType},           {"view", ObjectKind::kView},
      {"sequence", ObjectKind::kSequence},   {"function", ObjectKind::kFunction},
      {"extension", ObjectKind::kExtension}, {"schema", ObjectKind::kSchema}};
  for (const auto& [word, kind] : kWords) {
    if (cursor.Take(word)) return kind;
  }
  return std::nullopt;
}

bool ParseOwner(SqlCursor& cursor, Statement& statement) {
  if (!cursor.Take("authorization")) return true;
  const auto owner = cursor.Word();
  if (owner) statement.words = {*owner};
  return owner.has_value();
}

bool Create(SqlCursor& cursor, Statement& statement) {
  statement.verb = Verb::kCreate;
  if (cursor.Take("or")) {
    statement.or_replace = true;
    if (!cursor.Take("replace")) return false;
  }
  statement.unique = cursor.Take("unique");
  const std::optional<ObjectKind> kind = KindOf(cursor);
  if (!kind || (statement.unique && *kind != ObjectKind::kIndex)) return false;
  statement.kind = *kind;
  if (statement.or_replace && *kind != ObjectKind::kView && *kind != ObjectKind::kFunction) {
    return false;
  }
  if (*kind == ObjectKind::kIndex) return ParseIndex(cursor, statement);
  if (cursor.Take("if")) {
    statement.lenient = true;
    if (!cursor.Take("not") || !cursor.Take("exists")) return false;
  }
  const auto name = cursor.Name();
  if (!name) return false;
  statement.names = {*name};
  switch (*kind) {
    case ObjectKind::kTable:
      return ParseTableBody(cursor, statement);
    case ObjectKind::kType:
      return ParseEnum(cursor, statement);
    case ObjectKind::kView:
      if (!cursor.Take("as") || !cursor.Sees("select")) return false;
      statement.mentions = cursor.TablesAhead();
      statement.body = cursor.Rest();
      return true;
    case ObjectKind::kFunction:
      if (!cursor.Sees("(")) return false;
      statement.body = cursor.Rest();
      return true;
    case ObjectKind::kSchema:
      return ParseOwner(cursor, statement);
    case ObjectKind::kExtension:
      return cursor.AtEnd();
    case ObjectKind::kSequence:
      statement.body = cursor.Rest();
      return true;
    case ObjectKind::kIndex:
      break;
  }
  return false;
}

bool Drop(SqlCursor& cursor, Statement& statement) {
  statement.verb = Verb::kDrop;
  const std::optional<ObjectKind> kind = KindOf(cursor);
  if (!kind) return false;
  statement.kind = *kind;
  statement.concurrently = *kind == ObjectKind::kIndex && cursor.Take("concurrently");
  if (cursor.Take("if")) {
    statement.lenient = true;
    if (!cursor.Take("exists")) return false;
  }
  do {
    const auto name = cursor.Name();
    if (!name) return false;
    statement.names.push_back(*name);
    if (*kind == ObjectKind::kFunction && cursor.Sees("(") && !cursor.SkipParentheses()) {
      return false;
    }
  } while (cursor.Take(","));
  statement.cascade = cursor.Take("cascade");
  if (!statement.cascade) cursor.Take("restrict");
  return !statement.concurrently || statement.names.size() == 1;
}

bool AddValue(SqlCursor& cursor, Statement& statement) {
  statement.verb = Verb::kAddValue;
  const auto name = cursor.Name();
  if (!name || !cursor.Take("add") || !cursor.Take("value")) return false;
  statement.names = {*name};
  if (cursor.Take("if")) {
    statement.lenient = true;
    if (!cursor.Take("not") || !cursor.Take("exists")) return false;
  }
  const auto label = cursor.String();
  if (!label) return false;
  statement.words = {*label};
  return true;
}

bool Truncate(SqlCursor& cursor, Statement& statement) {
  statement.verb = Verb::kTruncate;
  cursor.Take("table");
  do {
    const auto name = cursor.Name();
    if (!name) return false;
    statement.names.push_back(*name);
  } while (cursor.Take(","));
  statement.cascade = cursor.Take("cascade");
  return true;
}

bool Isolation(SqlCursor& cursor, Statement& statement) {
  if (!cursor.Take("isolation")) return true;
  if (!cursor.Take("level")) return false;
  if (cursor.Take("repeatable")) {
    statement.repeatable_read = true;
    return cursor.Take("read");
  }
  return cursor.Take("read") && cursor.Take("committed");
}

bool End(SqlCursor& cursor, Statement& statement, Verb verb) {
  statement.verb = verb;
  if (!cursor.Take("transaction")) cursor.Take("work");
  if (cursor.Take("and")) {
    statement.chain = !cursor.Take("no");
    if (!cursor.Take("chain")) return false;
  }
  return true;
}

bool Set(SqlCursor& cursor, Statement& statement) {
  statement.verb = Verb::kSet;
  if (cursor.Take("transaction")) {
    statement.local = true;
    statement.names = {{Text(), Text("transaction_isolation")}};
    return Isolation(cursor, statement);
  }
  statement.local = cursor.Take("local");
  if (!statement.local) cursor.Take("session");
  const auto name = cursor.Name();
  if (!name || (!cursor.Take("=") && !cursor.Take("to"))) return false;
  statement.names = {*name};
  statement.body = cursor.NameList();
  return !statement.body.empty();
}

bool Grant(SqlCursor& cursor, Statement& statement, Verb verb) {
  statement.verb = verb;
  do {
    const auto privilege = cursor.Word();
    if (!privilege) return false;
    statement.words.push_back(*privilege);
  } while (cursor.Take(","));
  cursor.Take("privileges");
  if (!cursor.Take("on") || !cursor.Take("schema")) return false;
  const auto name = cursor.Name();
  if (!name || (!cursor.Take("to") && !cursor.Take("from"))) return false;
  const auto who = cursor.Name();
  if (!who) return false;
  statement.names = {*name};
  statement.body = who->name;
  return true;
}

bool ParseOne(SqlCursor& cursor, Statement& statement) {
  if (cursor.Take("create")) return Create(cursor, statement);
  if (cursor.Take("drop")) return Drop(cursor, statement);
  if (cursor.Take("alter")) {
    if (cursor.Take("table")) return ParseAlterTable(cursor, statement);
    return cursor.Take("type") && AddValue(cursor, statement);
  }
  if (cursor.Take("insert")) return ParseInsert(cursor, statement);
  if (cursor.Take("update")) return ParseUpdate(cursor, statement);
  if (cursor.Take("delete")) return ParseDelete(cursor, statement);
  if (cursor.Take("truncate")) return Truncate(cursor, statement);
  if (cursor.Sees("select")) {
    statement.verb = Verb::kSelect;
    statement.names = cursor.TablesAhead();
    cursor.Rest();
    return true;
  }
  if (cursor.Take("begin")) {
    statement.verb = Verb::kBegin;
    if (!cursor.Take("transaction")) cursor.Take("work");
    return Isolation(cursor, statement);
  }
  if (cursor.Take("start")) {
    statement.verb = Verb::kBegin;
    return cursor.Take("transaction") && Isolation(cursor, statement);
  }
  if (cursor.Take("commit") || cursor.Take("end")) return End(cursor, statement, Verb::kCommit);
  if (cursor.Take("rollback") || cursor.Take("abort")) {
    return End(cursor, statement, Verb::kRollback);
  }
  if (cursor.Take("set")) return Set(cursor, statement);
  if (cursor.Take("grant")) return Grant(cursor, statement, Verb::kGrant);
  if (cursor.Take("revoke")) return Grant(cursor, statement, Verb::kRevoke);
  if (cursor.Take("comment")) {
    statement.verb = Verb::kComment;
    cursor.Rest();
    return true;
  }
  return false;
}

ParsedText Parse(Text sql) {
  std::vector<Statement> statements;
  for (const postgres::SqlStatement& written : postgres::SplitStatements(sql.view())) {
    for (const Token& token : written.tokens) {
      if (token.kind != TokenKind::kString || ValueOf(token)) continue;
      return Fail(kSql, "unterminated quoted string at or near \"" + token.text + "\"",
                  SqlState("42601"));
    }
    SqlCursor cursor(written.tokens);
    Statement statement;
    if (!ParseOne(cursor, statement) || !cursor.AtEnd()) {
      return Fail(kSql, Text(cursor.Problem()), SqlState("42601"));
    }
    statements.push_back(std::move(statement));
  }
  return statements;
}

}  // namespace

const ParsedText& ParseSql(Text sql) {
  static TextMemo<ParsedText>& memo = *new TextMemo<ParsedText>;
  return memo.Get(sql, [&] { return Parse(sql); });
}

}  // namespace relapse::migrations

// Columns: their types as the server names them, their defaults, and the constraints that stand
// beside them.
#include <algorithm>
#include <string>

#include "fakes/postgres/sql_clauses.h"

namespace relapse::migrations {

namespace {

/// The type at the cursor as format_type() says it, or nothing. A word that is no type of the
/// server is taken for an enum.
std::optional<Text> Type(SqlCursor& cursor) {
  static constexpr std::pair<std::string_view, std::string_view> kAliases[] = {
      {"int", "integer"},
      {"int4", "integer"},
      {"int8", "bigint"},
      {"int2", "smallint"},
      {"bool", "boolean"},
      {"varchar", "character varying"},
      {"char", "character"},
      {"decimal", "numeric"},
      {"float8", "double precision"},
      {"float4", "real"},
      {"float", "double precision"},
      {"timestamp", "timestamp without time zone"},
      {"timestamptz", "timestamp with time zone"}};
  const auto written = cursor.Name();
  if (!written) return std::nullopt;
  std::string type(written->name.view());
  // Their sequences are objects of their own, which the fake does not make.
  if (type == "serial" || type == "bigserial" || type == "smallserial") return std::nullopt;
  for (const auto& [alias, name] : kAliases) {
    if (type == alias) {
      type = name;
      break;
    }
  }
  if (type == "double") {
    if (!cursor.Take("precision")) return std::nullopt;
    type = "double precision";
  }
  if (type == "character" && cursor.Take("varying")) type += " varying";
  if (cursor.Take("with")) {
    if (!cursor.Take("time") || !cursor.Take("zone")) return std::nullopt;
    type = "timestamp with time zone";
  } else if (cursor.Take("without")) {
    if (!cursor.Take("time") || !cursor.Take("zone")) return std::nullopt;
  }
  if (cursor.Take("(")) {
    std::vector<Text> ignored;
    std::string sizes;
    do {
      sizes += (sizes.empty() ? "" : ",") + cursor.Literal(ignored).str();
    } while (cursor.Take(","));
    if (!cursor.Take(")")) return std::nullopt;
    type += "(" + sizes + ")";
  } else if (type == "character") {
    type += "(1)";
  }
  if (cursor.Take("[")) {
    if (!cursor.Take("]")) return std::nullopt;
    type += "[]";
  }
  return Text(type);
}

/// Literals, TRUE, FALSE, NULL and now(), as pg_get_expr() says them.
std::optional<Text> Default(SqlCursor& cursor, Text type) {
  if (const auto text = cursor.String()) {
    std::string shown = "'" + text->str() + "'::";
    std::string base(type.view().substr(0, type.view().find('(')));
    // A cast as it is written is not kept apart from that of the column.
    if (cursor.Take("::") && !Type(cursor)) return std::nullopt;
    return Text(shown + (base == "character" ? "bpchar" : base));
  }
  if (cursor.Take("now")) {
    if (!cursor.Take("(") || !cursor.Take(")")) return std::nullopt;
    return Text("now()");
  }
  if (cursor.Take("null")) return Text();
  if (cursor.Take("true")) return Text("true");
  if (cursor.Take("false")) return Text("false");
  return cursor.Number();
}

bool ParseColumn(SqlCursor& cursor, Column& column, std::vector<Constraint>& constraints) {
  const auto name = cursor.Word();
  if (!name) return false;
  column.name = *name;
  const auto type = Type(cursor);
  if (!type) return false;
  column.type = *type;
  for (;;) {
    if (cursor.Take("not")) {
      if (!cursor.Take("null")) return false;
      column.not_null = true;
    } else if (cursor.Take("null")) {
    } else if (cursor.Take("default")) {
      const auto value = Default(cursor, column.type);
      if (!value) return false;
      column.default_value = *value;
    } else if (cursor.Take("primary")) {
      if (!cursor.Take("key")) return false;
      constraints.push_back({Text(), true, {column.name}});
    } else if (cursor.Take("unique")) {
      constraints.push_back({Text(), false, {column.name}});
    } else {
      return true;
    }
  }
}

/// `[CONSTRAINT name] PRIMARY KEY (a, b)` or `UNIQUE (a, b)`, at the cursor or not.
bool SeesConstraint(const SqlCursor& cursor) {
  return cursor.Sees("constraint") || cursor.Sees("primary") || cursor.Sees("unique");
}
bool ParseConstraint(SqlCursor& cursor, Constraint& constraint) {
  if (cursor.Take("constraint")) {
    const auto name = cursor.Word();
    if (!name) return false;
    constraint.name = *name;
  }
  constraint.primary = cursor.Take("primary");
  if (constraint.primary ? !cursor.Take("key") : !cursor.Take("unique")) return false;
  return cursor.WordsInParentheses(constraint.columns);
}

/// The server's names, and what a primary key says of its columns.
void Complete(Text table, std::vector<Constraint>& constraints, std::vector<Column>& columns) {
  for (Constraint& constraint : constraints) {
    if (constraint.name.empty()) {
      std::string name = table.str();
      if (!constraint.primary) {
        for (const Text column : constraint.columns) name += "_" + column.str();
      }
      constraint.name = Text(name + (constraint.primary ? "_pkey" : "_key"));
    }
    if (!constraint.primary) continue;
    for (Column& column : columns) {
      const auto& key = constraint.columns;
      if (std::find(key.begin(), key.end(), column.name) != key.end()) column.not_null = true;
    }
  }
  std::sort(constraints.begin(), constraints.end(),
            [](const Constraint& a, const Constraint& b) { return a.name < b.name; });
}

bool ParseChange(SqlCursor& cursor, Text table, ColumnChange& change) {
  change.add = cursor.Take("add");
  if (!change.add && !cursor.Take("drop")) return false;
  cursor.Take("column");
  if (cursor.Take("if")) {
    change.lenient = true;
    if (change.add && !cursor.Take("not")) return false;
    if (!cursor.Take("exists")) return false;
  }
  if (!change.add) {
    const auto name = cursor.Word();
    if (!name) return false;
    change.column.name = *name;
    change.cascade = cursor.Take("cascade");
    return true;
  }
  if (SeesConstraint(cursor)) return false;
  if (!ParseColumn(cursor, change.column, change.constraints)) return false;
  std::vector<Column> columns{change.column};
  Complete(table, change.constraints, columns);
  change.column = columns.front();
  return true;
}

}  // namespace

bool ParseTableBody(SqlCursor& cursor, Statement& statement) {
  if (!cursor.Take("(")) return false;
  if (cursor.Take(")")) return true;
  do {
    if (SeesConstraint(cursor)) {
      statement.constraints.emplace_back();
      if (!ParseConstraint(cursor, statement.constraints.back())) return false;
    } else {
      statement.columns.emplace_back();
      if (!ParseColumn(cursor, statement.columns.back(), statement.constraints)) return false;
    }
  } while (cursor.Take(","));
  Complete(statement.names.front().name, statement.constraints, statement.columns);
  return cursor.Take(")");
}

bool ParseAlterTable(SqlCursor& cursor, Statement& statement) {
  statement.verb = Verb::kAlterTable;
  if (cursor.Take("if")) {
    statement.lenient = true;
    if (!cursor.Take("exists")) return false;
  }
  const auto table = cursor.Name();
  if (!table) return false;
  statement.names = {*table};
  do {
    statement.changes.emplace_back();
    if (!ParseChange(cursor, table->name, statement.changes.back())) return false;
  } while (cursor.Take(","));
  return true;
}

}  // namespace relapse::migrations

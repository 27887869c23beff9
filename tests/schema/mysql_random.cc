#include "tests/schema/mysql_random.h"

#include <rapidcheck.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>

namespace relapse::mysql {
namespace {

/// Concatenation whose parts are drawn from left to right: operands of + have no order.
std::string Join(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

struct RandomType {
  const char* text;
  const char* default_text;  ///< empty where the type takes none
  const char* key_suffix;    ///< null where it cannot be a key
};

constexpr RandomType kTypes[] = {
    {"INT(11)", "0", ""},
    {"bigint unsigned", "'18'", ""},
    {"BOOL", "TRUE", ""},
    {"decimal(8,3)", "-1.5", ""},
    {"DOUBLE", "0.25", ""},
    {"varchar(40)", "'it''s'", ""},
    {"VARCHAR(200)", "''", "(7)"},
    {"char(10)", "'x'", "(10)"},
    {"varbinary(16)", "'a\\0b'", "(4)"},
    {"TEXT", "", "(12)"},
    {"mediumblob", "", "(3)"},
    {"timestamp", "CURRENT_TIMESTAMP", ""},
    {"datetime(6)", "NOW(6)", ""},
    {"date", "'2024-02-29'", ""},
    {"TIME", "'10:00:00'", ""},
    {"year", "1999", ""},
    {"JSON", "", nullptr},
    {"enum('a','b')", "'B'", ""},
    {"enum('a','b','c')", "'a'", ""},
    {"SET('x','y')", "'y,x'", ""},
};

template <class T, std::size_t N>
const T& Pick(const T (&choices)[N]) {
  return choices[Draw(static_cast<int>(N))];
}

std::string ColumnName(int index) { return Join({"c", std::to_string(index)}); }
std::string KeyName(int index) { return Join({"k", std::to_string(index)}); }
std::string TableName(int index) { return Join({"t", std::to_string(index)}); }

std::string DrawAttributes(const RandomType& type) {
  std::string text;
  const int nullability = Draw(3);
  text += nullability == 0 ? "" : nullability == 1 ? " NULL" : " NOT NULL";
  if (*type.default_text != '\0' && Draw(3) == 0) {
    text += std::string(" DEFAULT ") + type.default_text;
  } else if (nullability != 2 && Draw(4) == 0) {
    text += " DEFAULT NULL";
  }
  if (Draw(5) == 0) text += Draw(2) == 0 ? " COMMENT 'one'" : " COMMENT 'tw\\'o'";
  return text;
}

std::string DrawDefinition(const std::string& name) {
  const RandomType& type = Pick(kTypes);
  return Join({name, " ", type.text, DrawAttributes(type)});
}

std::string DrawKeyHead() {
  static constexpr const char* kHeads[] = {"KEY ", "INDEX ", "UNIQUE KEY ", "UNIQUE INDEX ",
                                           "UNIQUE "};
  return Pick(kHeads);
}

std::vector<std::string> Shuffled(std::vector<std::string> items) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[static_cast<std::size_t>(Draw(static_cast<int>(i)))]);
  }
  return items;
}

std::string DrawKeyParts(const std::vector<std::string>& parts) {
  const std::vector<std::string> shuffled = Shuffled(parts);
  const int count = 1 + Draw(std::min(3, static_cast<int>(shuffled.size())));
  std::string text = "(";
  for (int i = 0; i < count; ++i) {
    text += (i == 0 ? "" : ", ") + shuffled[static_cast<std::size_t>(i)];
    if (Draw(6) == 0) text += " DESC";
  }
  return text + ")";
}

std::string DrawPlace() {
  const int place = Draw(4);
  if (place == 0) return " FIRST";
  return place == 1 ? " AFTER " + ColumnName(Draw(8)) : "";
}

std::string DrawClause() {
  const std::string column = ColumnName(Draw(8));
  switch (Draw(12)) {
    case 0:
    case 1:
    case 2:
      return Join({Draw(2) == 0 ? "ADD " : "ADD COLUMN ", DrawDefinition(column), DrawPlace()});
    case 3:
      return "DROP COLUMN " + column;
    case 4:
      return "DROP " + column;
    case 5:
    case 6:
      return Join({"MODIFY ", DrawDefinition(column), DrawPlace()});
    case 7:
      return Join(
          {"CHANGE COLUMN ", column, " ", DrawDefinition(ColumnName(Draw(8))), DrawPlace()});
    case 8:
      return "ALTER " + column + (Draw(2) == 0 ? " DROP DEFAULT" : " SET DEFAULT 3");
    case 9:
      return Join({"ADD ", DrawKeyHead(), Draw(2) == 0 ? "" : KeyName(Draw(4)) + " ",
                   DrawKeyParts({column, ColumnName(Draw(8)) + "(3)"})});
    case 10:
      return Draw(3) == 0 ? "DROP PRIMARY KEY" : "DROP INDEX " + KeyName(Draw(4));
    default:
      return Draw(2) == 0 ? "ADD PRIMARY KEY (" + column + ")" : "COMMENT 'new'";
  }
}

}  // namespace

int Draw(int bound) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, bound)); }

std::string DrawCreateTable(const std::string& table) {
  std::vector<std::string> names;
  for (int i = 0; i < 8; ++i) {
    if (Draw(2) == 0) names.push_back(ColumnName(i));
  }
  if (names.empty()) names.push_back(ColumnName(Draw(8)));
  std::string text = "CREATE TABLE " + table + " (";
  std::vector<std::string> parts;
  for (const std::string& name : Shuffled(names)) {
    const RandomType& type = Pick(kTypes);
    text += Join({text.back() == '(' ? "" : ", ", name, " ", type.text, DrawAttributes(type)});
    if (type.key_suffix != nullptr) parts.push_back(name + type.key_suffix);
  }
  for (const std::string& key : Shuffled({"k0", "k1", "k2", "k3"})) {
    if (parts.empty() || Draw(2) == 0) continue;
    text += Join({", ", DrawKeyHead(), key, " ", DrawKeyParts(parts)});
  }
  std::string with_primary = text;
  if (!parts.empty()) with_primary += ", PRIMARY KEY " + DrawKeyParts(parts);
  const std::string end = Draw(4) == 0 ? ") COMMENT 'x'" : ")";
  // A primary key over a column that says NULL is refused.
  const bool is_accepted = Draw(3) != 0 && Canonical(with_primary + end).ok();
  return (is_accepted ? with_primary : text) + end;
}

Schema DrawSchema() {
  std::vector<Text> statements;
  for (int i = 0; i < 4; ++i) {
    if (Draw(3) != 0) statements.push_back(DrawCreateTable(TableName(i)));
  }
  const Result<Schema> schema = Schema::FromStatements(statements);
  RC_ASSERT(schema.ok());
  return *schema;
}

std::string DrawAlterTable(const std::string& table) {
  std::string text = "ALTER TABLE " + table + " " + DrawClause();
  for (int more = Draw(4); more > 0; --more) text += ", " + DrawClause();
  return text;
}

std::string DrawStatement() {
  const std::string table = TableName(Draw(4));
  switch (Draw(8)) {
    case 0:
      return DrawCreateTable(table);
    case 1:
      return std::string(Draw(2) == 0 ? "DROP TABLE " : "DROP TABLE IF EXISTS ") + table;
    case 2:
      return "CREATE UNIQUE INDEX k0 ON " + table + " (c0)";
    default:
      return DrawAlterTable(table);
  }
}

}  // namespace relapse::mysql

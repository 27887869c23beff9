#include "schema/mysql/printer.h"

#include <iterator>

#include "schema/mysql/names.h"

namespace relapse::mysql {
namespace {

constexpr std::string_view kTypeNames[] = {
    "tinyint",    "smallint",  "mediumint", "int",    "bigint",     "decimal",  "float",
    "double",     "char",      "varchar",   "binary", "varbinary",  "tinytext", "text",
    "mediumtext", "longtext",  "tinyblob",  "blob",   "mediumblob", "longblob", "date",
    "datetime",   "timestamp", "time",      "year",   "json",       "enum",     "set"};
static_assert(std::size(kTypeNames) == static_cast<std::size_t>(TypeName::kSet) + 1);

constexpr std::string_view kTableOptions =
    " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci";

std::string Parenthesised(const std::string& inside) {
  std::string text(1, '(');
  text += inside;
  return text += ')';
}

std::string PrintType(const ColumnType& type) {
  std::string text(kTypeNames[static_cast<std::size_t>(type.name)]);
  if (type.name == TypeName::kDecimal) {
    text += Parenthesised(std::to_string(type.length) + "," + std::to_string(type.scale));
  } else if (type.length != 0 || HasLength(type.name)) {
    text += Parenthesised(std::to_string(type.length));
  }
  if (type.is_unsigned) text += " unsigned";
  if (type.name == TypeName::kEnum || type.name == TypeName::kSet) {
    char separator = '(';
    for (const std::string& member : type.members) {
      text += separator + QuoteString(member);
      separator = ',';
    }
    text += ")";
  }
  return text;
}

std::string PrintNow(std::uint32_t precision) {
  return precision == 0 ? "CURRENT_TIMESTAMP"
                        : "CURRENT_TIMESTAMP(" + std::to_string(precision) + ")";
}

std::string PrintDefault(const DefaultValue& value) {
  switch (value.kind) {
    case DefaultValue::Kind::kNull:
      return "NULL";
    case DefaultValue::Kind::kNumber:
      return value.text;
    case DefaultValue::Kind::kCurrentTimestamp:
      return PrintNow(value.precision);
    default:
      return QuoteString(value.text);
  }
}

std::string PrintColumn(const Column& column) {
  std::string text = QuoteName(column.name) + " " + PrintType(column.type);
  if (!column.is_nullable) {
    text += " NOT NULL";
  } else if (column.type.name == TypeName::kTimestamp) {
    text += " NULL";
  }
  const bool has_default = column.default_value.kind != DefaultValue::Kind::kNone;
  if (has_default && !IsTextOrBlob(column.type.name)) {
    text += " DEFAULT " + PrintDefault(column.default_value);
  }
  if (column.updates_to_now) text += " ON UPDATE " + PrintNow(column.type.length);
  if (column.is_auto_increment) text += " AUTO_INCREMENT";
  if (!column.comment.empty()) text += " COMMENT " + QuoteString(column.comment);
  return text;
}

std::string PrintKey(const Key& key) {
  std::string text = key.kind == KeyKind::kPrimary  ? "PRIMARY KEY"
                     : key.kind == KeyKind::kUnique ? "UNIQUE KEY"
                                                    : "KEY";
  if (key.kind != KeyKind::kPrimary && !key.name.empty()) {
    text += ' ';
    text += QuoteName(key.name);
  }
  std::string_view separator = " (";
  for (const KeyPart& part : key.parts) {
    text += separator;
    text += QuoteName(part.column);
    if (part.prefix != 0) text += Parenthesised(std::to_string(part.prefix));
    if (part.is_descending) text += " DESC";
    separator = ",";
  }
  text += ")";
  if (!key.comment.empty()) text += " COMMENT " + QuoteString(key.comment);
  return text;
}

std::string PrintChange(const ColumnChange& change) {
  std::string text = change.is_new() ? "ADD COLUMN " : "MODIFY COLUMN ";
  if (!change.is_new() && change.old_name != change.column.name) {
    text = "CHANGE COLUMN " + QuoteName(change.old_name) + " ";
  }
  text += PrintColumn(change.column);
  if (change.position.kind == Position::Kind::kFirst) text += " FIRST";
  if (change.position.kind == Position::Kind::kAfter) {
    text += " AFTER " + QuoteName(change.position.after);
  }
  return text;
}

}  // namespace

std::string PrintCreateTable(const Table& table) {
  std::string text = "CREATE TABLE " + QuoteName(table.name) + " (";
  std::string_view separator = "\n  ";
  for (const Column& column : table.columns) {
    text += separator;
    text += PrintColumn(column);
    separator = ",\n  ";
  }
  for (const Key& key : table.keys) {
    text += separator;
    text += PrintKey(key);
  }
  text += "\n)";
  text += kTableOptions;
  if (!table.comment.empty()) text += " COMMENT=" + QuoteString(table.comment);
  return text;
}

std::string PrintAlterTable(Text table, const Alteration& alteration) {
  std::string text = "ALTER TABLE " + QuoteName(table.view());
  std::string_view separator = " ";
  const auto append = [&](const std::string& clause) {
    text += separator;
    text += clause;
    separator = ", ";
  };
  for (const std::string& name : alteration.dropped_keys) {
    append(name == kPrimaryName ? "DROP PRIMARY KEY" : "DROP KEY " + QuoteName(name));
  }
  for (const std::string& name : alteration.dropped_columns) {
    append("DROP COLUMN " + QuoteName(name));
  }
  for (const ColumnChange& change : alteration.changes) append(PrintChange(change));
  for (const DefaultChange& change : alteration.defaults) {
    const std::string column = "ALTER COLUMN " + QuoteName(change.column);
    append(change.value.kind == DefaultValue::Kind::kNone
               ? column + " DROP DEFAULT"
               : column + " SET DEFAULT " + PrintDefault(change.value));
  }
  for (const Key& key : alteration.added_keys) append("ADD " + PrintKey(key));
  if (alteration.comment.has_value()) append("COMMENT=" + QuoteString(*alteration.comment));
  if (alteration.rebuilds) append("ENGINE=InnoDB");
  return text;
}

std::string PrintDropTable(Text table, bool is_conditional) {
  return (is_conditional ? "DROP TABLE IF EXISTS " : "DROP TABLE ") + QuoteName(table.view());
}

}  // namespace relapse::mysql

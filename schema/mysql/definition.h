// What a statement of the subset means: plain values, compared member by member. A Table is always
// canonical: defaults in their column's form, keys named and in MySQL's order.
#ifndef SCHEMA_MYSQL_DEFINITION_H_
#define SCHEMA_MYSQL_DEFINITION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/text.h"
#include "schema/mysql/schema.h"

namespace relapse::mysql {

/// In the order of kTypeNames (printer.cc).
enum class TypeName {
  kTinyInt,
  kSmallInt,
  kMediumInt,
  kInt,
  kBigInt,
  kDecimal,
  kFloat,
  kDouble,
  kChar,
  kVarchar,
  kBinary,
  kVarbinary,
  kTinyText,
  kText,
  kMediumText,
  kLongText,
  kTinyBlob,
  kBlob,
  kMediumBlob,
  kLongBlob,
  kDate,
  kDateTime,
  kTimestamp,
  kTime,
  kYear,
  kJson,
  kEnum,
  kSet
};

constexpr bool IsInteger(TypeName name) { return name <= TypeName::kBigInt; }
constexpr bool IsNumber(TypeName name) { return name <= TypeName::kDouble; }
/// char, varchar, binary, varbinary: a prefix of them may be indexed, the whole too.
constexpr bool HasLength(TypeName name) {
  return name >= TypeName::kChar && name <= TypeName::kVarbinary;
}
constexpr bool IsText(TypeName name) {
  return name >= TypeName::kTinyText && name <= TypeName::kLongText;
}
/// Text and blob: indexed by prefix only, no default but NULL, and none is printed.
constexpr bool IsTextOrBlob(TypeName name) {
  return name >= TypeName::kTinyText && name <= TypeName::kLongBlob;
}

struct ColumnType {
  TypeName name = TypeName::kInt;
  /// Length, precision, or digits of a second; 1 for tinyint(1), else 0 for an integer.
  std::uint32_t length = 0;
  std::uint32_t scale = 0;
  bool is_unsigned = false;
  std::vector<std::string> members;
  bool operator==(const ColumnType&) const = default;
};

struct DefaultValue {
  enum class Kind { kNone, kNull, kNumber, kString, kCurrentTimestamp };
  Kind kind = Kind::kNone;
  /// The literal. A resolved default is kString, whatever its type, as SHOW CREATE TABLE quotes it.
  std::string text;
  /// Digits of a second of CURRENT_TIMESTAMP(n).
  std::uint32_t precision = 0;
  bool operator==(const DefaultValue&) const = default;
};

struct Column {
  std::string name;
  ColumnType type;
  bool is_nullable = true;
  DefaultValue default_value;
  bool updates_to_now = false;
  bool is_auto_increment = false;
  std::string comment;
  bool operator==(const Column&) const = default;
};

struct KeyPart {
  std::string column;
  std::uint32_t prefix = 0;  ///< 0 where the whole column is indexed
  bool is_descending = false;
  bool operator==(const KeyPart&) const = default;
};

enum class KeyKind { kPrimary, kUnique, kPlain };

inline constexpr char kPrimaryName[] = "PRIMARY";

struct Key {
  KeyKind kind = KeyKind::kPlain;
  std::string name;  ///< kPrimaryName for the primary key; empty until MySQL would generate it
  std::vector<KeyPart> parts;
  std::string comment;
  bool operator==(const Key&) const = default;
};

struct Table {
  std::string name;
  std::vector<Column> columns;
  std::vector<Key> keys;
  std::string comment;
  bool operator==(const Table&) const = default;
};

/// Where ADD, MODIFY or CHANGE puts its column.
struct Position {
  enum class Kind { kUnstated, kFirst, kAfter };
  Kind kind = Kind::kUnstated;
  std::string after;
  bool operator==(const Position&) const = default;
};

/// ADD COLUMN (no old name), MODIFY (old name = the column's) or CHANGE.
struct ColumnChange {
  std::string old_name;
  Column column;
  Position position;
  bool is_new() const { return old_name.empty(); }
  bool operator==(const ColumnChange&) const = default;
};

/// ALTER COLUMN ... SET DEFAULT / DROP DEFAULT (kNone).
struct DefaultChange {
  std::string column;
  DefaultValue value;
  bool operator==(const DefaultChange&) const = default;
};

/// The clauses of an ALTER TABLE, grouped: as in MySQL, every drop and change refers to the table
/// as it was, so the groups have no order among themselves.
struct Alteration {
  std::vector<std::string> dropped_keys;
  std::vector<std::string> dropped_columns;
  std::vector<ColumnChange> changes;
  std::vector<DefaultChange> defaults;
  std::vector<Key> added_keys;
  std::optional<std::string> comment;
  bool rebuilds = false;  ///< ENGINE=InnoDB: changes nothing, copies everything
  bool operator==(const Alteration&) const = default;
};

/// One understood statement. `is_conditional`: IF NOT EXISTS or IF EXISTS.
struct Statement {
  Verb verb = Verb::kCreate;
  Text table;
  bool is_conditional = false;
  Table definition;       ///< kCreate
  Alteration alteration;  ///< kAlter
  Text canonical;
  Text create_table;  ///< kCreate: `canonical` without IF NOT EXISTS
};

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_DEFINITION_H_

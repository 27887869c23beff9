// The statements of a migration's text that the fake understands, parsed.
//
// **Subset.** CREATE and DROP of TABLE, INDEX (CONCURRENTLY), TYPE AS ENUM, VIEW, SEQUENCE,
// FUNCTION, SCHEMA, EXTENSION; ALTER TABLE ADD and DROP COLUMN; ALTER TYPE ADD VALUE; INSERT of
// VALUES, UPDATE, DELETE, TRUNCATE; SELECT as far as it reads tables; BEGIN, COMMIT and ROLLBACK,
// AND CHAIN too; SET [LOCAL]; GRANT and REVOKE on a schema; COMMENT. Anything else is a syntax
// error 42601 whose text says that the fake does not know it.
#ifndef FAKES_POSTGRES_SQL_STATEMENT_H_
#define FAKES_POSTGRES_SQL_STATEMENT_H_

#include <optional>
#include <utility>
#include <vector>

#include "harness/core/fields.h"
#include "harness/core/result.h"

namespace relapse::migrations {

/// In the order of their names.
enum class ObjectKind : std::uint8_t {
  kExtension,
  kFunction,
  kIndex,
  kSchema,
  kSequence,
  kTable,
  kType,
  kView,
};
std::string_view EnumName(ObjectKind kind);
void EnumFromName(std::string_view name, ObjectKind& kind);

/// A column of a table.
struct Column {
  Text name;
  Text type;  ///< as format_type() says it; of an enum its name
  bool not_null = false;
  Text default_value;  ///< empty: none

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("type", self.type, field::kPlain);
    visit("not_null", self.not_null, field::kPlain);
    visit("default_value", self.default_value, field::kPlain);
  }
  friend bool operator==(const Column&, const Column&) = default;
};

/// A primary key or a uniqueness of a table.
struct Constraint {
  Text name;
  bool primary = false;
  std::vector<Text> columns;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("primary", self.primary, field::kPlain);
    visit("columns", self.columns, field::kPlain);
  }
  friend bool operator==(const Constraint&, const Constraint&) = default;
};

/// As it is written: without a schema the search_path finds it.
struct WrittenName {
  Text schema;
  Text name;
};

enum class Verb {
  kCreate,
  kDrop,
  kAlterTable,
  kAddValue,
  kInsert,
  kUpdate,
  kDelete,
  kTruncate,
  kSelect,
  kBegin,
  kCommit,
  kRollback,
  kSet,
  kGrant,
  kRevoke,
  kComment,
};

struct ColumnChange {
  bool add = true;
  bool lenient = false;  ///< IF [NOT] EXISTS
  bool cascade = false;
  Column column;  ///< to drop: its name
  std::vector<Constraint> constraints;
};

struct Statement {
  Verb verb = Verb::kSelect;
  ObjectKind kind = ObjectKind::kTable;
  std::vector<WrittenName> names;  ///< one, but for DROP, TRUNCATE and SELECT
  bool lenient = false;            ///< IF [NOT] EXISTS
  bool or_replace = false;
  bool cascade = false;
  bool concurrently = false;
  bool unique = false;
  bool local = false;            ///< SET LOCAL
  bool chain = false;            ///< AND CHAIN
  bool repeatable_read = false;  ///< of BEGIN or SET TRANSACTION

  std::vector<Column> columns;
  std::vector<Constraint> constraints;
  std::vector<ColumnChange> changes;
  WrittenName on;           ///< the table of an index
  std::vector<Text> words;  ///< columns of an index or INSERT, labels, privileges; a schema's owner
  Text body;                ///< of views and functions; the value of SET; to whom it is granted
  std::vector<WrittenName> mentions;  ///< tables that the body of a view reads
  std::vector<Text> literals;         ///< strings that INSERT or UPDATE writes

  /// Of INSERT: the values, rows of them; empty texts for what is no plain literal.
  std::vector<std::vector<Text>> rows;
  std::vector<std::pair<Text, Text>> assignments;  ///< of UPDATE
  bool has_condition = false;                      ///< a WHERE
  std::optional<std::pair<Text, Text>> condition;  ///< where it is `column = literal`
};

using ParsedText = Result<std::vector<Statement>>;

/// The statements of a text, or the error with which the server refuses all of it. Each text is
/// parsed once in a process.
const ParsedText& ParseSql(Text sql);

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_SQL_STATEMENT_H_

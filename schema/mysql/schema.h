// MySQL 8.0 table definitions as values: a Schema, the statements that change it, and the
// difference of two. A documented subset (docs/mysql_ddl.md); whatever is outside it answers 1064.
#ifndef SCHEMA_MYSQL_SCHEMA_H_
#define SCHEMA_MYSQL_SCHEMA_H_

#include <cstdint>
#include <span>
#include <vector>

#include "harness/core/result.h"
#include "harness/core/text.h"

namespace relapse::mysql {

/// The tables of one keyspace: sorted by name (compared as bytes), each as its canonical CREATE
/// TABLE text, which is what SHOW CREATE TABLE answers.
class Schema {
 public:
  struct Entry {
    Text name;
    Text create_table;
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  /// The schema that running `create_statements` on an empty keyspace makes, or the first error. A
  /// statement that is not CREATE TABLE is 1064.
  static Result<Schema> FromStatements(std::span<const Text> create_statements);

  const std::vector<Entry>& tables() const { return tables_; }
  /// The canonical text of `table`, or null.
  const Text* Find(Text table) const;
  bool empty() const { return tables_.empty(); }
  /// Hash of the content: the same in every process.
  std::uint64_t Hash() const;

  /// Adds or replaces a table. `create_table` is brought to canonical form; that it is an
  /// understood CREATE TABLE of `name` is the caller's duty (a check): text from elsewhere goes
  /// through FromStatements.
  void Set(Text name, Text create_table);
  void Erase(Text name);

  friend bool operator==(const Schema&, const Schema&) = default;

 private:
  friend Result<Schema> Apply(const Schema& schema, Text statement);
  void SetCanonical(Text name, Text create_table);

  std::vector<Entry> tables_;
};

/// What a statement does. CREATE INDEX and DROP INDEX are ALTERs, as in MySQL.
enum class Verb { kCreate, kAlter, kDrop };

/// `schema` after one statement, or that statement's SQL error and no change.
Result<Schema> Apply(const Schema& schema, Text statement);

/// Canonical statements that turn `have` into `want`: at most one per table, in order of table
/// name. Columns and keys are matched by name: a rename is a drop and an add.
std::vector<Text> Diff(const Schema& have, const Schema& want);

/// The one text of all statements that mean the same whatever schema they meet. Idempotent.
Result<Text> Canonical(Text statement);

/// What `statement` would do to `schema`, in the words of Diff; empty where it changes nothing. Two
/// statements with one effect on this schema agree here even where Canonical, which sees no schema,
/// must tell them apart (AFTER the last column, unnamed keys, SET DEFAULT against MODIFY).
Result<Text> CanonicalOn(const Schema& schema, Text statement);

/// The table a statement names.
Result<Text> TableOf(Text statement);
Result<Verb> VerbOf(Text statement);

/// True for DROP TABLE, DROP COLUMN and everything not understood.
bool DestroysData(Text statement);

/// True where MySQL 8.0.29 documents ALGORITHM=INSTANT for `statement` on `before`. False where the
/// statement fails, and where the documentation is silent.
bool RunsInstantly(const Schema& before, Text statement);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_SCHEMA_H_

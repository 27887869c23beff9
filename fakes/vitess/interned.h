// Schemas and statement lists behind one pointer each: what they say is immutable and drawn from a
// bounded set, so a world that holds them copies words, and what was computed of them once stays
// known.
#ifndef FAKES_VITESS_INTERNED_H_
#define FAKES_VITESS_INTERNED_H_

#include <vector>

#include "schema/mysql/schema.h"

namespace relapse::planetscale {

/// A list of statements. Equal lists are the same entry.
class StatementList {
 public:
  StatementList() : entry_(Empty()) {}
  explicit StatementList(const std::vector<Text>& statements);

  const std::vector<Text>& list() const;
  bool empty() const { return entry_ == Empty(); }
  /// All statements in one text: what stands for the list in a state.
  Text text() const;
  StatementList Append(Text statement) const;

  friend bool operator==(StatementList a, StatementList b) { return a.entry_ == b.entry_; }

 private:
  struct Entry;
  static const Entry* Empty();
  const Entry* entry_;
};

/// What a statement is about, wherever it runs.
struct StatementFacts {
  Text table;
  Text action;  ///< ddl_action: create, alter, drop
  mysql::Verb verb = mysql::Verb::kAlter;
};
/// A statement that is not understood counts as an ALTER of a table without a name.
const StatementFacts& FactsOf(Text statement);

/// A schema. Equal schemas are the same entry.
class SchemaHandle {
 public:
  SchemaHandle() : entry_(Empty()) {}
  explicit SchemaHandle(const mysql::Schema& schema);

  const mysql::Schema& get() const;
  /// All tables in one text: what stands for the schema in a state.
  Text text() const;
  /// This schema after `statement`, or MySQL's error.
  Result<SchemaHandle> Apply(Text statement) const;
  /// Whether MySQL runs `statement` on this schema without copying rows.
  bool RunsInstantly(Text statement) const;
  /// The statements that make `want` of this schema.
  StatementList DiffTo(SchemaHandle want) const;

  friend bool operator==(SchemaHandle a, SchemaHandle b) { return a.entry_ == b.entry_; }

 private:
  struct Entry;
  struct Step;
  explicit SchemaHandle(const Entry* entry) : entry_(entry) {}
  static const Entry* Empty();
  static const Entry* Intern(const mysql::Schema& schema);
  const Step& StepOf(Text statement) const;
  const Entry* entry_;
};

}  // namespace relapse::planetscale

#endif  // FAKES_VITESS_INTERNED_H_

// The laws of the schema functions over random schemas and statements.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "schema/mysql/schema.h"
#include "tests/schema/mysql_random.h"

namespace relapse::mysql {
namespace {

/// `schema` after `statement`, or its error as text.
std::string Outcome(const Schema& schema, Text statement) {
  const Result<Schema> after = Apply(schema, statement);
  if (!after.ok()) return std::to_string(after.error().number) + after.error().message.str();
  std::string text;
  for (const Schema::Entry& entry : after->tables()) text += entry.create_table.str() + ";\n";
  return text;
}

Schema ApplyAll(Schema schema, const std::vector<Text>& statements) {
  for (const Text statement : statements) {
    const Result<Schema> after = Apply(schema, statement);
    if (!after.ok()) {
      RC_FAIL(statement.str() + "\n" + after.error().message.str());
    }
    schema = *after;
  }
  return schema;
}

RC_GTEST_PROP(MysqlProperty, DiffLeadsToWhatIsWanted, ()) {
  const Schema have = DrawSchema();
  const Schema want = DrawSchema();
  const std::vector<Text> statements = Diff(have, want);
  RC_ASSERT(statements.size() <= 4u);
  RC_ASSERT(ApplyAll(have, statements) == want);
  RC_ASSERT(Diff(want, want).empty());
}

RC_GTEST_PROP(MysqlProperty, DiffIsCanonical, ()) {
  const Schema have = DrawSchema();
  const Schema want = DrawSchema();
  for (const Text statement : Diff(have, want)) {
    const Result<Text> canonical = Canonical(statement);
    RC_ASSERT(canonical.ok());
    RC_ASSERT(canonical->str() == statement.str());
  }
}

RC_GTEST_PROP(MysqlProperty, CanonicalStatementsDoTheSame, ()) {
  const Schema have = DrawSchema();
  const Text statement = DrawStatement();
  const Result<Text> canonical = Canonical(statement);
  RC_PRE(canonical.ok());
  RC_ASSERT(Outcome(have, *canonical) == Outcome(have, statement));
  const Result<Text> again = Canonical(*canonical);
  RC_ASSERT(again.ok());
  RC_ASSERT(again->str() == canonical->str());
}

RC_GTEST_PROP(MysqlProperty, WhatIsDoneIsUndoneByTheDifference, ()) {
  const Schema have = DrawSchema();
  const Text statement = DrawStatement();
  const Result<Schema> after = Apply(have, statement);
  RC_PRE(after.ok());
  RC_ASSERT(ApplyAll(*after, Diff(*after, have)) == have);
  RC_ASSERT(ApplyAll(have, Diff(have, *after)) == *after);
}

RC_GTEST_PROP(MysqlProperty, EffectsAreNamedByTheDifference, ()) {
  const Schema have = DrawSchema();
  const Text statement = DrawStatement();
  const Result<Text> effect = CanonicalOn(have, statement);
  RC_ASSERT(effect.ok() == Apply(have, statement).ok());
  RC_PRE(effect.ok());
  if (effect->empty()) {
    RC_ASSERT(*Apply(have, statement) == have);
  } else {
    RC_ASSERT(Outcome(have, *effect) == Outcome(have, statement));
    RC_ASSERT(*CanonicalOn(have, *effect) == *effect);
  }
}

RC_GTEST_PROP(MysqlProperty, StoredTextReadsBackUnchanged, ()) {
  const Schema schema = DrawSchema();
  for (const Schema::Entry& entry : schema.tables()) {
    const Result<Text> again = Canonical(entry.create_table);
    RC_ASSERT(again.ok());
    RC_ASSERT(again->str() == entry.create_table.str());
  }
}

RC_GTEST_PROP(MysqlProperty, InstantStatementsAreAltersThatSucceed, ()) {
  const Schema have = DrawSchema();
  const Text statement = DrawStatement();
  if (!RunsInstantly(have, statement)) return;
  RC_ASSERT(Apply(have, statement).ok());
  RC_ASSERT(*VerbOf(statement) == Verb::kAlter);
}

}  // namespace
}  // namespace relapse::mysql

#include "schema/mysql/memo.h"

#include "harness/core/check.h"
#include "harness/core/memo.h"
#include "schema/mysql/alter.h"
#include "schema/mysql/diff.h"
#include "schema/mysql/instant.h"
#include "schema/mysql/parser.h"
#include "schema/mysql/printer.h"

namespace relapse::mysql {
namespace {

const Table& DefinitionOf(Text create_table) {
  const Result<Statement>& statement = ParseOnce(create_table);
  RELAPSE_CHECK(statement.ok() && statement->verb == Verb::kCreate, "a schema holds no table");
  return statement->definition;
}

const Alteration& AlterationOf(Text statement) {
  const Result<Statement>& parsed = ParseOnce(statement);
  RELAPSE_CHECK(parsed.ok() && parsed->verb == Verb::kAlter, "not an ALTER TABLE");
  return parsed->alteration;
}

}  // namespace

const Result<Statement>& ParseOnce(Text text) {
  static TextMemo<Result<Statement>>& memo = *new TextMemo<Result<Statement>>;
  return memo.Get(text, [&] { return Parse(text.view()); });
}

const Result<Text>& AlterOnce(Text create_table, Text statement) {
  static PairMemo<Result<Text>>& memo = *new PairMemo<Result<Text>>;
  return memo.Get(create_table, statement, [&]() -> Result<Text> {
    RELAPSE_ASSIGN(const Table table,
                   AlterTable(DefinitionOf(create_table), AlterationOf(statement)));
    return Text(PrintCreateTable(table));
  });
}

Text DiffOnce(Text have, Text want) {
  static PairMemo<Text>& memo = *new PairMemo<Text>;
  return memo.Get(have, want, [&] {
    const Table& wanted = DefinitionOf(want);
    return Text(PrintAlterTable(wanted.name, DiffTables(DefinitionOf(have), wanted)));
  });
}

bool IsInstantOnce(Text create_table, Text statement) {
  static PairMemo<bool>& memo = *new PairMemo<bool>;
  return memo.Get(create_table, statement, [&] {
    const Table& before = DefinitionOf(create_table);
    const Alteration& alteration = AlterationOf(statement);
    const Result<Table> after = AlterTable(before, alteration);
    return after.ok() && IsInstant(before, *after, alteration);
  });
}

}  // namespace relapse::mysql

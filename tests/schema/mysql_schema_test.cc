// The Schema value.
#include "schema/mysql/schema.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "harness/core/check.h"

namespace relapse::mysql {
namespace {

TEST(MysqlSchema, IsSortedByName) {
  const std::vector<Text> create = {"CREATE TABLE b (x INT)", "CREATE TABLE a (x INT)",
                                    "CREATE TABLE B (x INT)"};
  const Schema schema = *Schema::FromStatements(create);
  ASSERT_EQ(schema.tables().size(), 3u);
  EXPECT_EQ(schema.tables()[0].name, Text("B"));
  EXPECT_EQ(schema.tables()[1].name, Text("a"));
  EXPECT_EQ(schema.tables()[2].name, Text("b"));
  EXPECT_EQ(*schema.Find("a"), *Canonical("CREATE TABLE a (x INT)"));
  EXPECT_EQ(schema.Find("c"), nullptr);
}

TEST(MysqlSchema, FromStatementsTakesCreateTableOnly) {
  const std::vector<Text> twice = {"CREATE TABLE a (x INT)", "CREATE TABLE a (y INT)"};
  EXPECT_EQ(Schema::FromStatements(twice).error().number, 1050);
  const std::vector<Text> alter = {"CREATE TABLE a (x INT)", "ALTER TABLE a ADD y INT"};
  EXPECT_EQ(Schema::FromStatements(alter).error().number, 1064);
  EXPECT_TRUE(Schema::FromStatements({})->empty());
}

TEST(MysqlSchema, SetBringsTextToCanonicalForm) {
  const std::vector<Text> create = {"CREATE TABLE a (x INT)"};
  Schema schema;
  EXPECT_TRUE(schema.empty());
  schema.Set("a", "create table a (y int(11))");
  schema.Set("a", "create table a (x int(11))");
  EXPECT_EQ(schema, *Schema::FromStatements(create));
  EXPECT_EQ(schema.Hash(), Schema::FromStatements(create)->Hash());
  EXPECT_THROW(schema.Set("b", "CREATE TABLE a (x INT)"), CheckFailure);
  EXPECT_THROW(schema.Set("b", "nonsense"), CheckFailure);
  schema.Erase("a");
  schema.Erase("a");
  EXPECT_EQ(schema, Schema());
}

TEST(MysqlSchema, HashTellsSchemasApart) {
  Schema schema;
  const std::uint64_t of_nothing = schema.Hash();
  schema.Set("a", "CREATE TABLE a (x INT)");
  const std::uint64_t of_one = schema.Hash();
  schema.Set("a", "CREATE TABLE a (x BIGINT)");
  EXPECT_NE(of_nothing, of_one);
  EXPECT_NE(of_one, schema.Hash());
  // The hash is stored in traces: the same on every compiler.
  EXPECT_EQ(of_one, 4373923835256718337u);
}

}  // namespace
}  // namespace relapse::mysql

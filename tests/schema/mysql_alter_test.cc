// ALTER TABLE is atomic, and its clauses refer to the table as it was.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "schema/mysql/schema.h"

namespace relapse::mysql {
namespace {

Schema Make(const std::string& create) {
  const std::vector<Text> statements = {create};
  return *Schema::FromStatements(statements);
}

/// The same outcome as creating the table anew.
void ExpectAltered(const std::string& create, const std::string& alter,
                   const std::string& expected) {
  SCOPED_TRACE(alter);
  const Result<Schema> after = Apply(Make(create), alter);
  ASSERT_TRUE(after.ok()) << after.error().message.view();
  EXPECT_EQ(after->tables()[0].create_table.str(), Make(expected).tables()[0].create_table.str());
}

TEST(MysqlAlter, AFailedAlterChangesNothing) {
  const Schema schema = Make("CREATE TABLE t (a INT, b INT)");
  Schema copy = schema;
  EXPECT_FALSE(Apply(copy, "ALTER TABLE t ADD c INT, DROP COLUMN nothing").ok());
  EXPECT_EQ(copy, schema);
}

TEST(MysqlAlter, ClausesReferToTheTableAsItWas) {
  const std::string create = "CREATE TABLE t (a INT, b INT)";
  ExpectAltered(create, "ALTER TABLE t CHANGE a b INT, CHANGE b a BIGINT",
                "CREATE TABLE t (b INT, a BIGINT)");
  ExpectAltered(create, "ALTER TABLE t ADD a DATE, DROP a", "CREATE TABLE t (b INT, a DATE)");
  ExpectAltered(create, "ALTER TABLE t CHANGE a c INT, ADD d INT AFTER c",
                "CREATE TABLE t (c INT, d INT, b INT)");
}

TEST(MysqlAlter, APrimaryKeyMakesItsColumnsNotNull) {
  ExpectAltered("CREATE TABLE t (a INT, b INT DEFAULT 4)", "ALTER TABLE t ADD PRIMARY KEY (a, b)",
                "CREATE TABLE t (a INT NOT NULL, b INT NOT NULL DEFAULT 4, PRIMARY KEY (a, b))");
  ExpectAltered("CREATE TABLE t (a INT PRIMARY KEY)", "ALTER TABLE t MODIFY a BIGINT",
                "CREATE TABLE t (a BIGINT NOT NULL, PRIMARY KEY (a))");
  ExpectAltered("CREATE TABLE t (a INT PRIMARY KEY)", "ALTER TABLE t DROP PRIMARY KEY",
                "CREATE TABLE t (a INT NOT NULL)");
}

TEST(MysqlAlter, AutoIncrementMayMoveInOneStatement) {
  ExpectAltered("CREATE TABLE t (a INT AUTO_INCREMENT PRIMARY KEY, b INT)",
                "ALTER TABLE t DROP a, ADD c BIGINT AUTO_INCREMENT FIRST, ADD PRIMARY KEY (c)",
                "CREATE TABLE t (c BIGINT AUTO_INCREMENT PRIMARY KEY, b INT)");
}

TEST(MysqlAlter, GeneratedNamesAvoidTheKeysThatStay) {
  ExpectAltered("CREATE TABLE t (a INT, KEY a (a), KEY A_3 (a))",
                "ALTER TABLE t ADD KEY (a), ADD KEY (a), DROP KEY a",
                "CREATE TABLE t (a INT, KEY A_3 (a), KEY a (a), KEY a_2 (a))");
}

TEST(MysqlAlter, ConditionalStatementsMayDoNothing) {
  const Schema schema = Make("CREATE TABLE t (a INT)");
  EXPECT_EQ(*Apply(schema, "CREATE TABLE IF NOT EXISTS t (b INT)"), schema);
  EXPECT_EQ(*Apply(schema, "DROP TABLE IF EXISTS u"), schema);
  EXPECT_TRUE(Apply(schema, "DROP TABLE IF EXISTS t")->empty());
}

TEST(MysqlAlter, TableNamesKeepTheirCase) {
  const Schema schema = Make("CREATE TABLE t (a INT)");
  EXPECT_TRUE(Apply(schema, "CREATE TABLE T (a INT)").ok());
  EXPECT_EQ(Apply(schema, "DROP TABLE T").error().number, 1051);
}

}  // namespace
}  // namespace relapse::mysql

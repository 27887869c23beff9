// The difference after one reviewed ALTER is that ALTER, in canonical form.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "schema/mysql/schema.h"

namespace relapse::mysql {
namespace {

Schema Users() {
  const std::vector<Text> create = {
      "CREATE TABLE users (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, "
      "email VARCHAR(255) NOT NULL, name VARCHAR(100), note TEXT, age INT, "
      "UNIQUE KEY email (email), KEY name (name), KEY age_name (age, name))"};
  return *Schema::FromStatements(create);
}

TEST(MysqlDiff, OfAReviewedAlterIsThatAlter) {
  const Schema have = Users();
  for (const std::string clauses : {
           "ADD COLUMN c INT",
           "ADD c VARCHAR(20) NOT NULL DEFAULT 'x', ADD d JSON AFTER c",
           "ADD c TIMESTAMP AFTER email",
           "ADD c INT FIRST, ADD d INT AFTER name, ADD e INT",
           "DROP COLUMN note",
           "DROP COLUMN name",
           "DROP COLUMN age, DROP name",
           "ADD KEY note (note(10))",
           "ADD INDEX a (age), ADD UNIQUE INDEX n (name, age)",
           "DROP INDEX name",
           "DROP KEY name, ADD KEY name (name(10))",
           "MODIFY name VARCHAR(200) NOT NULL",
           "MODIFY age BIGINT UNSIGNED DEFAULT 0 COMMENT 'years'",
           "MODIFY COLUMN email VARCHAR(320) NOT NULL AFTER age",
           "ADD c INT NOT NULL, ADD KEY c (c), DROP COLUMN note, MODIFY age SMALLINT",
           "DROP PRIMARY KEY, MODIFY id INT NOT NULL, ADD PRIMARY KEY (email)",
           "COMMENT 'people'",
       }) {
    SCOPED_TRACE(clauses);
    const Text reviewed = "ALTER TABLE users " + clauses;
    const Result<Schema> want = Apply(have, reviewed);
    ASSERT_TRUE(want.ok()) << want.error().message.view();
    const std::vector<Text> statements = Diff(have, *want);
    ASSERT_EQ(statements.size(), 1u);
    EXPECT_EQ(statements[0].str(), Canonical(reviewed)->str());
  }
}

TEST(MysqlDiff, OfASchemaNamesEachTableOnceInOrder) {
  const std::vector<Text> have_tables = {"CREATE TABLE b (x INT)", "CREATE TABLE c (x INT)",
                                         "CREATE TABLE d (x INT)"};
  const std::vector<Text> want_tables = {"CREATE TABLE a (x INT)", "CREATE TABLE c (y INT)",
                                         "CREATE TABLE d (x INT)"};
  const Schema have = *Schema::FromStatements(have_tables);
  const Schema want = *Schema::FromStatements(want_tables);
  const std::vector<Text> expected = {
      *Canonical("CREATE TABLE a (x INT)"), "DROP TABLE `b`",
      "ALTER TABLE `c` DROP COLUMN `x`, ADD COLUMN `y` int DEFAULT NULL"};
  EXPECT_EQ(Diff(have, want), expected);
}

TEST(MysqlDiff, EffectOnASchemaSeesThroughWording) {
  const Schema schema = Users();
  const auto effect = [&](const std::string& clauses) {
    return CanonicalOn(schema, "ALTER TABLE users " + clauses)->str();
  };
  EXPECT_EQ(effect("ADD c INT AFTER age"), effect("ADD c INT"));
  EXPECT_EQ(effect("ADD KEY (age)"), effect("ADD KEY age (age)"));
  EXPECT_EQ(effect("ADD KEY (name)"), effect("ADD KEY name_2 (name)"));
  EXPECT_EQ(effect("ALTER age SET DEFAULT 3"), effect("MODIFY age INT DEFAULT 3"));
  EXPECT_EQ(effect("DROP KEY name, DROP KEY age_name, DROP name, DROP AGE"),
            effect("DROP age, DROP name"));
  EXPECT_EQ(effect("MODIFY age INT"), "");
}

TEST(MysqlDiff, KeepsKeysThatNeedNotMove) {
  const std::vector<Text> have_tables = {
      "CREATE TABLE t (a INT, b INT, c INT, KEY a (a), KEY c (c))"};
  const std::vector<Text> want_tables = {
      "CREATE TABLE t (a INT, b INT, c INT, KEY a (a), KEY b (b), KEY c (c))"};
  const Schema have = *Schema::FromStatements(have_tables);
  const Schema want = *Schema::FromStatements(want_tables);
  const std::vector<Text> expected = {
      "ALTER TABLE `t` DROP KEY `c`, ADD KEY `b` (`b`), ADD KEY `c` (`c`)"};
  EXPECT_EQ(Diff(have, want), expected);
}

}  // namespace
}  // namespace relapse::mysql

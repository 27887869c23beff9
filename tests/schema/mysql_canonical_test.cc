// What the canonical form forgets, and what it keeps.
#include <gtest/gtest.h>

#include <string>

#include "schema/mysql/schema.h"

namespace relapse::mysql {
namespace {

std::string CanonicalText(const std::string& statement) {
  const Result<Text> canonical = Canonical(statement);
  return canonical.ok() ? canonical->str() : "error: " + canonical.error().message.str();
}

TEST(MysqlCanonical, ForgetsSpelling) {
  const std::string add = "ALTER TABLE `t` ADD COLUMN `c` int DEFAULT NULL";
  EXPECT_EQ(CanonicalText("alter  table t add c integer(11) NULL default null ;"), add);
  EXPECT_EQ(CanonicalText("ALTER TABLE `t` ADD COLUMN (c INT4)"), add);
  EXPECT_EQ(CanonicalText("ALTER TABLE t ADD/**/c INT SIGNED"), add);
  EXPECT_EQ(CanonicalText("ALTER TABLE t ADD c BOOLEAN DEFAULT true"),
            "ALTER TABLE `t` ADD COLUMN `c` tinyint(1) DEFAULT '1'");
  const std::string add_key = "ALTER TABLE `t` ADD UNIQUE KEY `u` (`a`,`b`)";
  EXPECT_EQ(CanonicalText("CREATE UNIQUE INDEX u ON t (a ASC, b)"), add_key);
  EXPECT_EQ(CanonicalText("ALTER TABLE t ADD UNIQUE INDEX u USING BTREE (a, b)"), add_key);
  EXPECT_EQ(CanonicalText("ALTER TABLE t ADD CONSTRAINT u UNIQUE (a, b)"), add_key);
  EXPECT_EQ(CanonicalText("DROP INDEX k ON t"), "ALTER TABLE `t` DROP KEY `k`");
  EXPECT_EQ(CanonicalText("ALTER TABLE t DROP INDEX `primary`"),
            "ALTER TABLE `t` DROP PRIMARY KEY");
  EXPECT_EQ(CanonicalText("ALTER TABLE t CHANGE C c INT"),
            "ALTER TABLE `t` MODIFY COLUMN `c` int DEFAULT NULL");
  EXPECT_EQ(CanonicalText("drop table t restrict"), "DROP TABLE `t`");
}

TEST(MysqlCanonical, KeepsWhatChangesTheMeaning) {
  EXPECT_EQ(CanonicalText("drop table if exists t"), "DROP TABLE IF EXISTS `t`");
  EXPECT_TRUE(CanonicalText("CREATE TABLE IF NOT EXISTS t (a INT)")
                  .starts_with("CREATE TABLE IF NOT EXISTS `t` (\n  `a` int"));
  EXPECT_EQ(CanonicalText("ALTER TABLE t ADD KEY (a), ADD UNIQUE (a)"),
            "ALTER TABLE `t` ADD KEY (`a`), ADD UNIQUE KEY (`a`)");
  EXPECT_EQ(CanonicalText("ALTER TABLE t CHANGE a b INT"),
            "ALTER TABLE `t` CHANGE COLUMN `a` `b` int DEFAULT NULL");
  EXPECT_EQ(CanonicalText("ALTER TABLE t ENGINE InnoDB"), "ALTER TABLE `t` ENGINE=InnoDB");
}

TEST(MysqlCanonical, OrdersClausesThatHaveNoOrder) {
  const std::string canonical =
      "ALTER TABLE `t` DROP PRIMARY KEY, DROP KEY `k1`, DROP KEY `k2`, DROP COLUMN `x`, DROP "
      "COLUMN `y`, MODIFY COLUMN `m` int DEFAULT NULL, MODIFY COLUMN `n` int NOT NULL, ADD COLUMN "
      "`c` int DEFAULT NULL, ALTER COLUMN `d` SET DEFAULT 1, ADD PRIMARY KEY (`p`), ADD UNIQUE "
      "KEY `u` (`a`), ADD KEY `b` (`b`), ADD KEY `a` (`a`), COMMENT='z'";
  EXPECT_EQ(CanonicalText("ALTER TABLE t COMMENT 'z', ADD KEY b (b), ADD KEY a (a), ADD c INT, "
                          "DROP y, MODIFY n INT NOT NULL, DROP KEY k2, ADD UNIQUE u (a), ALTER d "
                          "SET DEFAULT 1, DROP COLUMN x, DROP PRIMARY KEY, MODIFY m INT, ADD "
                          "PRIMARY KEY (p), DROP INDEX k1"),
            canonical);
  EXPECT_EQ(CanonicalText(canonical), canonical);
}

TEST(MysqlCanonical, PlacesColumnsInTableOrder) {
  EXPECT_EQ(CanonicalText("ALTER TABLE t ADD x INT, ADD y INT AFTER x"),
            CanonicalText("ALTER TABLE t ADD x INT, ADD y INT"));
  EXPECT_EQ(CanonicalText("ALTER TABLE t ADD x INT AFTER b, ADD y INT AFTER b"),
            CanonicalText("ALTER TABLE t ADD y INT AFTER b, ADD x INT AFTER y"));
  EXPECT_EQ(CanonicalText("ALTER TABLE t ADD x INT AFTER b, ADD y INT AFTER a"),
            CanonicalText("ALTER TABLE t ADD y INT AFTER a, ADD x INT AFTER b"));
  EXPECT_EQ(CanonicalText("ALTER TABLE t ADD x INT FIRST, ADD y INT FIRST"),
            CanonicalText("ALTER TABLE t ADD y INT FIRST, ADD x INT AFTER y"));
  EXPECT_NE(CanonicalText("ALTER TABLE t ADD x INT, ADD y INT"),
            CanonicalText("ALTER TABLE t ADD y INT, ADD x INT"));
}

TEST(MysqlCanonical, SpellsOutInlineKeys) {
  EXPECT_EQ(CanonicalText("ALTER TABLE t ADD c TIMESTAMP PRIMARY KEY, ADD d INT UNIQUE KEY"),
            "ALTER TABLE `t` ADD COLUMN `c` timestamp NOT NULL, ADD COLUMN `d` int DEFAULT NULL, "
            "ADD PRIMARY KEY (`c`), ADD UNIQUE KEY (`d`)");
}

TEST(MysqlCanonical, NamesTableAndVerb) {
  EXPECT_EQ(*TableOf("ALTER TABLE `a b` ADD c INT"), Text("a b"));
  EXPECT_EQ(*TableOf("create unique index i on Users (a)"), Text("Users"));
  EXPECT_EQ(*VerbOf("create unique index i on Users (a)"), Verb::kAlter);
  EXPECT_EQ(*VerbOf("CREATE TABLE t (a INT)"), Verb::kCreate);
  EXPECT_EQ(*VerbOf("DROP TABLE t"), Verb::kDrop);
  EXPECT_FALSE(VerbOf("TRUNCATE t").ok());
}

TEST(MysqlCanonical, KnowsWhatDestroysData) {
  EXPECT_TRUE(DestroysData("DROP TABLE t"));
  EXPECT_TRUE(DestroysData("DROP TABLE IF EXISTS t"));
  EXPECT_TRUE(DestroysData("ALTER TABLE t ADD a INT, DROP b"));
  EXPECT_TRUE(DestroysData("TRUNCATE t"));
  EXPECT_FALSE(DestroysData("ALTER TABLE t DROP KEY k, DROP PRIMARY KEY"));
  EXPECT_FALSE(DestroysData("CREATE TABLE t (a INT)"));
  EXPECT_FALSE(DestroysData("ALTER TABLE t ALTER a DROP DEFAULT"));
}

}  // namespace
}  // namespace relapse::mysql

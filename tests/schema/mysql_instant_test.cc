// ALGORITHM=INSTANT as MySQL 8.0.29 documents it.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "schema/mysql/schema.h"

namespace relapse::mysql {
namespace {

bool IsInstantAlter(const std::string& clauses) {
  const std::vector<Text> create = {
      "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT, b INT NOT NULL, e ENUM('x','y'), "
      "s SET('1','2','3','4','5','6','7','8'), d DATETIME, v VARCHAR(10), KEY k (a))"};
  return RunsInstantly(*Schema::FromStatements(create), "ALTER TABLE t " + clauses);
}

TEST(MysqlInstant, MetadataChangesAre) {
  for (const std::string clauses :
       {"ADD c INT", "ADD c INT NOT NULL FIRST", "ADD c TEXT AFTER a, ADD f INT", "DROP b",
        "DROP b, ADD c INT", "ALTER a SET DEFAULT 5", "ALTER a DROP DEFAULT",
        "MODIFY a INT DEFAULT 7", "MODIFY e ENUM('x','y','z')", "CHANGE a aa INT", "MODIFY a INT",
        "ADD c INT, ALTER a SET DEFAULT 5", ""}) {
    EXPECT_TRUE(IsInstantAlter(clauses)) << clauses;
  }
}

TEST(MysqlInstant, RebuildsAndKeysAreNot) {
  for (const std::string clauses : {"MODIFY a BIGINT",
                                    "MODIFY a INT NOT NULL",
                                    "MODIFY b INT",
                                    "MODIFY v VARCHAR(20)",
                                    "MODIFY e ENUM('y','x')",
                                    "MODIFY e ENUM('z','x','y')",
                                    "MODIFY e ENUM('x')",
                                    "MODIFY s SET('1','2','3','4','5','6','7','8','9')",
                                    "ADD KEY (b)",
                                    "DROP KEY k",
                                    "DROP PRIMARY KEY",
                                    "ADD c INT UNIQUE",
                                    "DROP a",
                                    "MODIFY a INT FIRST",
                                    "MODIFY d DATETIME DEFAULT CURRENT_TIMESTAMP",
                                    "ENGINE=InnoDB",
                                    "COMMENT 'x'",
                                    "ADD c INT, ADD KEY (c)",
                                    "CHANGE a aa INT, ADD c INT",
                                    "DROP nothing",
                                    "RENAME TO u"}) {
    EXPECT_FALSE(IsInstantAlter(clauses)) << clauses;
  }
}

TEST(MysqlInstant, CreateAndDropAreNot) {
  EXPECT_FALSE(RunsInstantly(Schema(), "CREATE TABLE t (a INT)"));
  const std::vector<Text> create = {"CREATE TABLE t (a INT)"};
  EXPECT_FALSE(RunsInstantly(*Schema::FromStatements(create), "DROP TABLE t"));
  EXPECT_FALSE(RunsInstantly(Schema(), "ALTER TABLE t ADD a INT"));
}

}  // namespace
}  // namespace relapse::mysql

// MySQL's error numbers and messages, statement by statement.
#include <gtest/gtest.h>

#include <span>
#include <string>
#include <vector>

#include "schema/mysql/schema.h"

namespace relapse::mysql {
namespace {

struct ErrorCase {
  std::string statement;
  int number;
  std::string message;
};

Schema OneTable() {
  const std::vector<Text> create = {
      "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT, a INT, b VARCHAR(20), c TEXT, "
      "PRIMARY KEY (id), KEY k (a))",
      "CREATE TABLE one (a INT)"};
  return *Schema::FromStatements(create);
}

void ExpectErrors(std::span<const ErrorCase> cases) {
  const Schema schema = OneTable();
  for (const ErrorCase& each : cases) {
    SCOPED_TRACE(each.statement);
    const Result<Schema> after = Apply(schema, each.statement);
    if (after.ok()) {
      ADD_FAILURE() << "succeeds";
      continue;
    }
    EXPECT_TRUE(after.error().Is(kSql));
    EXPECT_EQ(after.error().number, each.number);
    EXPECT_EQ(after.error().message.str(), each.message);
  }
}

TEST(MysqlError, OfTables) {
  const std::vector<ErrorCase> cases = {
      {"CREATE TABLE t (a INT)", 1050, "Table 't' already exists"},
      {"DROP TABLE T", 1051, "Unknown table 'T'"},
      {"ALTER TABLE u ADD a INT", 1146, "Table 'u' doesn't exist"},
      {"CREATE INDEX i ON u (a)", 1146, "Table 'u' doesn't exist"},
      {"CREATE TABLE `x ` (a INT)", 1103, "Incorrect table name 'x '"},
      {"CREATE TABLE x (KEY (a))", 1113, "A table must have at least 1 column"},
      {"", 1065, "Query was empty"},
      {" -- nothing\n", 1065, "Query was empty"},
      {"CREATE TABLE x (a INT, A INT)", 1060, "Duplicate column name 'A'"},
      {"CREATE TABLE x (`a ` INT)", 1166, "Incorrect column name 'a '"},
      {"CREATE TABLE " + std::string(65, 'x') + " (a INT)", 1059,
       "Identifier name '" + std::string(65, 'x') + "' is too long"},
  };
  ExpectErrors(cases);
}

TEST(MysqlError, OfColumns) {
  const std::string cannot_drop_all =
      "You can't delete all columns with ALTER TABLE; use DROP TABLE instead";
  const std::vector<ErrorCase> cases = {
      {"ALTER TABLE t ADD A INT", 1060, "Duplicate column name 'A'"},
      {"ALTER TABLE t DROP x", 1091, "Can't DROP 'x'; check that column/key exists"},
      {"ALTER TABLE t ADD x INT, DROP x", 1091, "Can't DROP 'x'; check that column/key exists"},
      {"ALTER TABLE t DROP a, DROP a", 1091, "Can't DROP 'a'; check that column/key exists"},
      {"ALTER TABLE t MODIFY x INT", 1054, "Unknown column 'x' in 't'"},
      {"ALTER TABLE t CHANGE x y INT", 1054, "Unknown column 'x' in 't'"},
      {"ALTER TABLE t ADD x INT AFTER y", 1054, "Unknown column 'y' in 't'"},
      {"ALTER TABLE t DROP a, ADD x INT AFTER a", 1054, "Unknown column 'a' in 't'"},
      {"ALTER TABLE t ALTER x SET DEFAULT 1", 1054, "Unknown column 'x' in 't'"},
      {"ALTER TABLE one DROP a", 1090, cannot_drop_all},
      {"ALTER TABLE t ADD x VARCHAR(20000)", 1074,
       "Column length too big for column 'x' (max = 16383); use BLOB or TEXT instead"},
      {"ALTER TABLE t ADD x DATETIME(7)", 1426,
       "Too-big precision 7 specified for 'x'. Maximum is 6."},
      {"ALTER TABLE t ADD x DECIMAL(66)", 1426,
       "Too-big precision 66 specified for 'x'. Maximum is 65."},
      {"ALTER TABLE t ADD x DECIMAL(40,31)", 1425,
       "Too big scale 31 specified for column 'x'. Maximum is 30."},
      {"ALTER TABLE t ADD x DECIMAL(2,3)", 1427,
       "For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column 'x')."},
      {"ALTER TABLE t ADD x ENUM('a','A')", 1291, "Column 'x' has duplicated value 'a' in ENUM"},
      {"ALTER TABLE t ADD x SET('a,b')", 1367, "Illegal set 'a,b' value found during parsing"},
      {"ALTER TABLE t ADD x VARCHAR(5) AUTO_INCREMENT", 1063,
       "Incorrect column specifier for column 'x'"},
      {"ALTER TABLE t ADD x INT ON UPDATE NOW()", 1294, "Invalid ON UPDATE clause for 'x' column"},
      {"ALTER TABLE t ADD x YEAR(2)", 1818, "Supports only YEAR or YEAR(4) column."},
  };
  ExpectErrors(cases);
}

TEST(MysqlError, OfDefaults) {
  const std::vector<std::string> invalid = {
      "INT NOT NULL DEFAULT NULL",
      "INT DEFAULT 'a'",
      "INT DEFAULT ''",
      "TINYINT DEFAULT 128",
      "INT UNSIGNED DEFAULT -1",
      "DECIMAL(3,2) DEFAULT 10",
      "VARCHAR(2) DEFAULT 'abc'",
      "INT DEFAULT CURRENT_TIMESTAMP",
      "DATETIME(3) DEFAULT NOW()",
      "DATE DEFAULT '2023-02-29'",
      "DATETIME DEFAULT '0000-00-00'",
      "TIMESTAMP DEFAULT '2039-01-01'",
      "ENUM('a') DEFAULT 'b'",
      "SET('a') DEFAULT 'a,b'",
      "YEAR DEFAULT 1900",
      "TIME DEFAULT 'noon'",
      "INT AUTO_INCREMENT DEFAULT 1",
      "INT DEFAULT NULL PRIMARY KEY",
  };
  for (const std::string& definition : invalid) {
    const ErrorCase each = {"CREATE TABLE x (c " + definition + ")", 1067,
                            "Invalid default value for 'c'"};
    ExpectErrors(std::span(&each, 1));
  }
  const std::vector<ErrorCase> cases = {
      {"ALTER TABLE t ALTER a SET DEFAULT 'x'", 1067, "Invalid default value for 'a'"},
      {"ALTER TABLE t ALTER id SET DEFAULT 1", 1067, "Invalid default value for 'id'"},
      {"ALTER TABLE t ALTER id SET DEFAULT NULL", 1067, "Invalid default value for 'id'"},
      {"ALTER TABLE t ADD x TEXT DEFAULT ''", 1101,
       "BLOB, TEXT, GEOMETRY or JSON column 'x' can't have a default value"},
  };
  ExpectErrors(cases);
}

TEST(MysqlError, OfKeys) {
  const std::string wrong_auto =
      "Incorrect table definition; there can be only one auto column and it must be defined as a "
      "key";
  const std::string wrong_prefix =
      "Incorrect prefix key; the used key part isn't a string, the used length is longer than the "
      "key part, or the storage engine doesn't support unique prefix keys";
  const std::string too_long = "Specified key was too long; max key length is 3072 bytes";
  const std::string null_part =
      "All parts of a PRIMARY KEY must be NOT NULL; if you need NULL in a key, use UNIQUE instead";
  const std::vector<ErrorCase> cases = {
      {"ALTER TABLE t ADD KEY K (b)", 1061, "Duplicate key name 'K'"},
      {"CREATE TABLE x (a INT, b INT, KEY (a), KEY a (b))", 1061, "Duplicate key name 'a'"},
      {"CREATE INDEX k ON t (b)", 1061, "Duplicate key name 'k'"},
      {"ALTER TABLE t ADD KEY (x)", 1072, "Key column 'x' doesn't exist in table"},
      {"ALTER TABLE t DROP a, ADD KEY (a)", 1072, "Key column 'a' doesn't exist in table"},
      {"ALTER TABLE t ADD KEY (a, A)", 1060, "Duplicate column name 'A'"},
      {"ALTER TABLE t DROP KEY x", 1091, "Can't DROP 'x'; check that column/key exists"},
      {"DROP INDEX x ON t", 1091, "Can't DROP 'x'; check that column/key exists"},
      {"ALTER TABLE one DROP PRIMARY KEY", 1091,
       "Can't DROP 'PRIMARY'; check that column/key exists"},
      {"ALTER TABLE t ADD PRIMARY KEY (a)", 1068, "Multiple primary key defined"},
      {"CREATE TABLE x (a INT PRIMARY KEY, PRIMARY KEY (a))", 1068, "Multiple primary key defined"},
      {"ALTER TABLE t DROP PRIMARY KEY", 1075, wrong_auto},
      {"ALTER TABLE t ADD x INT AUTO_INCREMENT UNIQUE", 1075, wrong_auto},
      {"CREATE TABLE x (a INT AUTO_INCREMENT)", 1075, wrong_auto},
      {"CREATE TABLE x (a INT AUTO_INCREMENT, b INT, KEY (b, a))", 1075, wrong_auto},
      {"ALTER TABLE t ADD KEY (a(3))", 1089, wrong_prefix},
      {"ALTER TABLE t ADD KEY (b(21))", 1089, wrong_prefix},
      {"ALTER TABLE t ADD KEY (b(0))", 1391, "Key part 'b' length cannot be 0"},
      {"ALTER TABLE t ADD KEY (c)", 1170,
       "BLOB/TEXT column 'c' used in key specification without a key length"},
      {"ALTER TABLE t ADD KEY kb (b), MODIFY b TEXT", 1170,
       "BLOB/TEXT column 'b' used in key specification without a key length"},
      {"ALTER TABLE t ADD x JSON, ADD KEY (x)", 3152,
       "JSON column 'x' supports indexing only via generated columns on a specified JSON path."},
      {"ALTER TABLE t ADD KEY (c(769))", 1071, too_long},
      {"CREATE TABLE x (a INT NULL PRIMARY KEY)", 1171, null_part},
      {"ALTER TABLE t ADD KEY `PRIMARY` (a)", 1280, "Incorrect index name 'PRIMARY'"},
  };
  ExpectErrors(cases);
}

TEST(MysqlError, OfSyntax) {
  const std::string start =
      "You have an error in your SQL syntax; check the manual that corresponds to your MySQL "
      "server version for the right syntax to use near '";
  const std::vector<ErrorCase> cases = {
      {"SELECT 1", 1064, start + "SELECT 1' at line 1"},
      {"CREATE TABLE x (\n a INT,\n b NOTYPE)", 1064, start + "NOTYPE)' at line 3"},
      {"CREATE TABLE x (a INT", 1064, start + "' at line 1"},
      {"CREATE TABLE order (a INT)", 1064, start + "order (a INT)' at line 1"},
      {"ALTER TABLE t RENAME TO u", 1064, start + "RENAME TO u' at line 1"},
      {"DROP TABLE t, one", 1064, start + ", one' at line 1"},
      {"CREATE TABLE x (a INT) ENGINE=MyISAM", 1064, start + "MyISAM' at line 1"},
      {"CREATE TABLE x (a VARCHAR)", 1064, start + ")' at line 1"},
      {"CREATE TABLE x (a INT DEFAULT (1 + 1))", 1064, start + "(1 + 1))' at line 1"},
      {"CREATE TABLE x (a INT ZEROFILL)", 1064, start + "ZEROFILL)' at line 1"},
      {"CREATE TABLE x (a INT, FOREIGN KEY (a) REFERENCES t (id))", 1064,
       start + "FOREIGN KEY (a) REFERENCES t (id))' at line 1"},
      {"ALTER TABLE t ADD x INT; DROP TABLE t", 1064, start + "DROP TABLE t' at line 1"},
      {"DROP TABLE ks.t", 1064, start + ".t' at line 1"},
      {"DROP TABLE `t", 1064, start + "`t' at line 1"},
      {"/*!40000 DROP TABLE t */", 1064, start + "/*!40000 DROP TABLE t */' at line 1"},
      {"DROP TABLE t \xff", 1064, start + "' at line 1"},
      {"X" + std::string(100, 'y'), 1064, start + "X" + std::string(79, 'y') + "' at line 1"},
  };
  ExpectErrors(cases);
}

}  // namespace
}  // namespace relapse::mysql

// No bytes crash or stall the parser, and what it does accept obeys the laws.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <iterator>
#include <string>
#include <vector>

#include "schema/mysql/schema.h"
#include "tests/schema/mysql_random.h"

namespace relapse::mysql {
namespace {

void CheckAnswers(const Schema& schema, const std::string& bytes) {
  const Text statement = bytes;
  const Result<Text> canonical = Canonical(statement);
  const Result<Schema> after = Apply(schema, statement);
  RC_ASSERT(VerbOf(statement).ok() == canonical.ok());
  RC_ASSERT(TableOf(statement).ok() == canonical.ok());
  if (!canonical.ok()) {
    RC_ASSERT(!after.ok());
    RC_ASSERT(DestroysData(statement));
    RC_ASSERT(!RunsInstantly(schema, statement));
    RC_ASSERT(canonical.error().Is(kSql));
    RC_ASSERT(canonical.error().number >= 1000);
    return;
  }
  const Result<Text> again = Canonical(*canonical);
  RC_ASSERT(again.ok());
  RC_ASSERT(again->str() == canonical->str());
  RC_ASSERT(Apply(schema, *canonical).ok() == after.ok());
}

/// Words, symbols and bytes that a mutation may put anywhere.
std::string DrawFragment() {
  static const char* const kFragments[] = {
      "(",
      ")",
      ",",
      "`",
      "'",
      "\"",
      "\\",
      "--",
      "/*",
      "*/",
      "#",
      ";",
      ".",
      "-",
      "=",
      "\n",
      "NULL",
      "NOT NULL",
      "KEY",
      "PRIMARY",
      "FIRST",
      "AFTER",
      "DEFAULT",
      "ADD",
      "ADD (",
      "DROP",
      "COMMENT",
      "UNIQUE",
      "0",
      "99999999999999999999",
      "1e5",
      "0x1f",
      "é",
      "😀",
      "``",
      "''",
      "ENGINE=InnoDB",
      "INT",
      "ENUM()",
      "c0",
      "`c0` ",
  };
  const int choice = Draw(static_cast<int>(std::size(kFragments)) + 1);
  if (choice == static_cast<int>(std::size(kFragments))) {
    return std::string(1, static_cast<char>(Draw(256)));
  }
  return kFragments[choice];
}

RC_GTEST_PROP(MysqlHostile, AnyBytesGetAnAnswer, (const std::string& bytes)) {
  CheckAnswers(Schema(), bytes);
}

RC_GTEST_PROP(MysqlHostile, AnyStringOfFragmentsGetsAnAnswer, ()) {
  static const char* const kStarts[] = {"", "CREATE TABLE t0 (", "ALTER TABLE t0 ", "DROP "};
  std::string text = kStarts[Draw(4)];
  for (int count = Draw(30); count > 0; --count) {
    text += DrawFragment();
    if (Draw(2) == 0) text += ' ';
  }
  CheckAnswers(Schema(), text);
}

RC_GTEST_PROP(MysqlHostile, AnyMutatedStatementGetsAnAnswer, ()) {
  const Schema schema = DrawSchema();
  std::string text = DrawStatement();
  for (int count = 1 + Draw(3); count > 0; --count) {
    const auto at = static_cast<std::size_t>(Draw(static_cast<int>(text.size()) + 1));
    switch (Draw(3)) {
      case 0:
        text.insert(at, DrawFragment());
        break;
      case 1:
        text.erase(at, static_cast<std::size_t>(Draw(5)));
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(Draw(256));
    }
  }
  CheckAnswers(schema, text);
}

TEST(MysqlHostile, LongStatementsAreRefusedOrAnsweredSoon) {
  const auto repeat = [](const std::string& start, const std::string& part, std::size_t bytes) {
    std::string text = start;
    while (text.size() < bytes) text += part;
    return text;
  };
  constexpr std::size_t kBytes = 250 * 1024;
  EXPECT_EQ(Canonical(std::string(300 * 1024, ' ')).error().number, 1153);
  EXPECT_EQ(Canonical(repeat("CREATE TABLE t ", "(", kBytes)).error().number, 1064);
  EXPECT_EQ(Canonical(repeat("CREATE TABLE t (a INT", ",a INT", kBytes) + ")").error().number,
            1117);
  EXPECT_EQ(Canonical(repeat("ALTER TABLE t ADD a INT", ",ADD a INT", kBytes)).error().number,
            1117);
  EXPECT_EQ(Canonical(repeat("CREATE TABLE t (a ENUM('x'", ",'x'", kBytes) + "))").error().number,
            1291);
  EXPECT_EQ(Canonical(repeat("CREATE TABLE t (a INT", ",KEY(a)", kBytes) + ")").error().number,
            1069);
  EXPECT_TRUE(Canonical(repeat("ALTER TABLE t DROP a", ",DROP a", kBytes)).ok());
  const std::vector<Text> create = {"CREATE TABLE t (a INT, b INT)"};
  const Schema schema = *Schema::FromStatements(create);
  const std::string keys = repeat("ALTER TABLE t ADD KEY(a)", ",ADD KEY(a)", kBytes);
  EXPECT_EQ(Apply(schema, keys).error().number, 1069);
  const std::string defaults =
      repeat("ALTER TABLE t ALTER a DROP DEFAULT", ",ALTER a DROP DEFAULT", kBytes);
  EXPECT_EQ(Apply(schema, defaults).error().number, 1054);
}

}  // namespace
}  // namespace relapse::mysql

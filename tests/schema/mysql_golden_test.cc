// Every case of golden/*.sql: statements, then what SHOW CREATE TABLE answers after them.
// Format: `# name`, statements that each end with `;` at a line's end, `=>`, the text, a blank
// line.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "schema/mysql/schema.h"

namespace relapse::mysql {
namespace {

struct GoldenCase {
  std::string name;
  std::vector<Text> statements;
  std::string expected;
};

std::vector<GoldenCase> ReadCases(const std::filesystem::path& path) {
  std::vector<GoldenCase> cases;
  std::ifstream file(path);
  std::string pending;
  bool is_expectation = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("# ")) {
      cases.push_back(GoldenCase{line.substr(2), {}, ""});
      is_expectation = false;
    } else if (line == "=>") {
      is_expectation = true;
    } else if (line.empty()) {
      continue;
    } else if (is_expectation) {
      std::string& expected = cases.back().expected;
      expected += (expected.empty() ? "" : "\n") + line;
    } else {
      pending += pending.empty() ? line : "\n" + line;
      if (!pending.ends_with(';')) continue;
      pending.pop_back();
      cases.back().statements.push_back(pending);
      pending.clear();
    }
  }
  return cases;
}

std::vector<GoldenCase> AllCases() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(RELAPSE_GOLDEN_FOLDER)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<GoldenCase> cases;
  for (const auto& path : paths) {
    for (GoldenCase& each : ReadCases(path)) cases.push_back(std::move(each));
  }
  return cases;
}

TEST(MysqlGolden, ThereAreAtLeastFortyCases) { EXPECT_GE(AllCases().size(), 40u); }

TEST(MysqlGolden, ShowCreateTableIsAsMysqlPrintsIt) {
  for (const GoldenCase& each : AllCases()) {
    SCOPED_TRACE(each.name);
    Schema schema;
    for (const Text statement : each.statements) {
      const Result<Schema> after = Apply(schema, statement);
      ASSERT_TRUE(after.ok()) << statement.view() << "\n" << after.error().message.view();
      schema = *after;
    }
    ASSERT_EQ(schema.tables().size(), 1u);
    EXPECT_EQ(schema.tables()[0].create_table.str(), each.expected);
  }
}

TEST(MysqlGolden, ShowCreateTableReadsBackUnchanged) {
  for (const GoldenCase& each : AllCases()) {
    SCOPED_TRACE(each.name);
    const Result<Text> again = Canonical(each.expected);
    ASSERT_TRUE(again.ok()) << again.error().message.view();
    EXPECT_EQ(again->str(), each.expected);
  }
}

}  // namespace
}  // namespace relapse::mysql

// Every row of the table, on the fakes and on PostgreSQL.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

std::vector<Row> AllRows() {
  std::vector<Row> rows;
  for (const auto& subject : {AdoptionRows(), CrashRows(), RollbackRows(), RefusalRows(),
                              EditRows(), CacheRows(), FolderRows(), DirtyRows(), LockRows(),
                              FlagRows(), ResetRows(), ServerRows(), RandomRows()}) {
    rows.insert(rows.end(), subject.begin(), subject.end());
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.number < b.number; });
  return rows;
}

enum class Where { kInMemory, kOnServer };

class RecoveryRows : public testing::TestWithParam<std::tuple<Row, Where>> {};

TEST_P(RecoveryRows, IsAsTheSpecificationSays) {
  const auto& [row, where] = GetParam();
  const std::unique_ptr<Stage> stage = where == Where::kInMemory ? InMemory() : OnServer();
  row.run(*stage);
}

INSTANTIATE_TEST_SUITE_P(Table, RecoveryRows,
                         testing::Combine(testing::ValuesIn(AllRows()),
                                          testing::Values(Where::kInMemory, Where::kOnServer)),
                         [](const auto& parameter) {
                           const Row& row = std::get<0>(parameter.param);
                           return fmt::format("Row{:02}{}_{}", row.number, row.name,
                                              std::get<1>(parameter.param) == Where::kInMemory
                                                  ? "InMemory"
                                                  : "OnServer");
                         });

TEST(RecoveryRowsTable, HasEveryRowOfTheSpecification) {
  std::set<int> numbers;
  for (const Row& row : AllRows()) numbers.insert(row.number);
  std::vector<int> missing;
  for (int number = 1; number <= kRowCount; ++number) {
    if (!numbers.contains(number)) missing.push_back(number);
  }
  EXPECT_THAT(missing, testing::IsEmpty());
  EXPECT_EQ(*numbers.rbegin(), kRowCount);
}

}  // namespace
}  // namespace relapse::migrations::rows

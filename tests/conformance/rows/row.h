// The rows of spec/migration-recovery.md section 7.2, each by its number there. Several bodies may
// have one number: a row of the table holds several situations. What is expected is the table's;
// where the design of section 1.5 deliberately does otherwise than a row written for the older
// designs says, the body gives the reason, expects today's and then shows the older one's.
#ifndef TESTS_CONFORMANCE_ROWS_ROW_H_
#define TESTS_CONFORMANCE_ROWS_ROW_H_

#include <string>
#include <vector>

#include "tests/conformance/rows/stage.h"

namespace relapse::migrations::rows {

struct Row {
  int number = 0;
  std::string name;
  void (*run)(Stage& stage) = nullptr;
};

inline constexpr int kRowCount = 48;

std::vector<Row> AdoptionRows();  ///< 1, 2, 9 to 11, 24, 48
std::vector<Row> CrashRows();     ///< 5 to 8
std::vector<Row> RollbackRows();  ///< 3, 4, 12 to 14, 19, 20, 22, 23
std::vector<Row> RefusalRows();   ///< 15, 25, 26, 32, 33
std::vector<Row> EditRows();      ///< 27 to 30
std::vector<Row> CacheRows();     ///< 16, 17
std::vector<Row> FolderRows();    ///< 18, 21, 39, 40
std::vector<Row> DirtyRows();     ///< 31, 36 to 38
std::vector<Row> LockRows();      ///< 34, 35
std::vector<Row> FlagRows();      ///< 41
std::vector<Row> ResetRows();     ///< 42 to 44
std::vector<Row> ServerRows();    ///< 45, 46
std::vector<Row> RandomRows();    ///< 47

}  // namespace relapse::migrations::rows

#endif  // TESTS_CONFORMANCE_ROWS_ROW_H_

// Bugs of the two older designs, in the code that had them (spec/migration-recovery.md sections
// 4.1 and 4.2).
#include "scenarios/bank/migrations/row.h"

namespace relapse::migrations {

const std::vector<Row>& OlderRows() {
  static const std::vector<Row>& rows = *new std::vector<Row>{
      {.slug = "capture-trusts-the-checkout",  // L07
       .source = kSource,
       .summary = "what nobody recorded is taken from whatever is checked out",
       .switches = {Defect::kDesignDatabaseOnly},
       .violates = {"SAF-4", "LIV-4"},
       .parameters = {{"begins", "foreign_feature"}},
       .faults = 1,
       .needs_no_fault = true},
  };
  return rows;
}

}  // namespace relapse::migrations

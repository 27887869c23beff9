// Rows of SHOW VITESS_MIGRATIONS for tests, a few columns at a time.
#ifndef TESTS_ORCHESTRATION_MIGRATION_ROWS_H_
#define TESTS_ORCHESTRATION_MIGRATION_ROWS_H_

#include "orchestration/ports/apply_types.h"
#include "orchestration/ports/vtgate.h"

namespace relapse::planetscale {

/// A whole second, a day after the epoch.
inline constexpr TimeMs kSomeDay = Hours(24 * 365);

inline MigrationRow Row(Text context, Text table, MigrationStatus status,
                        TimeMs requested = kSomeDay) {
  MigrationRow row;
  row.migration_context = context;
  row.migration_uuid = Text("uuid-" + context.str() + "-" + table.str());
  row.keyspace = "shop";
  row.shard = "0";
  row.mysql_table = table;
  row.migration_status = status;
  row.requested_timestamp = requested;
  return row;
}

inline MigrationRows RowsOf(std::vector<MigrationRow> rows) {
  return MigrationRows(std::make_shared<const std::vector<MigrationRow>>(std::move(rows)));
}

}  // namespace relapse::planetscale

#endif  // TESTS_ORCHESTRATION_MIGRATION_ROWS_H_

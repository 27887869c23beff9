// The store of recovery, `_develop.applied_migrations`, in the three formats it has had
// (spec/migration-recovery.md section 1.1). The table's comment says its format; one without a
// comment is told by its columns.
#include "backends/postgres/postgres_database.h"
#include "backends/postgres/queries.h"
#include "backends/postgres/values.h"

namespace relapse::migrations {

namespace {

constexpr std::string_view kFormatComment = "store format ";

/// 0: there is no store.
int FormatOf(const PGresult* shape) {
  if (PQntuples(shape) == 0) return 0;
  const std::string_view comment = ValueAt(shape, 0, 0);
  if (comment.starts_with(kFormatComment)) {
    int format = 0;
    const std::string_view number = comment.substr(kFormatComment.size());
    std::from_chars(number.data(), number.data() + number.size(), format);
    if (format > 0) return format;
  }
  if (TruthAt(shape, 0, 1)) return 3;
  return TruthAt(shape, 0, 2) ? 2 : 1;
}

StoredMigration StoredAt(const PGresult* rows, int row) {
  StoredMigration stored;
  stored.version = NumberAt(rows, row, 0);
  EnumFromName(ValueAt(rows, row, 1), stored.state);
  stored.filename = ValueAt(rows, row, 2);
  stored.up_sql = OptionalAt(rows, row, 3);
  stored.down_sql = OptionalAt(rows, row, 4);
  stored.accepted_up_sql = OptionalAt(rows, row, 5);
  stored.accepted_down_sql = OptionalAt(rows, row, 6);
  stored.source = ValueAt(rows, row, 7);
  stored.run_id = ValueAt(rows, row, 8);
  return stored;
}

LeftBehind LeftBehindAt(const PGresult* rows, int row) {
  return {.version = NumberAt(rows, row, 0),
          .filename = ValueAt(rows, row, 1),
          .up_sql = OptionalAt(rows, row, 2),
          .down_sql = OptionalAt(rows, row, 3),
          .source = ValueAt(rows, row, 4)};
}

const char* ValueOrNull(const std::optional<Text>& text) {
  return text ? text->str().c_str() : nullptr;
}

}  // namespace

Result<MigrationStore> PostgresDatabase::Perform(const ReadStore& request,
                                                 const CallOptions& options) {
  RELAPSE_ASSIGN(const ResultHandle shape,
                 Send(request.session, queries::kStoreShape, options, Access::kRead));
  MigrationStore store;
  const int format = FormatOf(shape.get());
  if (format == 0) return store;
  store.exists = true;
  store.format = format;
  if (format > kStoreFormat) return store;
  const char* const query = format == 1   ? queries::kReadStore1
                            : format == 2 ? queries::kReadStore2
                                          : queries::kReadStore3;
  RELAPSE_ASSIGN(const ResultHandle rows, Send(request.session, query, options, Access::kRead));
  for (int row = 0; row < PQntuples(rows.get()); ++row) {
    store.rows.push_back(StoredAt(rows.get(), row));
  }
  if (!TruthAt(shape.get(), 0, 3)) return store;
  RELAPSE_ASSIGN(const ResultHandle left,
                 Send(request.session, queries::kReadLeftBehind, options, Access::kRead));
  for (int row = 0; row < PQntuples(left.get()); ++row) {
    store.left_behind.push_back(LeftBehindAt(left.get(), row));
  }
  return store;
}

Status PostgresDatabase::Perform(const CreateStore& request, const CallOptions& options) {
  RELAPSE_ASSIGN(const ResultHandle shape, Send(request.session, queries::kStoreShape, options));
  const int format = FormatOf(shape.get());
  if (format == kStoreFormat) return Ok();
  if (format > kStoreFormat) {
    return Fail(kSql,
                Text("the store has format " + std::to_string(format) +
                     ", which is newer than this program"),
                SqlState("0A000"));
  }
  const char* const change = format == 0   ? queries::kCreateStore
                             : format == 1 ? queries::kStoreFromFormat1
                                           : queries::kStoreFromFormat2;
  auto changed = Send(request.session, change, options);
  if (!changed.ok()) return Fail(std::move(changed.error()));
  return Ok();
}

Status PostgresDatabase::Perform(const PutStored& request, const CallOptions& options) {
  const StoredMigration& row = request.row;
  const std::string version = std::to_string(row.version);
  const std::string state(EnumName(row.state));
  auto put =
      Send(request.session, queries::kPutStored,
           {version.c_str(), state.c_str(), row.filename.str().c_str(), ValueOrNull(row.up_sql),
            ValueOrNull(row.down_sql), ValueOrNull(row.accepted_up_sql),
            ValueOrNull(row.accepted_down_sql), row.source.str().c_str(), row.run_id.str().c_str()},
           options);
  if (!put.ok()) return Fail(std::move(put.error()));
  return Ok();
}

Status PostgresDatabase::Perform(const DeleteStored& request, const CallOptions& options) {
  const std::string version = std::to_string(request.version);
  auto deleted = Send(request.session, "DELETE FROM _develop.applied_migrations WHERE version = $1",
                      {version.c_str()}, options);
  if (!deleted.ok()) return Fail(std::move(deleted.error()));
  return Ok();
}

Status PostgresDatabase::Perform(const PutLeftBehind& request, const CallOptions& options) {
  auto made = Send(request.session, queries::kMakeLeftBehind, options);
  if (!made.ok()) return Fail(std::move(made.error()));
  const LeftBehind& row = request.row;
  const std::string version = std::to_string(row.version);
  auto put = Send(request.session, queries::kPutLeftBehind,
                  {version.c_str(), row.filename.str().c_str(), ValueOrNull(row.up_sql),
                   ValueOrNull(row.down_sql), row.source.str().c_str()},
                  options);
  if (!put.ok()) return Fail(std::move(put.error()));
  return Ok();
}

Status PostgresDatabase::Perform(const DeleteLeftBehind& request, const CallOptions& options) {
  const LeftBehind& row = request.row;
  const std::string version = std::to_string(row.version);
  auto deleted =
      Send(request.session, queries::kDeleteLeftBehind,
           {version.c_str(), row.filename.str().c_str(), ValueOrNull(row.up_sql)}, options);
  if (!deleted.ok()) return Fail(std::move(deleted.error()));
  return Ok();
}

}  // namespace relapse::migrations

#include "fakes/vitess/migration_table.h"

#include <utility>

#include "harness/core/check.h"

namespace relapse::planetscale {

namespace {

std::uint64_t Word(std::int64_t value) { return static_cast<std::uint64_t>(value); }

std::uint64_t FlagsOf(const MigrationRow& row) {
  std::uint64_t flags = static_cast<std::uint64_t>(row.migration_status);
  const bool bits[] = {row.ready_to_complete,
                       row.postpone_completion,
                       row.postpone_launch,
                       row.is_immediate_operation,
                       row.allow_concurrent,
                       row.tablet_failure,
                       row.started_timestamp == kNoTime,
                       row.completed_timestamp == kNoTime,
                       row.reviewed_timestamp == kNoTime,
                       row.ready_to_complete_timestamp == kNoTime,
                       row.cancelled_timestamp == kNoTime};
  for (const bool bit : bits) flags = flags * 2 + (bit ? 1 : 0);
  return flags;
}

}  // namespace

void MigrationTable::UnshareToAppend() {
  if (body_.use_count() == 1) return;
  constexpr std::size_t kRoom = 8;
  auto copy = std::make_shared<Body>();
  copy->rows.reserve(body_->rows.size() + kRoom);
  copy->digests.reserve(body_->digests.size() + kRoom);
  copy->rows = body_->rows;
  copy->digests = body_->digests;
  copy->request_times = body_->request_times;
  body_ = std::move(copy);
}

void MigrationTable::Append(const MigrationRow& row) {
  UnshareToAppend();
  if (row.requested_timestamp >= kWorldStart && row.requested_timestamp != kNoTime) {
    auto& times = body_->request_times;
    RELAPSE_CHECK(times.empty() || times.back().at <= row.requested_timestamp,
                  "requests are appended in order of time");
    if (times.empty() || times.back().at != row.requested_timestamp) {
      times.push_back(OrderTime{row.requested_timestamp});
    }
  }
  body_->rows.push_back(row);
  body_->digests.push_back(DigestOf(row));
}

std::uint64_t MigrationTable::RequestWord(TimeMs requested) const {
  // Times before the world began are the same in all its states: as they are, and no rank.
  if (requested < kWorldStart || requested == kNoTime) return Word(requested);
  const auto& times = body_->request_times;
  std::size_t index = times.size();
  while (index > 0 && times[index - 1].at != requested) --index;
  return index;
}

std::uint64_t MigrationTable::DigestOf(const MigrationRow& row) const {
  std::uint64_t hash = row.migration_uuid.hash();
  hash = HashCombine(hash, row.migration_context.hash());
  hash = HashCombine(hash, row.shard.hash() + row.migration_statement.hash());
  hash = HashCombine(hash, row.message.hash() + row.options.hash());
  hash = HashCombine(hash, FlagsOf(row));
  hash = HashCombine(hash, Word(row.retries) + (Word(row.cutover_attempts) << 16));
  hash = HashCombine(hash, Word(row.rows_copied) + (Word(row.table_rows) << 32));
  hash = HashCombine(
      hash, Word(row.user_throttle_ratio) + (Word(row.in_order_completion_pending_count) << 32));
  return HashCombine(hash, RequestWord(row.requested_timestamp));
}

}  // namespace relapse::planetscale

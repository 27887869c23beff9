#include "orchestration/planetscale/baseline.h"

#include <algorithm>

#include "orchestration/planetscale/constants.h"

namespace relapse::planetscale {

namespace {

struct SeenContext {
  BaselineContext summary;
  bool is_unfinished = false;
};

TimeMs Earlier(TimeMs a, TimeMs b) { return std::min(a, b); }  // kNoTime is the maximum
TimeMs Later(TimeMs a, TimeMs b) {
  if (a == kNoTime) return b;
  return b == kNoTime ? a : std::max(a, b);
}

void Add(std::vector<SeenContext>& contexts, const MigrationRow& row) {
  auto seen = std::ranges::find_if(contexts, [&](const SeenContext& known) {
    return known.summary.context == row.migration_context;
  });
  if (seen == contexts.end()) {
    contexts.push_back({.summary = {.context = row.migration_context}});
    seen = std::prev(contexts.end());
  }
  BaselineContext& summary = seen->summary;
  summary.requested_timestamp = Earlier(summary.requested_timestamp, row.requested_timestamp);
  summary.started_timestamp = Earlier(summary.started_timestamp, row.started_timestamp);
  summary.completed_timestamp = Later(summary.completed_timestamp, row.completed_timestamp);
  seen->is_unfinished = seen->is_unfinished || !IsTerminal(row.migration_status);
}

bool IsKept(const SeenContext& seen, TimeMs created_at, BaselineRule rule) {
  if (rule == BaselineRule::kEverything) return true;
  if (seen.is_unfinished) return true;
  const BaselineContext& summary = seen.summary;
  const TimeMs active = Later(summary.completed_timestamp,
                              Later(summary.started_timestamp, summary.requested_timestamp));
  return active == kNoTime || active >= created_at - kBaselineRetention;
}

}  // namespace

std::vector<BaselineContext> SummariseBaseline(std::span<const MigrationRows> rows,
                                               TimeMs created_at, BaselineRule rule) {
  std::vector<SeenContext> contexts;
  for (const MigrationRows& list : rows) {
    for (const MigrationRow& row : list) Add(contexts, row);
  }
  std::vector<BaselineContext> baseline;
  for (const SeenContext& seen : contexts) {
    if (IsKept(seen, created_at, rule)) baseline.push_back(seen.summary);
  }
  std::ranges::sort(baseline, {}, &BaselineContext::context);
  return baseline;
}

Result<std::vector<BaselineContext>> CaptureBaseline(const Attempt& attempt, TimeMs created_at) {
  RELAPSE_ASSIGN(const std::vector<Keyspace> keyspaces,
                 attempt.api().Perform(ListKeyspaces{.branch = attempt.plan().main_branch},
                                       attempt.WithStop()));
  std::vector<MigrationRows> rows;
  for (const Keyspace& keyspace : keyspaces) {
    RELAPSE_ASSIGN(MigrationRows found,
                   attempt.vtgate().Perform(ShowVitessMigrations{.keyspace = keyspace.name},
                                            attempt.WithStop()));
    rows.push_back(std::move(found));
  }
  return SummariseBaseline(
      rows, created_at,
      attempt.Has(Defect::kBaselineUnbounded) ? BaselineRule::kEverything : BaselineRule::kRecent);
}

}  // namespace relapse::planetscale

// S-PCT (spec/planetscale-engine.md section 9.1): the percentage that an operator is shown is that
// of this change, and 100 only once every shard is done copying.
#include <algorithm>

#include "orchestration/ports/events.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

/// Copying only ever goes forward, so an older look at the rows shows less, never more. What was
/// ready once counts as copied: Vitess leaves the flag set on rows that failed or were cancelled.
std::int64_t MostPercent(const World& world, Text context) {
  std::int64_t copied = 0;
  std::int64_t total = 0;
  bool all_copied = true;
  bool any = false;
  for (const KeyspaceState& keyspace : world.Get<VitessState>().keyspaces) {
    for (const MigrationRow& row : keyspace.migrations.rows()) {
      if (row.migration_context != context) continue;
      const bool is_copied =
          row.migration_status == MigrationStatus::kComplete || row.ready_to_complete;
      any = true;
      all_copied = all_copied && is_copied;
      total += row.table_rows;
      copied += is_copied && row.rows_copied < row.table_rows ? row.table_rows : row.rows_copied;
    }
  }
  if (any && all_copied) return 100;
  return total == 0 ? 0 : std::min<std::int64_t>(copied * 100 / total, 99);
}

/// VSchema alone has no rows: it is done once it is live, and was done where it is taken back.
constexpr StateSet kPublished =
    SetOf(DeploymentState::kComplete, DeploymentState::kCompletePendingRevert,
          DeploymentState::kCompleteRevertError) |
    kTakenBack;

std::int64_t MostPercent(const World& world, const RequestRecord& ours) {
  if (!ours.HasDdl()) return In(kPublished, ours) ? 100 : 0;
  return MostPercent(world, ours.migration_context);
}

class PercentInvariant final : public Invariant {
 public:
  PercentInvariant()
      : Invariant("S-PCT", PropertyForm::kAlways, {.of = EffectsOf<RecordEvent>()},
                  "the shown percentage is this change's own, and 100 only once every shard is "
                  "ready or complete") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Is<RecordEvent>(observation)) return;
    const auto* event = observation.call->As<RecordEvent>();
    if (event->percent == 0 || event->status == ApplyStatus::kRevertWindow) return;
    if (event->percent < 0 || event->percent > 100) {
      return judge.Violate("shown at " + std::to_string(event->percent) + " percent");
    }
    const RequestRecord* ours = OurDeployed(observation.world);
    const std::int64_t most = ours == nullptr ? 0 : MostPercent(observation.world, *ours);
    if (event->percent <= most) return;
    judge.Violate("shown at " + std::to_string(event->percent) + " percent, but only " +
                  std::to_string(most) + " are done");
  }
};

}  // namespace

InvariantPointer PercentShown() { return std::make_unique<PercentInvariant>(); }

}  // namespace relapse::planetscale

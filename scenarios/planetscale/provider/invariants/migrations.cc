// P-STATEMENT-ONCE, P-OWN-ROWS, P-TERMINAL-OWNS-NOTHING, V-CANCEL-STATUS, V-READY-IS-FULL and
// V-IN-ORDER (spec/planetscale-api.md sections 4.4, 7.71-7.72, 7.87 and 7.98-7.99): a deployment's
// rows in Vitess.
#include <algorithm>

#include "fakes/vitess/online_ddl.h"
#include "scenarios/planetscale/provider/invariants/evidence.h"
#include "scenarios/planetscale/provider/invariants/invariants.h"

namespace relapse::planetscale::provider {

namespace {

class OfRows : public Invariant {
 public:
  OfRows(std::string_view name, std::string_view summary)
      : Invariant(name, PropertyForm::kAlways, {.world_changes = true}, summary) {}
};

class StatementOnceInvariant final : public OfRows {
 public:
  StatementOnceInvariant()
      : OfRows("P-STATEMENT-ONCE", "no statement of a deployment is submitted twice") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      std::vector<MigrationRow> seen;
      ForEachRow(VitessOf(observation.world), request.migration_context,
                 [&](const MigrationRow& row) {
                   const bool again =
                       std::any_of(seen.begin(), seen.end(), [&](const MigrationRow& other) {
                         return other.migration_statement == row.migration_statement &&
                                other.keyspace == row.keyspace && other.shard == row.shard;
                       });
                   if (again) judge.Violate(Say(request) + " submits a statement twice");
                   seen.push_back(row);
                 });
    }
  }
};

class ReadyIsFullInvariant final : public OfRows {
 public:
  ReadyIsFullInvariant()
      : OfRows("V-READY-IS-FULL", "a migration that is ready to complete shows all of its rows") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      ForEachRow(
          VitessOf(observation.world), request.migration_context, [&](const MigrationRow& row) {
            const bool waits =
                row.ready_to_complete && row.migration_status == MigrationStatus::kRunning;
            if (!waits || (row.progress == kFullProgress && row.eta_seconds == 0)) return;
            judge.Violate(Say(request) + " waits for a cutover and shows a part of its rows");
          });
    }
  }
};

class OwnRowsInvariant final : public OfRows {
 public:
  OwnRowsInvariant()
      : OfRows("P-OWN-ROWS", "the provider cancels no migration but those of its deployments") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const auto& requests = ProviderOf(observation.world).requests;
    for (const KeyspaceState& keyspace : VitessOf(observation.world).keyspaces) {
      for (const MigrationRow& row : keyspace.migrations.rows()) {
        if (row.cancelled_timestamp == kNoTime || row.cancelled_timestamp < kWorldStart) continue;
        const bool is_own =
            std::any_of(requests.begin(), requests.end(), [&](const RequestRecord& request) {
              return request.migration_context == row.migration_context ||
                     request.revert_context == row.migration_context;
            });
        if (!is_own) {
          return judge.Violate("a migration of " + row.migration_context.str() +
                               " is cancelled, which is no deployment's");
        }
      }
    }
  }
};

class TerminalOwnsNothingInvariant final : public OfRows {
 public:
  TerminalOwnsNothingInvariant()
      : OfRows("P-TERMINAL-OWNS-NOTHING", "nothing runs any more of a deployment that has ended") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (VitessWasDeaf(observation.world)) return;
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      if (!IsFinal(request.wire.deployment_state)) continue;
      if (RowsOf(observation.world, request.migration_context).AllTerminal() &&
          RowsOf(observation.world, request.revert_context).AllTerminal()) {
        continue;
      }
      return judge.Violate(Say(request) + ", but migrations of it are still pending");
    }
  }
};

bool WasCancelledByUser(const MigrationRow& row) {
  return row.message.view().starts_with("CANCEL issued");
}

class CancelStatusInvariant final : public OfRows {
 public:
  CancelStatusInvariant()
      : OfRows("V-CANCEL-STATUS", "a migration that a user cancelled is cancelled, not failed") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    for (const KeyspaceState& keyspace : VitessOf(observation.world).keyspaces) {
      for (const MigrationRow& row : keyspace.migrations.rows()) {
        if (!WasCancelledByUser(row) || row.migration_status == MigrationStatus::kCancelled)
          continue;
        return judge.Violate("migration " + row.migration_uuid.str() + " is " +
                             std::string(EnumName(row.migration_status)) +
                             ", but a user cancelled it");
      }
    }
  }
};

class InOrderInvariant final : public OfRows {
 public:
  InOrderInvariant()
      : OfRows("V-IN-ORDER",
               "in an ordered context, a migration that fails takes all later ones of its shard "
               "along") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    for (const KeyspaceState& keyspace : VitessOf(observation.world).keyspaces) {
      const std::vector<MigrationRow>& rows = keyspace.migrations.rows();
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].migration_status != MigrationStatus::kFailed || !CompletesInOrder(rows[i]) ||
            WasCancelledByUser(rows[i])) {
          continue;
        }
        for (std::size_t later = i + 1; later < rows.size(); ++later) {
          if (rows[later].migration_context != rows[i].migration_context ||
              rows[later].shard != rows[i].shard ||
              rows[later].migration_status == MigrationStatus::kFailed) {
            continue;
          }
          return judge.Violate("migration " + rows[later].migration_uuid.str() + " is " +
                               std::string(EnumName(rows[later].migration_status)) +
                               ", although an earlier one of its context failed");
        }
      }
    }
  }
};

}  // namespace

InvariantPointer StatementOnce() { return std::make_unique<StatementOnceInvariant>(); }
InvariantPointer ReadyIsFull() { return std::make_unique<ReadyIsFullInvariant>(); }
InvariantPointer OwnRows() { return std::make_unique<OwnRowsInvariant>(); }
InvariantPointer TerminalOwnsNothing() { return std::make_unique<TerminalOwnsNothingInvariant>(); }
InvariantPointer CancelStatus() { return std::make_unique<CancelStatusInvariant>(); }
InvariantPointer InOrder() { return std::make_unique<InOrderInvariant>(); }

}  // namespace relapse::planetscale::provider

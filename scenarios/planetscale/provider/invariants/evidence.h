// What the provider's invariants look at, and how they say it.
#ifndef SCENARIOS_PLANETSCALE_PROVIDER_INVARIANTS_EVIDENCE_H_
#define SCENARIOS_PLANETSCALE_PROVIDER_INVARIANTS_EVIDENCE_H_

#include <string>

#include "fakes/planetscale/provider_state.h"
#include "fakes/planetscale/transitions.h"
#include "fakes/planetscale/world_parameters.h"
#include "fakes/vitess/vitess_state.h"
#include "harness/oracle/invariant.h"

namespace relapse::planetscale::provider {

using State = DeploymentState;

inline const ProviderState& ProviderOf(const World& world) { return world.Get<ProviderState>(); }
inline const VitessState& VitessOf(const World& world) { return world.Get<VitessState>(); }
inline bool In(StateSet states, const RequestRecord& request) {
  return Holds(states, request.wire.deployment_state);
}

/// "deploy request #2 (in_progress)".
inline std::string Say(const RequestRecord& request) {
  return "deploy request #" + std::to_string(request.wire.number) + " (" +
         std::string(EnumName(request.wire.deployment_state)) + ")";
}

/// The other side answered a call of that kind, truly: no fault invented the answer.
template <class Request>
const Request* Answered(const Observation& observation) {
  if (observation.moment != Moment::kEffect || !observation.executed) return nullptr;
  const Error* error = observation.call->error();
  if (error != nullptr && error->injected) return nullptr;
  return observation.call->As<Request>();
}

/// A bit for each of the first 64 requests.
inline std::uint64_t BitOf(const RequestRecord& request) {
  return request.wire.number <= 64 ? std::uint64_t{1} << (request.wire.number - 1) : 0;
}

/// Calls `visit(row)` for every row that Vitess keeps under exactly this context since the world
/// began.
template <class Visit>
void ForEachRow(const VitessState& vitess, Text context, const Visit& visit) {
  if (context.empty()) return;
  for (const KeyspaceState& keyspace : vitess.keyspaces) {
    for (const MigrationRow& row : keyspace.migrations.rows()) {
      if (row.migration_context == context && row.requested_timestamp >= kWorldStart) visit(row);
    }
  }
}

/// How those rows stand.
struct Rows {
  std::int64_t all = 0;
  std::int64_t complete = 0;
  std::int64_t failed = 0;
  std::int64_t cancelled = 0;
  bool AllTerminal() const { return complete + failed + cancelled == all; }
};
inline Rows RowsOf(const World& world, Text context) {
  Rows rows;
  ForEachRow(VitessOf(world), context, [&](const MigrationRow& row) {
    ++rows.all;
    rows.complete += row.migration_status == MigrationStatus::kComplete ? 1 : 0;
    rows.failed += row.migration_status == MigrationStatus::kFailed ? 1 : 0;
    rows.cancelled += row.migration_status == MigrationStatus::kCancelled ? 1 : 0;
  });
  return rows;
}
inline Rows RowsOf(const World& world, const RequestRecord& request) {
  return RowsOf(world, request.migration_context);
}

/// Vitess did not do, or did not hear, what it was told: the provider cannot be blamed for its
/// rows.
inline bool VitessWasDeaf(const World& world) {
  return VitessOf(world).refuses_cancel || VitessOf(world).silent_until != kNoTime;
}

}  // namespace relapse::planetscale::provider

#endif  // SCENARIOS_PLANETSCALE_PROVIDER_INVARIANTS_EVIDENCE_H_

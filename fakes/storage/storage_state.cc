#include "fakes/storage/storage_state.h"

#include "harness/core/check.h"

namespace relapse::planetscale {

namespace {

/// Everything that is state in `metadata` except the ranks of times within the world's life.
DigestWord DigestOf(const ResumeMetadata& metadata) {
  std::uint64_t hash = metadata.branch_name.hash();
  hash = HashCombine(hash, static_cast<std::uint64_t>(metadata.deploy_request_id));
  hash = HashCombine(hash, metadata.deploy_request_url.hash());
  hash = HashCombine(hash, (metadata.is_instant ? 1U : 0U) | (metadata.deferred_deploy ? 2U : 0U) |
                               (metadata.baseline_captured ? 4U : 0U));
  hash = HashCombine(hash, metadata.existing_migration_contexts.size());
  for (const BaselineContext& baseline : metadata.existing_migration_contexts) {
    hash = HashCombine(hash, baseline.context.hash());
    const bool ranked =
        baseline.requested_timestamp >= kWorldStart && baseline.requested_timestamp != kNoTime;
    hash = HashCombine(hash, ranked ? 1 : static_cast<std::uint64_t>(baseline.requested_timestamp));
  }
  for (const Predecessor& predecessor : metadata.predecessors) {
    hash = HashCombine(hash, predecessor.branch_name.hash());
    hash = HashCombine(hash, static_cast<std::uint64_t>(predecessor.deploy_request_id));
  }
  hash = HashCombine(hash, static_cast<std::uint64_t>(metadata.gate));
  return {hash};
}

bool SameTimes(const ResumeMetadata& left, const ResumeMetadata& right) {
  if (left.gate_reached_at != right.gate_reached_at) return false;
  const auto& a = left.existing_migration_contexts;
  const auto& b = right.existing_migration_contexts;
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const BaselineContext& x, const BaselineContext& y) {
                      return x.requested_timestamp == y.requested_timestamp &&
                             x.started_timestamp == y.started_timestamp &&
                             x.completed_timestamp == y.completed_timestamp;
                    });
}

}  // namespace

bool IsRealContext(Text context) { return context.contains(":"); }

bool ApplyRecord::WouldChange(Text migration_context, const ResumeMetadata& metadata) const {
  return apply.migration_context != migration_context || resume_digest != DigestOf(metadata) ||
         !SameTimes(apply.metadata, metadata);
}

void ApplyRecord::SetResumeState(Text migration_context, const ResumeMetadata& metadata) {
  if (apply.migration_context != migration_context) {
    if (IsRealContext(apply.migration_context)) real_context_lost = true;
    if (IsRealContext(migration_context))
      real_contexts_stored = Saturated(real_contexts_stored + 1);
  }
  if (apply.metadata.branch_name != metadata.branch_name && !metadata.branch_name.empty()) {
    branch_names_stored = Saturated(branch_names_stored + 1);
  }
  if (apply.metadata.deploy_request_id != metadata.deploy_request_id &&
      metadata.deploy_request_id != 0) {
    request_numbers_stored = Saturated(request_numbers_stored + 1);
  }
  saves = Saturated(saves + 1);
  apply.migration_context = migration_context;
  apply.metadata = metadata;
  resume_digest = DigestOf(metadata);
  const bool is_in_reach = apply.options.manual_timeout_ms < kBeyondHistories;
  gate_ends_at = is_in_reach && metadata.gate_reached_at != kNoTime
                     ? metadata.gate_reached_at + apply.options.manual_timeout_ms
                     : kNoTime;
  baseline_times.clear();
  for (const BaselineContext& baseline : metadata.existing_migration_contexts) {
    if (baseline.requested_timestamp >= kWorldStart && baseline.requested_timestamp != kNoTime) {
      baseline_times.push_back(OrderTime{baseline.requested_timestamp});
    }
  }
}

const ApplyRecord* StorageState::Find(Text apply_id) const {
  for (const ApplyRecord& record : applies) {
    if (record.apply.apply_id == apply_id) return &record;
  }
  return nullptr;
}

ApplyRecord* StorageState::Find(Text apply_id) {
  return const_cast<ApplyRecord*>(static_cast<const StorageState*>(this)->Find(apply_id));
}

std::int64_t EnqueueControlRequest(World& world, Text apply_id, ControlOperation operation,
                                   std::int64_t volume) {
  ApplyRecord* record = world.Mutate<StorageState>().Find(apply_id);
  RELAPSE_CHECK(record != nullptr, "no apply " + apply_id.str());
  auto& requests = record->apply.control_requests;
  const std::int64_t id = static_cast<std::int64_t>(requests.size()) + 1;
  requests.push_back(ControlRequest{id, operation, ControlStatus::kPending, volume});
  return id;
}

}  // namespace relapse::planetscale

#include "fakes/storage/fake_storage.h"

#include "fakes/storage/claim_state.h"
#include "harness/core/check.h"

namespace relapse::planetscale {

namespace {

tl::unexpected<Error> NoSuchApply() {
  static const Text kMessage("no such apply");
  return Fail(kNotFound, kMessage);
}

/// Whether somebody else has claimed the apply since `claim` was given.
bool IsFenced(const World& world, Text apply_id, std::int64_t claim) {
  const ClaimRecord* held = ClaimOf(world, apply_id);
  return claim != 0 && held != nullptr && held->token != claim;
}

tl::unexpected<Error> ClaimedBySomebodyElse() {
  static const Text kMessage("another driver has claimed the apply");
  return Fail(kClaimLost, kMessage);
}

ClaimRecord& MutableClaim(World& world, Text apply_id) {
  for (ClaimRecord& claim : world.Mutate<ClaimState>().claims) {
    if (claim.apply_id == apply_id) return claim;
  }
  RELAPSE_CHECK(false, "nobody can claim " + apply_id.str());
  return world.Mutate<ClaimState>().claims.front();
}

}  // namespace

Result<std::int64_t> FakeStorage::On(World& world, const ClaimApply& request) const {
  const ApplyRecord* record = world.Get<StorageState>().Find(request.apply_id);
  const ClaimRecord* held = ClaimOf(world, request.apply_id);
  if (record == nullptr || held == nullptr) return NoSuchApply();
  if (IsSettled(record->apply.status)) return held->token;
  if (held->renewed_at != kNoTime && world.now() - held->renewed_at < kClaimStaleAfter) {
    static const Text kMessage("another driver holds the apply");
    return Fail(kConflict, kMessage);
  }
  ClaimRecord& claim = MutableClaim(world, request.apply_id);
  ++claim.token;
  claim.owner = request.owner;
  claim.renewed_at = world.now();
  return claim.token;
}

Status FakeStorage::On(World& world, const RenewClaim& request) const {
  const ApplyRecord* record = world.Get<StorageState>().Find(request.apply_id);
  const ClaimRecord* held = ClaimOf(world, request.apply_id);
  if (record == nullptr || held == nullptr) return NoSuchApply();
  if (IsFenced(world, request.apply_id, request.claim)) return ClaimedBySomebodyElse();
  if (IsSettled(record->apply.status) || held->renewed_at == world.now()) return Ok();
  MutableClaim(world, request.apply_id).renewed_at = world.now();
  return Ok();
}

Result<StoredApply> FakeStorage::On(World& world, const LoadApply& request) const {
  const ApplyRecord* record = world.Get<StorageState>().Find(request.apply_id);
  if (record == nullptr) return NoSuchApply();
  return record->apply;
}

Status FakeStorage::On(World& world, const SaveResumeState& request) const {
  const ApplyRecord* record = world.Get<StorageState>().Find(request.apply_id);
  if (record == nullptr) return NoSuchApply();
  if (IsFenced(world, request.apply_id, request.claim)) return ClaimedBySomebodyElse();
  const std::int64_t limit = world.Get<StorageState>().metadata_limit;
  if (limit > 0 && std::ssize(request.metadata.existing_migration_contexts) > limit) {
    static const Text kMessage("Data too long for column 'engine_resume_metadata'");
    return Fail(Error{&kSql, kMessage, 1406});
  }
  if (!record->WouldChange(request.migration_context, request.metadata)) return Ok();
  world.Mutate<StorageState>()
      .Find(request.apply_id)
      ->SetResumeState(request.migration_context, request.metadata);
  return Ok();
}

Status FakeStorage::On(World& world, const SettleApply& request) const {
  const ApplyRecord* record = world.Get<StorageState>().Find(request.apply_id);
  if (record == nullptr) return NoSuchApply();
  if (IsFenced(world, request.apply_id, request.claim)) return ClaimedBySomebodyElse();
  if (!IsSettled(request.outcome)) {
    static const Text kMessage("not an outcome");
    return Fail(kConflict, kMessage);
  }
  if (IsSettled(record->apply.status)) {
    static const Text kMessage("the apply has another outcome already");
    if (record->apply.status != request.outcome) return Fail(kConflict, kMessage);
    return Ok();
  }
  StoredApply& apply = world.Mutate<StorageState>().Find(request.apply_id)->apply;
  apply.status = request.outcome;
  apply.reason = request.reason;
  if (ClaimOf(world, request.apply_id) != nullptr) {
    ClaimRecord& claim = MutableClaim(world, request.apply_id);
    claim.owner = Text();
    claim.renewed_at = kNoTime;
  }
  return Ok();
}

Status FakeStorage::On(World& world, const CompleteControlRequest& request) const {
  const ApplyRecord* record = world.Get<StorageState>().Find(request.apply_id);
  if (record == nullptr) return NoSuchApply();
  if (IsFenced(world, request.apply_id, request.claim)) return ClaimedBySomebodyElse();
  const auto& requests = record->apply.control_requests;
  const std::size_t index = static_cast<std::size_t>(request.id - 1);
  if (request.id < 1 || index >= requests.size()) {
    static const Text kMessage("no such control request");
    return Fail(kNotFound, kMessage);
  }
  if (requests[index].status == request.status) return Ok();
  if (requests[index].status != ControlStatus::kPending ||
      request.status == ControlStatus::kPending) {
    static const Text kMessage("the control request was answered otherwise");
    return Fail(kConflict, kMessage);
  }
  world.Mutate<StorageState>().Find(request.apply_id)->apply.control_requests[index].status =
      request.status;
  return Ok();
}

Status FakeStorage::On(World& world, const RecordEvent& request) const {
  const ApplyRecord* record = world.Get<StorageState>().Find(request.apply_id);
  if (record == nullptr) return Ok();  // a log line of an unknown apply is only a log line
  if (request.status.has_value() && IsFenced(world, request.apply_id, request.claim)) {
    return ClaimedBySomebodyElse();
  }
  const bool shown_changes = request.status.has_value() && !IsSettled(*request.status) &&
                             !IsSettled(record->apply.status) &&
                             record->apply.status != *request.status;
  const std::int64_t events = Saturated(record->events + 1);
  if (!shown_changes && events == record->events) return Ok();
  ApplyRecord& written = *world.Mutate<StorageState>().Find(request.apply_id);
  if (shown_changes) written.apply.status = *request.status;
  written.events = events;
  return Ok();
}

}  // namespace relapse::planetscale

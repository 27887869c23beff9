#include "fakes/storage/fake_storage.h"

namespace relapse::planetscale {

namespace {

tl::unexpected<Error> NoSuchApply() {
  static const Text kMessage("no such apply");
  return Fail(kNotFound, kMessage);
}

}  // namespace

Result<StoredApply> FakeStorage::On(World& world, const LoadApply& request) const {
  const ApplyRecord* record = world.Get<StorageState>().Find(request.apply_id);
  if (record == nullptr) return NoSuchApply();
  return record->apply;
}

Status FakeStorage::On(World& world, const SaveResumeState& request) const {
  const ApplyRecord* record = world.Get<StorageState>().Find(request.apply_id);
  if (record == nullptr) return NoSuchApply();
  if (!record->WouldChange(request.migration_context, request.metadata)) return Ok();
  world.Mutate<StorageState>()
      .Find(request.apply_id)
      ->SetResumeState(request.migration_context, request.metadata);
  return Ok();
}

Status FakeStorage::On(World& world, const SettleApply& request) const {
  const ApplyRecord* record = world.Get<StorageState>().Find(request.apply_id);
  if (record == nullptr) return NoSuchApply();
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
  return Ok();
}

Status FakeStorage::On(World& world, const CompleteControlRequest& request) const {
  const ApplyRecord* record = world.Get<StorageState>().Find(request.apply_id);
  if (record == nullptr) return NoSuchApply();
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

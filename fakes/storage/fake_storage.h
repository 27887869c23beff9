// FakeStorage: the ApplyState and Events ports over StorageState.
//
// **Method.** Each request is one committed statement: it happens whole or not at all. A write that
// would store what is stored already leaves the world alone, so that it makes no new crash state.
// A write under an older claim than the last one is refused before anything else is looked at;
// the log is counted to "many", because nothing ever reads a line of it.
#ifndef FAKES_STORAGE_FAKE_STORAGE_H_
#define FAKES_STORAGE_FAKE_STORAGE_H_

#include "fakes/storage/storage_state.h"
#include "orchestration/ports/apply_state.h"
#include "orchestration/ports/events.h"

namespace relapse::planetscale {

class FakeStorage {
 public:
  Result<StoredApply> On(World& world, const LoadApply& request) const;
  Status On(World& world, const SaveResumeState& request) const;
  /// The first outcome sticks.
  Status On(World& world, const SettleApply& request) const;
  Status On(World& world, const CompleteControlRequest& request) const;
  Result<std::int64_t> On(World& world, const ClaimApply& request) const;
  Status On(World& world, const RenewClaim& request) const;
  Status On(World& world, const RecordEvent& request) const;
};

}  // namespace relapse::planetscale

#endif  // FAKES_STORAGE_FAKE_STORAGE_H_

#include "orchestration/planetscale/branch_vschema.h"

#include <fmt/format.h>

#include <optional>

#include "orchestration/planetscale/constants.h"
#include "schema/vitess/vschema.h"

namespace relapse::planetscale {

namespace {

/// Whether the branch shows the planned VSchema.
Result<bool> ShowsPlanned(const Attempt& attempt, const KeyspacePlan& planned) {
  Result<Vschema> shown = attempt.api().Perform(
      GetKeyspaceVschema{.branch = attempt.metadata().branch_name, .keyspace = planned.keyspace},
      attempt.WithStop());
  if (!shown.ok()) {
    if (!attempt.Has(Defect::kVschemaReadErrorIsEmpty)) return Fail(shown.error());
    shown = Vschema{};
  }
  // What the plan holds may be no VSchema at all: then nothing shows it, and the provider says why.
  const std::optional<Text> wanted = vitess::NormaliseVschema(planned.vschema);
  const std::optional<Text> have =
      shown->raw.empty() ? Text() : vitess::NormaliseVschema(shown->raw);
  return wanted.has_value() && have == wanted;
}

/// One keyspace on its way to the planned VSchema.
class VschemaChange {
 public:
  VschemaChange(const Attempt& attempt, const KeyspacePlan& planned)
      : attempt_(attempt), planned_(planned) {}

  Status Run() {
    for (;;) {
      const Status done = RunOnce();
      if (done.ok()) return done;
      RELAPSE_RETURN_IF_ERROR(PauseAfter(done.error()));
    }
  }

 private:
  /// An update whose answer was lost may have happened: the branch itself says whether.
  Status RunOnce() {
    RELAPSE_ASSIGN(const bool is_done, ShowsPlanned(attempt_, planned_));
    if (is_done) return Ok();
    RELAPSE_RETURN_IF_ERROR(attempt_.ConfirmClaim());
    const Result<Vschema> updated =
        attempt_.api().Perform(UpdateKeyspaceVschema{.branch = attempt_.metadata().branch_name,
                                                     .keyspace = planned_.keyspace,
                                                     .vschema = planned_.vschema},
                               attempt_.WithStop());
    if (updated.ok()) return Ok();
    if (Classify(updated.error()) != ErrorClass::kFinal) return Fail(updated.error());
    return FailPermanently(
        fmt::format("the VSchema of keyspace {} was refused", planned_.keyspace.view()),
        updated.error());
  }

  /// Waits before the next try, or says that there is none.
  Status PauseAfter(const Error& error) {
    switch (Classify(error)) {
      case ErrorClass::kBusySnapshot: {
        const TimeMs now = attempt_.Now();
        if (busy_since_ == kNoTime) busy_since_ = now;
        if (now - busy_since_ >= kSnapshotBound) return Fail(error);
        attempt_.Log("a schema snapshot is in progress: trying again");
        RELAPSE_RETURN_IF_ERROR(attempt_.Wait(SnapshotPause(snapshots_++)));
        return attempt_.StopIfCancelled();
      }
      case ErrorClass::kTransient:
        if (++failures_ == kTransientAttempts) return Fail(error);
        attempt_.Log("a VSchema could not be changed: trying again");
        return attempt_.Wait(NormalPause(failures_ - 1));
      default:
        return Fail(error);
    }
  }

  const Attempt& attempt_;
  const KeyspacePlan& planned_;
  int failures_ = 0;  ///< never forgotten: a read that succeeds says nothing about the update
  int snapshots_ = 0;
  TimeMs busy_since_ = kNoTime;
};

Status AwaitPlanned(const Attempt& attempt, const KeyspacePlan& planned) {
  for (int read = 1;; ++read) {
    RELAPSE_ASSIGN(const bool is_shown, ShowsPlanned(attempt, planned));
    if (is_shown) return Ok();
    if (read == kVschemaReads || attempt.Has(Defect::kStaleVschemaRead)) {
      return FailPermanently(
          Text(fmt::format("the VSchema of keyspace {} of the branch differs from the declared one",
                           planned.keyspace.view())));
    }
    RELAPSE_RETURN_IF_ERROR(attempt.Wait(kVschemaReadPoll));
    RELAPSE_RETURN_IF_ERROR(attempt.StopIfCancelled());
  }
}

}  // namespace

Status ApplyBranchVschema(const Attempt& attempt) {
  for (const KeyspacePlan& planned : attempt.plan().keyspaces) {
    if (planned.vschema.empty()) continue;
    RELAPSE_RETURN_IF_ERROR(VschemaChange(attempt, planned).Run());
  }
  return Ok();
}

Status ValidateBranchVschema(const Attempt& attempt) {
  for (const KeyspacePlan& planned : attempt.plan().keyspaces) {
    if (planned.vschema.empty()) continue;
    RELAPSE_RETURN_IF_ERROR(AwaitPlanned(attempt, planned));
  }
  return Ok();
}

}  // namespace relapse::planetscale

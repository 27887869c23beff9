#include "orchestration/planetscale/branch_vschema.h"

#include <fmt/format.h>

#include <optional>

#include "orchestration/planetscale/branch_retry.h"
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
      RELAPSE_RETURN_IF_ERROR(pauses_.PauseAfter(done.error()));
    }
  }

 private:
  /// Replaces it whatever the branch shows: an answer may be older than the branch, which somebody
  /// deleted and we made again under its name. Repeating an update changes nothing.
  Status RunOnce() {
    if (attempt_.Has(Defect::kVschemaReadErrorIsEmpty)) {
      RELAPSE_ASSIGN(const bool is_shown, ShowsPlanned(attempt_, planned_));
      if (is_shown) return Ok();
    }
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

  const Attempt& attempt_;
  const KeyspacePlan& planned_;
  /// Never told of progress: a read that succeeds says nothing about the update.
  BranchRetry pauses_{attempt_, "a VSchema could not be changed"};
};

/// Whether a branch that is not ours shows main's VSchema, or the planned one.
Result<bool> ShowsNothingElse(const Attempt& attempt, const KeyspacePlan& planned) {
  RELAPSE_ASSIGN(const Vschema main,
                 attempt.api().Perform(GetKeyspaceVschema{.branch = attempt.plan().main_branch,
                                                          .keyspace = planned.keyspace},
                                       attempt.WithStop()));
  RELAPSE_ASSIGN(const Vschema shown,
                 attempt.api().Perform(GetKeyspaceVschema{.branch = attempt.metadata().branch_name,
                                                          .keyspace = planned.keyspace},
                                       attempt.WithStop()));
  const std::optional<Text> have = vitess::NormaliseVschema(shown.raw);
  return have == vitess::NormaliseVschema(main.raw) ||
         (!planned.vschema.empty() && have == vitess::NormaliseVschema(planned.vschema));
}

/// Reads until `shows` is true of the keyspace.
template <class Shows>
Status Await(const Attempt& attempt, const KeyspacePlan& planned, const Shows& shows) {
  for (int read = 1;; ++read) {
    RELAPSE_ASSIGN(const bool is_shown, shows(attempt, planned));
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
    RELAPSE_RETURN_IF_ERROR(Await(attempt, planned, ShowsPlanned));
  }
  return Ok();
}

Status CheckOnlyPlannedVschema(const Attempt& attempt) {
  for (const KeyspacePlan& planned : attempt.plan().keyspaces) {
    RELAPSE_RETURN_IF_ERROR(Await(attempt, planned, ShowsNothingElse));
  }
  return Ok();
}

}  // namespace relapse::planetscale

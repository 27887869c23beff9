// What the API says when it refuses (spec/planetscale-api.md section 2.5), texts as LocalScale's
// or, where only the real service refuses, as its. Each is built once.
#ifndef FAKES_PLANETSCALE_REFUSALS_H_
#define FAKES_PLANETSCALE_REFUSALS_H_

#include <optional>

#include "fakes/planetscale/provider_state.h"
#include "harness/core/error_kind.h"

namespace relapse::planetscale::refusals {

Error RequestNotFound(std::int64_t number);
Error BranchNotFound();
Error KeyspaceNotFound();

Error StillBeingPrepared();
Error ApprovalRequired();
Error AlreadyDeployed();
Error IsClosed();
Error OtherIsActive(const RequestRecord& other);
Error CannotBeDeployed();
Error StillValidating();
Error NotInstantEligible();

Error CannotCancel(DeploymentState state);
Error CannotCutOver(DeploymentState state);
Error CannotRevert(DeploymentState state);
Error CannotSkipRevert(DeploymentState state);
Error NothingToComplete(DeploymentState state);
Error NotStaged();
Error CutoverFailed();
Error HasBeenDeployed();
Error AlreadyClosed();

/// No refusal: the API itself got no answer, and says a time-out.
Error NoAnswerInTime();

Error NameTaken();
Error BadBranchName();
Error BranchNotReady();
Error DeploymentInProgress();
Error MainCannotBeDeleted();
Error TargetNotSafe();
Error DuplicateRequest();
Error KeyspaceMissing();
Error InvalidVschema();
Error BadThrottleRatio();

/// A 503 whose text holds a word that means something else under another code (E26).
Error OutOfOrder();

Error AccessDenied();     ///< MySQL 1045
Error UnknownDatabase();  ///< MySQL 1049
Error NoSuchTable();      ///< MySQL 1146
Error SnapshotInProgress();

}  // namespace relapse::planetscale::refusals

#endif  // FAKES_PLANETSCALE_REFUSALS_H_

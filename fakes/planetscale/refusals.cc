#include "fakes/planetscale/refusals.h"

#include <fmt/format.h>

#include <array>

namespace relapse::planetscale::refusals {

namespace {

using StateTexts = std::array<Text, kDeploymentStateCount>;

/// One text for every state: `before` STATE `after`.
StateTexts TextsOf(std::string_view before, std::string_view after) {
  StateTexts texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto state = static_cast<DeploymentState>(i);
    texts[i] = Text(fmt::format("{}{}{}", before, EnumName(state), after));
  }
  return texts;
}

Text Pick(const StateTexts& texts, DeploymentState state) {
  return texts[static_cast<std::size_t>(state)];
}

}  // namespace

Error RequestNotFound(std::int64_t number) {
  return Error{&kNotFound, Text(fmt::format("deploy request not found: {}", number))};
}
Error BranchNotFound() {
  static const Text kMessage("branch not found");
  return Error{&kNotFound, kMessage};
}
Error KeyspaceNotFound() {
  static const Text kMessage("keyspace not found");
  return Error{&kNotFound, kMessage};
}

Error StillBeingPrepared() {
  static const Text kMessage("deploy request is still being prepared");
  return Error{&kConflict, kMessage};
}
Error ApprovalRequired() {
  static const Text kMessage("Deploy request must be approved before deploying.");
  return Error{&kPermission, kMessage};
}
Error AlreadyDeployed() {
  static const Text kMessage("deploy request already deployed");
  return Error{&kConflict, kMessage};
}
Error IsClosed() {
  static const Text kMessage("deploy request is closed");
  return Error{&kConflict, kMessage};
}
Error OtherIsActive(const RequestRecord& other) {
  return Error{&kConflict,
               Text(fmt::format("deploy request {} is still active (state: {})", other.wire.number,
                                EnumName(other.wire.deployment_state)))};
}
Error CannotBeDeployed() {
  static const Text kMessage("This deploy request cannot be deployed");
  return Error{&kConflict, kMessage};
}
Error StillValidating() {
  static const Text kMessage(
      "We're currently validating that these changes are safe to deploy. Please try again in a few "
      "moments.");
  return Error{&kUnprocessable, kMessage};
}
Error NotInstantEligible() {
  static const Text kMessage("This deploy request is not eligible for instant deployment");
  return Error{&kUnprocessable, kMessage};
}

Error CannotCancel(DeploymentState state) {
  static const StateTexts kTexts = TextsOf("cannot cancel: deploy request is in state \"", "\"");
  return Error{&kConflict, Pick(kTexts, state)};
}
Error CannotCutOver(DeploymentState state) {
  static const StateTexts kTexts =
      TextsOf("cannot cutover: deploy request is in state \"", "\", expected pending_cutover");
  return Error{&kConflict, Pick(kTexts, state)};
}
Error CannotRevert(DeploymentState state) {
  static const StateTexts kTexts = TextsOf("cannot revert: deploy request is in state \"",
                                           "\", expected complete_pending_revert");
  return Error{&kConflict, Pick(kTexts, state)};
}
Error CannotSkipRevert(DeploymentState state) {
  static const StateTexts kTexts = TextsOf("cannot skip revert: deploy request is in state \"",
                                           "\", expected complete_pending_revert");
  return Error{&kConflict, Pick(kTexts, state)};
}
Error NothingToComplete(DeploymentState state) {
  static const StateTexts kTexts =
      TextsOf("cannot complete: deploy request is in state \"", "\", expected an error");
  return Error{&kConflict, Pick(kTexts, state)};
}
Error NotStaged() {
  static const Text kMessage("Deploy request changes have not been staged yet");
  return Error{&kConflict, kMessage};
}
Error CutoverFailed() {
  static const Text kMessage("The deployment could not be completed");
  return Error{&kUnprocessable, kMessage};
}
Error HasBeenDeployed() {
  static const Text kMessage("cannot close: deploy request has been deployed");
  return Error{&kConflict, kMessage};
}
Error AlreadyClosed() {
  static const Text kMessage("deploy request is already closed");
  return Error{&kConflict, kMessage};
}

Error NoAnswerInTime() {
  static const Text kMessage("the database did not answer in time");
  return Error{&kTimeout, kMessage};
}

Error NameTaken() {
  static const Text kMessage("Name has already been taken");
  return Error{&kConflict, kMessage};
}
Error BadBranchName() {
  static const Text kMessage("branch name must match [A-Za-z0-9._-]+");
  return Error{&kInvalid, kMessage};
}
Error BranchNotReady() {
  static const Text kMessage("branch is not ready");
  return Error{&kConflict, kMessage};
}
Error DeploymentInProgress() {
  static const Text kMessage("Branch cannot be deleted while a deployment is in progress");
  return Error{&kUnprocessable, kMessage};
}
Error MainCannotBeDeleted() {
  static const Text kMessage("The default branch cannot be deleted");
  return Error{&kPermission, kMessage};
}
Error TargetNotSafe() {
  static const Text kMessage("into_branch must be a branch with safe migrations enabled");
  return Error{&kInvalid, kMessage};
}
Error DuplicateRequest() {
  static const Text kMessage("A deploy request for this branch is open already");
  return Error{&kConflict, kMessage};
}
Error InvalidVschema() {
  static const Text kMessage("invalid VSchema JSON");
  return Error{&kInvalid, kMessage};
}
Error BadThrottleRatio() {
  static const Text kMessage("throttle_ratio must be between 0.0 and 0.95");
  return Error{&kInvalid, kMessage};
}
Error KeyspaceMissing() {
  static const Text kMessage("keyspace query parameter required");
  return Error{&kInvalid, kMessage};
}

Error OutOfOrder() {
  static const Text kMessage("503 Service Unavailable: no upstream approved by the health check");
  return Error{&kTransient, kMessage};
}

Error AccessDenied() {
  static const Text kMessage("Access denied for user");
  return Error{&kSql, kMessage, 1045};
}
Error UnknownDatabase() {
  static const Text kMessage("Unknown database");
  return Error{&kSql, kMessage, 1049};
}
Error NoSuchTable() {
  static const Text kMessage("Table doesn't exist");
  return Error{&kSql, kMessage, 1146};
}
Error SnapshotInProgress() {
  static const Text kMessage("schema snapshot is in progress");
  return Error{&kSql, kMessage, 1105};
}

}  // namespace relapse::planetscale::refusals

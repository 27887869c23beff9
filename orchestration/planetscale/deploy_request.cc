#include "orchestration/planetscale/deploy_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "orchestration/planetscale/bounded_wait.h"
#include "orchestration/planetscale/branch_cleanup.h"
#include "orchestration/planetscale/branch_setup.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/operator_branch.h"
#include "orchestration/planetscale/request_state.h"

namespace relapse::planetscale {

bool IsOfThisApply(const Attempt& attempt, const DeployRequest& request) {
  // A server may ignore a list's filters: compare exactly.
  return request.branch == attempt.metadata().branch_name &&
         request.into_branch == attempt.plan().main_branch &&
         request.number > attempt.metadata().earlier_requests && IsOurs(attempt, request.actor);
}

Result<std::optional<DeployRequest>> FindOwnRequest(const Attempt& attempt) {
  if (attempt.Has(Defect::kOrphanDeployRequest)) return std::nullopt;
  RELAPSE_ASSIGN(
      std::vector<DeployRequest> requests,
      attempt.api().Perform(ListDeployRequests{.branch = attempt.metadata().branch_name,
                                               .into_branch = attempt.plan().main_branch},
                            attempt.WithStop()));
  std::erase_if(requests,
                [&](const DeployRequest& request) { return !IsOfThisApply(attempt, request); });
  const auto open = std::ranges::find_if_not(requests, IsClosed);
  if (open != requests.end()) return *open;
  // The newest of those that have ended: the list begins with it.
  if (requests.empty() || attempt.Has(Defect::kDeployedRequestNotFound)) return std::nullopt;
  return requests.front();
}

Status StoreRequest(Attempt& attempt, const DeployRequest& request) {
  ResumeMetadata next = attempt.metadata();
  next.deploy_request_id = request.number;
  next.deploy_request_url = request.html_url;
  next.deferred_deploy =
      attempt.options().defer_deploy && !attempt.Has(Defect::kDeferredFlagOnlyReturned);
  if (attempt.is_resuming() && attempt.Has(Defect::kResumePersistsDrIdLate)) {
    attempt.KeepInMemory(std::move(next));  // stored later, with the decision to deploy
    return Ok();
  }
  return attempt.SaveMetadata(std::move(next));
}

Result<DeployRequest> OpenRequest(Attempt& attempt) {
  RELAPSE_ASSIGN(std::optional<DeployRequest> found, FindOwnRequest(attempt));
  if (!found) {
    RELAPSE_RETURN_IF_ERROR(attempt.ConfirmClaim());
    const bool deletes_any =
        attempt.is_resuming() && attempt.Has(Defect::kResumeDeletesOperatorBranch);
    Result<DeployRequest> created = attempt.api().Perform(
        CreateDeployRequest{.branch = attempt.metadata().branch_name,
                            .into_branch = attempt.plan().main_branch,
                            .notes = Text(),
                            // Left out of the JSON, a false is a true.
                            .auto_cutover = !attempt.options().defer_cutover ||
                                            attempt.Has(Defect::kAutoCutoverFalseOmitted),
                            .auto_delete_branch = !UsesOperatorsBranch(attempt) || deletes_any},
        attempt.WithStop());
    if (created.ok()) {
      found = std::move(*created);
    } else {
      const ErrorClass error_class = Classify(created.error());
      if (error_class == ErrorClass::kFinal || error_class == ErrorClass::kApprovalRequired) {
        return FailPermanently("creating the deploy request was refused", created.error());
      }
      if (error_class == ErrorClass::kStopped) return created;
      if (attempt.Has(Defect::kCreateResponseLostBranchDeleted)) {
        RELAPSE_RETURN_IF_ERROR(DeleteOwnBranch(attempt, attempt.WithStop(kCleanupTimeout)));
        return created;
      }
      // It may exist all the same.
      RELAPSE_ASSIGN(found, FindOwnRequest(attempt));
      if (!found && error_class == ErrorClass::kRefused && UsesOperatorsBranch(attempt)) {
        // The operator's own request is open, and the service takes one at a time.
        return FailPermanently("creating the deploy request was refused", created.error());
      }
      if (!found) return created;
    }
  }
  RELAPSE_RETURN_IF_ERROR(StoreRequest(attempt, *found));
  return *found;
}

Result<DeployRequest> AwaitDiff(Attempt& attempt, DeployRequest request) {
  const bool ignores_stop = attempt.is_resuming() && attempt.Has(Defect::kResumePollIgnoresCancel);
  const CallOptions options = ignores_stop ? CallOptions{} : attempt.WithStop();
  const bool is_unbounded = attempt.Has(Defect::kPendingPollUnbounded);
  static const Text kWhat("waiting for the deploy request's diff");
  BoundedWait wait(attempt, is_unbounded ? std::nullopt : std::optional<DurationMs>(kPendingBound),
                   kWhat, options);
  int errors_in_a_row = 0;
  while (request.deployment_state == DeploymentState::kPending && !IsClosed(request)) {
    RELAPSE_RETURN_IF_ERROR(
        wait.Next(wait.elapsed() < kHeartbeat ? kPendingPoll : kPendingSlowPoll));
    const Result<DeployRequest> answer =
        attempt.api().Perform(GetDeployRequest{.number = request.number}, options);
    if (answer.ok()) {
      request = *answer;
      errors_in_a_row = 0;
      continue;
    }
    const std::int64_t number = attempt.Has(Defect::kPendingPollNilDeref)
                                    ? answer.value().number  // of the answer that is not there
                                    : request.number;
    attempt.Log(Text(fmt::format("reading deploy request #{} failed", number)));
    if (Classify(answer.error()) != ErrorClass::kTransient ||
        ++errors_in_a_row == kPollErrorsInARow) {
      return answer;
    }
  }
  return request;
}

Status CloseRequest(const Attempt& attempt, std::int64_t number, const CallOptions& options) {
  const Result<DeployRequest> closed =
      attempt.api().Perform(CloseDeployRequest{.number = number}, options);
  if (closed.ok() || closed.error().Is(kNotFound)) return Ok();
  if (closed.error().Is(kCancelled)) return Fail(closed.error());
  const Result<DeployRequest> request =
      attempt.api().Perform(GetDeployRequest{.number = number}, options);
  if (!request.ok()) return request.error().Is(kNotFound) ? Ok() : Fail(request.error());
  if (WasDeployed(*request)) return Fail(kConflict, "the deploy request was deployed");
  return IsClosed(*request) ? Ok() : Fail(closed.error());
}

Status ParkForStart(Attempt& attempt) {
  if (attempt.metadata().deferred_deploy) return Ok();
  ResumeMetadata next = attempt.metadata();
  next.deferred_deploy = true;
  return attempt.SaveMetadata(std::move(next));
}

Text FailureReason(const DeployRequest& request) {
  std::string reason = fmt::format("deploy request #{} ended in {}", request.number,
                                   EnumName(request.deployment_state));
  for (const Text lint_error : request.deployment.lint_errors) reason += "; " + lint_error.str();
  return Text(reason);
}

}  // namespace relapse::planetscale

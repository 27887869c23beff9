#include "orchestration/planetscale/deploy.h"

#include <algorithm>
#include <optional>

#include "orchestration/planetscale/baseline.h"
#include "orchestration/planetscale/bounded_wait.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/deploy_request.h"
#include "orchestration/planetscale/discovery.h"
#include "orchestration/planetscale/request_state.h"
#include "schema/mysql/schema.h"

namespace relapse::planetscale {

namespace {

/// With a deferred cutover, a request that would cut over by itself is not deployed, by nobody: it
/// is closed before the apply is settled as failed. False: somebody else has deployed it, so that
/// there is nothing left to verify.
Result<bool> VerifyCutoverHeld(const Attempt& attempt, std::int64_t number) {
  for (int read = 1;; ++read) {
    const Result<DeployRequest> request =
        attempt.api().Perform(GetDeployRequest{.number = number}, attempt.WithStop());
    Status failed = request.ok() ? Ok() : Fail(request.error());
    if (request.ok()) {
      if (WasDeployed(*request) && !attempt.Has(Defect::kHoldReadOverlooksDeploy)) return false;
      if (!request->deployment.auto_cutover) return true;
      if (!attempt.Has(Defect::kUnheldRequestLeftOpen)) {
        failed = CloseRequest(attempt, number, attempt.WithStop());
      }
      if (failed.ok()) return FailPermanently(Text(kUnheldReason));
    }
    // Unreadable counts as not held: no deploy in this attempt.
    if (failed.error().Is(kCancelled) || read == kHoldReads) return Fail(failed.error());
    RELAPSE_RETURN_IF_ERROR(attempt.Wait(kHoldReadPoll));
  }
}

bool DecidesInstant(const Attempt& attempt, const DeployRequest& request) {
  if (attempt.is_resuming() && attempt.Has(Defect::kInstantDecisionLost)) return false;
  const bool defers_cutover =
      attempt.options().defer_cutover && !attempt.Has(Defect::kInstantBypassesDeferredCutover);
  return UsesInstantDdl(request.deployment.instant_ddl_eligible, defers_cutover,
                        attempt.plan().keyspaces);
}

/// Makes durable what the time after the deploy relies on. False: somebody else's deploy was first,
/// so that there is nothing to decide and a baseline would hold our own context.
Result<bool> StoreDecision(Attempt& attempt, const DeployRequest& request) {
  ResumeMetadata next = attempt.metadata();
  next.is_instant = attempt.Has(Defect::kInstantFromEligibility)
                        ? request.deployment.instant_ddl_eligible
                        : DecidesInstant(attempt, request);
  // A baseline is captured once: a deploy whose answer was lost may have begun since.
  if (!next.baseline_captured) {
    RELAPSE_ASSIGN(next.existing_migration_contexts, CaptureBaseline(attempt, request.created_at));
    next.baseline_captured = true;
    if (!attempt.Has(Defect::kBaselineAfterDeploy)) {
      RELAPSE_ASSIGN(
          const DeployRequest now,
          attempt.api().Perform(GetDeployRequest{.number = request.number}, attempt.WithStop()));
      if (WasDeployed(now)) return false;
    }
  }
  if (attempt.is_resuming() && attempt.Has(Defect::kBranchResumeBaselineNotPersisted)) {
    attempt.KeepInMemory(std::move(next));
    return true;
  }
  RELAPSE_RETURN_IF_ERROR(attempt.SaveMetadata(std::move(next)));
  return true;
}

/// POST deploy until it is known to be accepted, or known to be impossible.
class DeployCall {
 public:
  DeployCall(Attempt& attempt, const DeployRequest& request)
      : attempt_(attempt), number_(request.number), is_instant_(DecidesInstant(attempt, request)) {}

  /// The request as last seen: deployed, or no longer deployable.
  Result<DeployRequest> Run() {
    for (;;) {
      const Result<DeployRequest> answer = attempt_.api().Perform(
          DeployDeployRequest{.number = number_, .instant_ddl = is_instant_}, attempt_.WithStop());
      if (answer.ok()) return answer;
      RELAPSE_ASSIGN(const Next next, Consider(answer.error()));
      if (next == Next::kReadBack) {
        RELAPSE_ASSIGN(const DeployRequest now, ReadBack());
        if (!IsDeployable(now)) return now;
        if (attempt_.is_resuming() && attempt_.Has(Defect::kResumeDeployNoRetry)) {
          return FailPermanently("the deploy failed", answer.error());
        }
        if (failures_ >= kTransientAttempts) return answer;
        RELAPSE_RETURN_IF_ERROR(attempt_.Wait(NormalPause(failures_ - 1)));
      }
    }
  }

 private:
  enum class Next {
    kCallAgain,  ///< nothing happened, and the pause is over
    kReadBack,   ///< only the request itself says what happened
  };

  Result<Next> Consider(const Error& error) {
    ErrorClass error_class = Classify(error);
    if (attempt_.Has(Defect::kApprovalSubstring) && error.message.contains("approved")) {
      error_class = ErrorClass::kApprovalRequired;
    }
    if (error_class == ErrorClass::kOtherDeployActive &&
        attempt_.Has(Defect::kOtherDeploySpendsRetries)) {
      error_class = ErrorClass::kRefused;
    }
    switch (error_class) {
      case ErrorClass::kOtherDeployActive:
        RELAPSE_RETURN_IF_ERROR(AwaitOtherDeploy());
        return Next::kCallAgain;
      case ErrorClass::kStillValidating:
        if (attempt_.Has(Defect::kStillValidatingCountedAsTransient)) {
          return CountTransient(error);
        }
        RELAPSE_RETURN_IF_ERROR(AwaitValidation(error));
        return Next::kCallAgain;
      case ErrorClass::kApprovalRequired:
        return FailPermanently("deploy requests need an approval, which is not supported", error);
      case ErrorClass::kFinal:
        return FailPermanently("the deploy was refused", error);
      case ErrorClass::kStopped:
      case ErrorClass::kNotFound:
        return Fail(error);
      default:
        break;
    }
    ++failures_;
    // Refused at once: another driver's deploy came first, which is taken for the end of this one.
    if (error_class == ErrorClass::kRefused && failures_ == 1 &&
        attempt_.Has(Defect::kDoubleResumeDoubleDeploy)) {
      return FailPermanently("the deploy was refused", error);
    }
    if (!attempt_.Has(Defect::kAmbiguousDeployResponse)) return Next::kReadBack;
    // Called again without looking; a refusal is taken at its word.
    if (error_class == ErrorClass::kRefused || failures_ == kTransientAttempts) {
      return FailPermanently("the deploy failed", error);
    }
    RELAPSE_RETURN_IF_ERROR(attempt_.Wait(NormalPause(failures_ - 1)));
    return Next::kCallAgain;
  }

  /// Three in a row are the end, whatever they say.
  Result<Next> CountTransient(const Error& error) {
    if (++failures_ == kTransientAttempts) return FailPermanently("the deploy failed", error);
    RELAPSE_RETURN_IF_ERROR(attempt_.Wait(NormalPause(failures_ - 1)));
    return Next::kCallAgain;
  }

  /// The provider's validation has its own budget: it spends none of the failures.
  Status AwaitValidation(const Error& error) {
    failures_ = 0;  // it answers: what failed before was no outage
    if (!validation_) {
      validation_.emplace(attempt_, std::nullopt, "waiting for the provider's validation");
    }
    if (validation_->elapsed() >= kValidationBound) return Fail(error);
    return validation_->Next(kValidationPoll);
  }

  /// Neither does the deployment that holds the database's one slot (spec/planetscale-api.md
  /// section 2.6): it goes on for as long as it takes, and nothing is wrong with ours.
  Status AwaitOtherDeploy() {
    failures_ = 0;
    if (!other_deploy_) {
      other_deploy_.emplace(attempt_, kOtherDeployBound,
                            "waiting for another deployment of the database");
    }
    return other_deploy_->Next(other_deploy_->elapsed() < kHeartbeat ? kOtherDeployPoll
                                                                     : kOtherDeploySlowPoll);
  }

  Result<DeployRequest> ReadBack() {
    for (;;) {
      Result<DeployRequest> now =
          attempt_.api().Perform(GetDeployRequest{.number = number_}, attempt_.WithStop());
      if (now.ok() || Classify(now.error()) != ErrorClass::kTransient ||
          ++failures_ >= kTransientAttempts) {
        return now;
      }
      RELAPSE_RETURN_IF_ERROR(attempt_.Wait(NormalPause(failures_ - 1)));
    }
  }

  Attempt& attempt_;
  std::int64_t number_;
  bool is_instant_;
  int failures_ = 0;
  std::optional<BoundedWait> validation_;
  std::optional<BoundedWait> other_deploy_;
};

}  // namespace

bool UsesInstantDdl(bool is_eligible, bool defers_cutover,
                    std::span<const KeyspacePlan> keyspaces) {
  return is_eligible && !defers_cutover &&
         std::ranges::none_of(keyspaces, [](const KeyspacePlan& keyspace) {
           return std::ranges::any_of(keyspace.statements, mysql::DestroysData);
         });
}

Status Deploy(Attempt& attempt, const DeployRequest& request) {
  const bool is_trusted =
      attempt.Has(Defect::kCutoverHoldNotVerified) ||
      (attempt.is_resuming() && attempt.Has(Defect::kRecoveredCutoverHoldUnverified));
  if (attempt.options().defer_cutover && !is_trusted) {
    RELAPSE_ASSIGN(const bool is_held, VerifyCutoverHeld(attempt, request.number));
    if (!is_held) return Ok();
  }
  RELAPSE_ASSIGN(const bool is_ours_to_deploy, StoreDecision(attempt, request));
  if (!is_ours_to_deploy) return Ok();
  RELAPSE_ASSIGN(const DeployRequest deployed, DeployCall(attempt, request).Run());
  if (!WasDeployed(deployed)) return Ok();
  static const Text kAccepted("the deploy was accepted");
  attempt.Log(kAccepted);
  if (attempt.is_resuming() && attempt.Has(Defect::kContextIsApplyIdForever)) return Ok();
  return DiscoverAfterDeploy(attempt, request);
}

}  // namespace relapse::planetscale

#include "orchestration/planetscale/follow.h"

#include <string>

#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/deploy_request.h"
#include "orchestration/planetscale/discovery.h"
#include "orchestration/planetscale/progress.h"
#include "orchestration/planetscale/request_state.h"

namespace relapse::planetscale {

namespace {

/// Where the operator's command is waited for, or must not come too late.
bool IsGate(ApplyStatus status) {
  return status == ApplyStatus::kWaitingForDeploy || status == ApplyStatus::kWaitingForCutover ||
         status == ApplyStatus::kRevertWindow;
}

/// Whether rows move: before and after there is nothing to show but the state.
bool HasRowProgress(ApplyStatus status) {
  return status == ApplyStatus::kRunning || status == ApplyStatus::kWaitingForCutover ||
         status == ApplyStatus::kCuttingOver;
}

}  // namespace

Result<Outcome> Follower::Run() {
  for (int poll = 0;; ++poll) {
    RELAPSE_ASSIGN(const std::optional<DeployRequest> request, Read());
    if (request) {
      RELAPSE_RETURN_IF_ERROR(RecoverContext(*request));
      // What the provider says has ended comes before any command.
      const ApplyStatus status = StatusOf(*request);
      if (IsSettled(status) && unread_discoveries_ == 0) return Conclude(*request, status);
      if (!IsSettled(status)) {
        RELAPSE_RETURN_IF_ERROR(control_.NoteGate(*request));
        RELAPSE_RETURN_IF_ERROR(ShowProgress(*request));
        RELAPSE_RETURN_IF_ERROR(Steer(*request, poll));
      }
    }
    if (poll % kPollsPerHeartbeat == kPollsPerHeartbeat - 1) attempt_.Log("still following");
    RELAPSE_RETURN_IF_ERROR(
        attempt_.Wait(failed_polls_ > kFastOutagePolls ? kProgressOutagePoll : kProgressPoll));
  }
}

ApplyStatus Follower::StatusOf(const DeployRequest& request) const {
  const ApplyStatus status = planetscale::StatusOf(request, attempt_.metadata().deferred_deploy);
  if (status == ApplyStatus::kReverting && attempt_.Has(Defect::kRevertShownAsRunning)) {
    return ApplyStatus::kRunning;
  }
  return status;
}

Result<std::optional<DeployRequest>> Follower::Read() {
  if (attempt_.is_resuming() && attempt_.options().defer_cutover &&
      attempt_.Has(Defect::kNilResumePoll)) {
    attempt_.Show(ApplyStatus::kPending);  // asked about no request, the engine knows of none
    return std::nullopt;
  }
  Result<DeployRequest> request = attempt_.api().Perform(
      GetDeployRequest{.number = attempt_.metadata().deploy_request_id}, attempt_.WithStop());
  if (request.ok()) {
    failed_polls_ = 0;
    outage_since_.reset();
    return *std::move(request);
  }
  if (request.error().Is(kCancelled)) return Fail(request.error());
  if (request.error().Is(kNotFound)) {
    return FailPermanently("the deploy request is gone", request.error());
  }
  // An outage never decides the outcome: past its budget the attempt ends, to be tried again.
  const TimeMs now = attempt_.Now();
  if (!outage_since_) outage_since_ = now;
  if (now - *outage_since_ >= kProgressOutageBound) return Fail(request.error());
  ++failed_polls_;
  if (attempt_.Has(Defect::kFiveSecondOutageFailsApply) && failed_polls_ == kFastOutagePolls) {
    return FailPermanently("the deploy request cannot be read", request.error());
  }
  return std::nullopt;
}

Status Follower::RecoverContext(const DeployRequest& request) {
  if (!WasDeployed(request) || IsRealContext(attempt_.context())) return Ok();
  if (attempt_.Has(Defect::kLateRecoveryOnlyWhenEmpty) && !attempt_.context().empty()) return Ok();
  RELAPSE_ASSIGN(const bool was_read,
                 DiscoverOnce(attempt_, request, DiscoveryMoment::kAfterwards));
  // The end of the request waits for one look at the rows, but not for ever.
  const bool waits = !was_read && unread_discoveries_ < kDiscoveryPolls;
  unread_discoveries_ = waits ? unread_discoveries_ + 1 : 0;
  return Ok();
}

bool Follower::CanReadRows() const {
  return IsRealContext(attempt_.context()) && IsQuotable(attempt_.context());
}

Result<std::vector<MigrationRows>> Follower::ReadRows() const {
  std::vector<MigrationRows> rows;
  for (const KeyspacePlan& planned : attempt_.plan().keyspaces) {
    RELAPSE_ASSIGN(MigrationRows found,
                   attempt_.vtgate().Perform(ShowVitessMigrations{.keyspace = planned.keyspace,
                                                                  .like = attempt_.context()},
                                             attempt_.WithStop()));
    rows.push_back(std::move(found));
  }
  return rows;
}

Status Follower::ShowProgress(const DeployRequest& request) {
  const ApplyStatus status = StatusOf(request);
  if (HasRowProgress(status) && CanReadRows()) {
    const Result<std::vector<MigrationRows>> rows = ReadRows();
    if (rows.ok() && (CoversPlan(*rows, attempt_.plan().keyspaces, attempt_.context()) ||
                      attempt_.Has(Defect::kProgressOfWhatAnswers))) {
      const RowFilter filter =
          attempt_.Has(Defect::kLikeWildcards) ? RowFilter::kAsAnswered : RowFilter::kOwnContext;
      percent_ = AggregateProgress(*rows, attempt_.context(), filter).percent;
    } else if (!rows.ok() && rows.error().Is(kCancelled)) {
      return Fail(rows.error());
    }
  }
  if (status == ApplyStatus::kRevertWindow) percent_ = 100;
  attempt_.Show(status, percent_);
  return Ok();
}

Status Follower::Steer(const DeployRequest& request, int poll) {
  const bool is_at_gate = IsGate(StatusOf(request));
  if (!is_at_gate && poll % kPollsPerCommandCheck != 0) return Ok();
  RELAPSE_RETURN_IF_ERROR(attempt_.RefreshCommands());
  RELAPSE_ASSIGN(const bool has_acted, control_.Obey(request));
  return has_acted ? Ok() : control_.ActUnasked(request);
}

Result<Outcome> Follower::Conclude(const DeployRequest& request, ApplyStatus status) const {
  if (status == ApplyStatus::kCompleted && attempt_.IsCancelRequested() &&
      attempt_.Has(Defect::kCancelAfterComplete)) {
    return Outcome{.status = ApplyStatus::kCancelled, .reason = kCancelledReason};
  }
  // Nothing ran, and nobody wants another request in its place.
  if (status == ApplyStatus::kFailed && !WasDeployed(request) && attempt_.IsCancelRequested() &&
      !attempt_.Has(Defect::kFailedDiffOutdoesCancel)) {
    return Outcome{.status = ApplyStatus::kCancelled, .reason = kCancelledReason};
  }
  // Closed by a life that could not settle why.
  if (status == ApplyStatus::kCancelled && request.deployment_state == DeploymentState::kReady &&
      IsUnheld(request, attempt_.options()) && !attempt_.IsCancelRequested() &&
      !attempt_.Has(Defect::kUnheldRequestLeftOpen)) {
    return Outcome{.status = ApplyStatus::kFailed, .reason = Text(kUnheldReason)};
  }
  if (status != ApplyStatus::kFailed || attempt_.Has(Defect::kFailedWithoutReason)) {
    return Outcome{.status = status, .reason = Text()};
  }
  std::string reason = FailureReason(request).str();
  if (CanReadRows()) {
    const Result<std::vector<MigrationRows>> rows = ReadRows();
    if (rows.ok()) {
      for (const TableProgress& table : AggregateProgress(*rows, attempt_.context()).tables) {
        if (!table.message.empty()) reason += "; " + table.table.str() + ": " + table.message.str();
      }
    } else if (rows.error().Is(kCancelled)) {
      return Fail(rows.error());
    }
  }
  return Outcome{.status = status, .reason = Text(reason)};
}

}  // namespace relapse::planetscale

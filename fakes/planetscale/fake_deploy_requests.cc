#include <fmt/format.h>

#include <algorithm>

#include "fakes/planetscale/diff.h"
#include "fakes/planetscale/fake_planetscale.h"
#include "fakes/planetscale/processor.h"
#include "fakes/planetscale/refusals.h"
#include "fakes/planetscale/third_party.h"
#include "fakes/planetscale/transitions.h"
#include "fakes/vitess/online_ddl.h"

namespace relapse::planetscale {

namespace {

Text UrlOf(std::int64_t number) {
  static const std::array<Text, 8> kSmall = [] {
    std::array<Text, 8> urls;
    for (std::size_t i = 0; i < urls.size(); ++i) {
      urls[i] = Text(fmt::format("https://app.planetscale.com/acme/shop/deploy-requests/{}", i));
    }
    return urls;
  }();
  if (number < static_cast<std::int64_t>(kSmall.size())) {
    return kSmall[static_cast<std::size_t>(number)];
  }
  return Text(fmt::format("https://app.planetscale.com/acme/shop/deploy-requests/{}", number));
}

std::optional<Error> RefuseCreate(const World& world, const CreateDeployRequest& request) {
  const ProviderState& provider = world.Get<ProviderState>();
  const WorldParameters& parameters = world.Get<WorldParameters>();
  if (provider.FindBranch(request.branch) == nullptr) return refusals::BranchNotFound();
  if (request.into_branch != MainBranch()) {
    // No branch but main has safe migrations here.
    if (provider.FindBranch(request.into_branch) == nullptr) return refusals::BranchNotFound();
    return refusals::TargetNotSafe();
  }
  if (!parameters.main_safe_migrations) return refusals::TargetNotSafe();
  if (parameters.refuse_duplicate_deploy_request) {
    for (const RequestRecord& other : provider.requests) {
      if (other.wire.branch == request.branch && other.wire.state == RequestState::kOpen) {
        return refusals::DuplicateRequest();
      }
    }
  }
  return std::nullopt;
}

/// In the order of section 2.5.
std::optional<Error> RefuseDeploy(const World& world, const RequestRecord& request,
                                  bool instant_ddl) {
  const WorldParameters& parameters = world.Get<WorldParameters>();
  const DeployRequest& wire = request.wire;
  if (wire.deployment_state == DeploymentState::kPending && wire.state == RequestState::kOpen) {
    return refusals::StillBeingPrepared();
  }
  if (parameters.require_approval && !wire.approved) return refusals::ApprovalRequired();
  if (wire.deployed_at != kNoTime) return refusals::AlreadyDeployed();
  if (wire.state == RequestState::kClosed) return refusals::IsClosed();
  if (!parameters.queues_deploys) {
    const RequestRecord* active = OtherActive(world, request);
    if (active != nullptr) return refusals::OtherIsActive(*active);
  }
  if (request.deployable_at != kNoTime && world.now() < request.deployable_at) {
    return refusals::StillValidating();
  }
  if (instant_ddl && wire.deployment_state == DeploymentState::kReady &&
      !wire.deployment.instant_ddl_eligible) {
    return refusals::NotInstantEligible();
  }
  return std::nullopt;
}

bool Has(const World& world, ProviderDefect defect) {
  return world.Get<WorldParameters>().defects.Has(defect);
}

/// Takes the transition that `trigger` causes, or answers `refusal(state)`.
template <class Refusal>
Result<DeployRequest> Act(World& world, std::int64_t number, Trigger trigger,
                          const Refusal& refusal) {
  const RequestRecord* before = world.Get<ProviderState>().FindRequest(number);
  if (before == nullptr) return Fail(refusals::RequestNotFound(number));
  const Transition* transition = FindTransition(world, *before, trigger);
  if (transition == nullptr) return Fail(refusal(before->wire));
  ProviderState& provider = world.Mutate<ProviderState>();
  Take(world, provider, provider.Request(number), *transition);
  WakeProcessor(world, provider);
  DeployRequest answer = WireOf(world, provider.Request(number));
  if (Has(world, ProviderDefect::kAnswersWithoutDeployment)) answer.deployment = Deployment{};
  return answer;
}

bool Matches(const ListDeployRequests& request, const DeployRequest& wire) {
  static const Text kDeployed("deployed");
  if (!request.branch.empty() && request.branch != wire.branch) return false;
  if (!request.into_branch.empty() && request.into_branch != wire.into_branch) return false;
  if (request.state.empty()) return true;
  if (request.state == kDeployed) return wire.deployed_at != kNoTime;
  return request.state.view() == EnumName(wire.state);
}

}  // namespace

DeployRequest WireOf(const World& world, const RequestRecord& request) {
  DeployRequest wire = request.wire;
  if (request.deployable_at != kNoTime && world.now() < request.deployable_at) {
    wire.deployment.deployable = false;
  }
  if (wire.deployment_state == DeploymentState::kQueued && !request.submitted) {
    for (const RequestRecord& other : world.Get<ProviderState>().requests) {
      if (!IsAhead(other, request)) continue;
      wire.deployment.preceding_deployments.push_back(
          PrecedingDeployment{other.wire.number, other.wire.deployment_state});
    }
  }
  return wire;
}

Result<DeployRequest> FakePlanetScale::On(World& world, const CreateDeployRequest& request) const {
  if (auto refusal = RefuseCreate(world, request)) return Fail(*refusal);
  const WorldParameters& parameters = world.Get<WorldParameters>();
  ProviderState& provider = world.Mutate<ProviderState>();
  RequestRecord record;
  DeployRequest& wire = record.wire;
  wire.number = static_cast<std::int64_t>(provider.requests.size()) + 1;
  wire.branch = request.branch;
  wire.into_branch = request.into_branch;
  wire.html_url = UrlOf(wire.number);
  wire.actor = OurServiceToken();
  wire.created_at = world.now();
  wire.deployment.auto_cutover = request.auto_cutover || parameters.auto_cutover_ignored;
  wire.deployment.auto_delete_branch = request.auto_delete_branch;
  if (Has(world, ProviderDefect::kAutoCutoverInherited) && !provider.requests.empty()) {
    // Left out and false look the same on the wire: the last request's value is taken (B48).
    wire.deployment.auto_cutover =
        request.auto_cutover || provider.requests.back().wire.deployment.auto_cutover;
  }
  record.diff_at = world.now() + parameters.diff_delay_ms;
  provider.requests_created = Saturated(provider.requests_created + 1, 3);
  provider.last_created_at = world.now();
  provider.requests.push_back(record);
  MarkTaken(provider, "T1");
  HappenLaterAt(world, provider, HistoryTrigger::kRequestCreated);
  WakeProcessor(world, provider);
  NoticeRequest(world);
  GoOutOfOrderAt(world, OutageTrigger::kRequestCreated);
  return wire;
}

Result<std::vector<DeployRequest>> FakePlanetScale::On(World& world,
                                                       const ListDeployRequests& request) const {
  const ProviderState& provider = world.Get<ProviderState>();
  std::vector<DeployRequest> list;
  for (auto record = provider.requests.rbegin(); record != provider.requests.rend(); ++record) {
    const bool matches =
        Matches(request, record->wire) || Has(world, ProviderDefect::kListIgnoresFilters);
    if (matches) list.push_back(WireOf(world, *record));
  }
  return list;
}

Result<DeployRequest> FakePlanetScale::On(World& world, const GetDeployRequest& request) const {
  const RequestRecord* record = world.Get<ProviderState>().FindRequest(request.number);
  if (record == nullptr) return Fail(refusals::RequestNotFound(request.number));
  return WireOf(world, *record);
}

Result<DeployRequest> FakePlanetScale::On(World& world, const DeployDeployRequest& request) const {
  const RequestRecord* before = world.Get<ProviderState>().FindRequest(request.number);
  if (before == nullptr) return Fail(refusals::RequestNotFound(request.number));
  if (auto refusal = RefuseDeploy(world, *before, request.instant_ddl)) return Fail(*refusal);
  const Transition* transition = FindTransition(world, *before, Trigger::kDeploy);
  if (transition == nullptr) return Fail(refusals::CannotBeDeployed());
  ProviderState& provider = world.Mutate<ProviderState>();
  RequestRecord& record = provider.Request(request.number);
  if (transition->to) record.wire.deployment.instant_ddl = request.instant_ddl;
  Take(world, provider, record, *transition);
  WakeProcessor(world, provider);
  return WireOf(world, record);
}

Result<DeployRequest> FakePlanetScale::On(World& world, const CancelDeployRequest& request) const {
  if (Has(world, ProviderDefect::kCancelWaitsForEngine) &&
      !world.Get<VitessState>().Answers(world.now())) {
    return Fail(refusals::NoAnswerInTime());
  }
  return Act(world, request.number, Trigger::kCancel, [](const DeployRequest& wire) {
    return refusals::CannotCancel(wire.deployment_state);
  });
}

Result<DeployRequest> FakePlanetScale::On(World& world, const ApplyDeployRequest& request) const {
  const RequestRecord* record = world.Get<ProviderState>().FindRequest(request.number);
  if (record != nullptr && record->staged_at != kNoTime && world.now() < record->staged_at &&
      record->wire.deployment_state == DeploymentState::kPendingCutover) {
    const bool is_staging = world.Get<WorldParameters>().cutover_fails_ms == 0;
    return Fail(is_staging ? refusals::NotStaged() : refusals::CutoverFailed());
  }
  return Act(world, request.number, Trigger::kApplyDeploy, [](const DeployRequest& wire) {
    return refusals::CannotCutOver(wire.deployment_state);
  });
}

Result<DeployRequest> FakePlanetScale::On(World& world, const CloseDeployRequest& request) const {
  return Act(world, request.number, Trigger::kClose, [](const DeployRequest& wire) {
    return wire.deployed_at != kNoTime ? refusals::HasBeenDeployed() : refusals::AlreadyClosed();
  });
}

Result<DeployRequest> FakePlanetScale::On(World& world, const RevertDeployRequest& request) const {
  return Act(world, request.number, Trigger::kRevert, [](const DeployRequest& wire) {
    return refusals::CannotRevert(wire.deployment_state);
  });
}

Result<DeployRequest> FakePlanetScale::On(World& world,
                                          const SkipRevertDeployRequest& request) const {
  return Act(world, request.number, Trigger::kSkipRevert, [](const DeployRequest& wire) {
    return refusals::CannotSkipRevert(wire.deployment_state);
  });
}

Result<DeployRequest> FakePlanetScale::On(World& world, const CompleteDeploy& request) const {
  return Act(world, request.number, Trigger::kCompleteDeploy, [](const DeployRequest& wire) {
    return refusals::NothingToComplete(wire.deployment_state);
  });
}

Result<DeployRequest> FakePlanetScale::On(World& world, const SetAutoApply& request) const {
  const RequestRecord* before = world.Get<ProviderState>().FindRequest(request.number);
  if (before == nullptr) return Fail(refusals::RequestNotFound(request.number));
  if (FindTransition(world, *before, Trigger::kSetAutoApply) == nullptr) {
    return Fail(refusals::CannotCutOver(before->wire.deployment_state));
  }
  world.Mutate<ProviderState>().Request(request.number).wire.deployment.auto_cutover =
      request.enable;
  return Act(world, request.number, Trigger::kSetAutoApply, [](const DeployRequest& wire) {
    return refusals::CannotCutOver(wire.deployment_state);
  });
}

Status FakePlanetScale::On(World& world, const ReviewDeployRequest& request) const {
  const RequestRecord* before = world.Get<ProviderState>().FindRequest(request.number);
  if (before == nullptr) return Fail(refusals::RequestNotFound(request.number));
  if (before->wire.state == RequestState::kClosed) return Fail(refusals::IsClosed());
  if (!request.approved || before->wire.approved) return Ok();  // a comment changes nothing here
  if (Has(world, ProviderDefect::kApprovalNeverGiven)) return Ok();
  world.Mutate<ProviderState>().Request(request.number).wire.approved = true;
  return Ok();
}

Status FakePlanetScale::On(World& world, const ThrottleDeployRequest& request) const {
  constexpr std::int64_t kMostThrottled = 950;
  const RequestRecord* before = world.Get<ProviderState>().FindRequest(request.number);
  if (before == nullptr) return Fail(refusals::RequestNotFound(request.number));
  if (request.throttle_ratio < 0 || request.throttle_ratio > kMostThrottled) {
    return Fail(refusals::BadThrottleRatio());
  }
  // Of a deployment that is not under way there is nothing to slow down.
  if (!before->Active() || before->throttle_ratio == request.throttle_ratio) return Ok();
  world.Mutate<ProviderState>().Request(request.number).throttle_ratio = request.throttle_ratio;
  ThrottleAll(world.Mutate<VitessState>(), request.throttle_ratio, world.now());
  return Ok();
}

}  // namespace relapse::planetscale

#include "scenarios/planetscale/provider/client.h"

#include <algorithm>
#include <array>
#include <string>
#include <type_traits>

#include "fakes/planetscale/transitions.h"
#include "fakes/planetscale/world_builder.h"
#include "harness/core/enum_names.h"
#include "harness/effect/runtime.h"
#include "harness/simulation/gated_port.h"

namespace relapse::planetscale::provider {

namespace {

constexpr std::array<std::string_view, kClientCalls> kCalls{
    "create_branch", "execute_ddl", "create_request",  "deploy",         "cancel",
    "apply_deploy",  "close",       "delete_branch",   "list_open",      "look",
    "revert",        "skip_revert", "complete_deploy", "set_auto_apply", "approve",
    "throttle",      "refresh",     "update_vschema",  "read_vschema"};

class FakeNotes {
 public:
  Result<ClientNotes> On(World& world, const ReadNotes&) const { return world.Get<ClientNotes>(); }
  Status On(World& world, const WriteNotes& request) const {
    world.Mutate<ClientNotes>() = request.notes;
    return Ok();
  }
};
const FakeNotes& NotesServer() {
  static const FakeNotes server;
  return server;
}

class Client {
 public:
  Client(ProcessHandles& handles, const std::vector<ClientStep>& script,
         const std::vector<Text>& keyspaces)
      : api_(handles, PlanetScaleFront()),
        branches_(handles, BranchDatabaseServer()),
        store_(handles, NotesServer()),
        runtime_(handles.runtime(), handles.gate()),
        script_(script),
        keyspaces_(keyspaces),
        stop_(handles.stop()) {}

  int Run();

 private:
  /// A client polls once a tick, and loses patience after a minute.
  static constexpr int kMostPolls = 120;
  static constexpr int kMostTries = 4;

  template <class Request>
  Result<typename Request::Reply> Call(const Request& request);
  void Wait(DurationMs duration) {
    if (duration > 0) (void)runtime_.Perform(relapse::Wait{duration}, CallOptions{.stop = stop_});
  }
  std::int64_t& NumberOf(const ClientStep& step);
  Text KeyspaceOf(const ClientStep& step) const {
    return keyspaces_[static_cast<std::size_t>(step.keyspace) % keyspaces_.size()];
  }
  void WaitUntilShown(const ClientStep& step);
  void WaitUntilReady(Text branch);
  void Execute(const ClientStep& step);
  void Create(const ClientStep& step);
  void Make(const ClientStep& step);

  GatedPort<PlanetScaleApi, ApiFront> api_;
  GatedPort<BranchDatabase, FakeBranchDatabase> branches_;
  GatedPort<ClientStore, FakeNotes> store_;
  Interposed<Runtime> runtime_;
  const std::vector<ClientStep>& script_;
  const std::vector<Text>& keyspaces_;
  StopToken stop_;
  ClientNotes notes_;
};

bool IsWorthAnotherTry(const Error& error) {
  return error.Is(kTransient) || error.Is(kTimeout) || error.Is(kMalformed) ||
         error.Is(kRateLimited) || error.Is(kGatewayNotFound) || error.Is(kConnectionLost) ||
         error.Is(kUnprocessable);
}

template <class Request>
Result<typename Request::Reply> Client::Call(const Request& request) {
  for (int tries = 1;; ++tries) {
    Result<typename Request::Reply> reply = [&] {
      if constexpr (std::is_base_of_v<Handles<Request>, BranchDatabase>) {
        return branches_.port().Perform(request, CallOptions{});
      } else {
        return api_.port().Perform(request, CallOptions{});
      }
    }();
    if (reply.ok() || !IsWorthAnotherTry(reply.error()) || tries == kMostTries) return reply;
    Wait(kTickMs);
  }
}

std::int64_t& Client::NumberOf(const ClientStep& step) {
  const auto index = static_cast<std::size_t>(step.subject);
  if (notes_.numbers.size() <= index) notes_.numbers.resize(index + 1, 0);
  return notes_.numbers[index];
}

void Client::WaitUntilShown(const ClientStep& step) {
  if (step.until.empty()) return;
  DeploymentState wanted{};
  EnumFromName(step.until.view(), wanted);
  for (int poll = 0; poll < kMostPolls && !stop_.requested(); ++poll) {
    const auto shown = Call(GetDeployRequest{NumberOf(step)});
    if (!shown.ok()) return;
    if (shown->deployment_state == wanted || IsFinal(shown->deployment_state)) return;
    Wait(kTickMs);
  }
}

void Client::WaitUntilReady(Text branch) {
  for (int poll = 0; poll < kMostPolls && !stop_.requested(); ++poll) {
    const auto shown = Call(GetBranch{branch});
    if (!shown.ok() || shown->ready) return;
    Wait(kTickMs);
  }
}

void Client::Execute(const ClientStep& step) {
  const Text branch = BranchOf(step);
  WaitUntilReady(branch);
  const auto password = Call(CreateBranchPassword{branch, "admin", 3600});
  if (!password.ok()) return;
  const Credentials credentials{password->access_host_url, password->username,
                                password->plain_text};
  (void)Call(ExecuteDdl{credentials, KeyspaceOf(step), step.statement});
}

void Client::Create(const ClientStep& step) {
  const auto created = Call(CreateDeployRequest{BranchOf(step), MainBranch(), Text(),
                                                step.auto_cutover, step.auto_delete_branch});
  if (created.ok()) {
    NumberOf(step) = created->number;
  } else if (created.error().Is(kConflict)) {
    // There is one already: perhaps this client's own, whose number it did not live to note.
    const auto open = Call(ListDeployRequests{BranchOf(step), MainBranch(), "open"});
    if (open.ok() && !open->empty()) NumberOf(step) = open->front().number;
  }
}

void Client::Make(const ClientStep& step) {
  const std::int64_t number = NumberOf(step);
  switch (step.call) {
    case ClientCall::kCreateBranch:
      return (void)Call(CreateBranch{BranchOf(step), MainBranch(), "us-east"});
    case ClientCall::kExecuteDdl:
      return Execute(step);
    case ClientCall::kCreateRequest:
      return Create(step);
    case ClientCall::kDeploy:
      return (void)Call(DeployDeployRequest{number, step.instant});
    case ClientCall::kCancel:
      return (void)Call(CancelDeployRequest{number});
    case ClientCall::kApplyDeploy:
      return (void)Call(ApplyDeployRequest{number});
    case ClientCall::kClose:
      return (void)Call(CloseDeployRequest{number});
    case ClientCall::kDeleteBranch:
      return (void)Call(DeleteBranch{BranchOf(step)});
    case ClientCall::kListOpen:
      return (void)Call(ListDeployRequests{BranchOf(step), MainBranch(), "open"});
    case ClientCall::kLook:
      return (void)Call(GetDeployRequest{number});
    case ClientCall::kRevert:
      return (void)Call(RevertDeployRequest{number});
    case ClientCall::kSkipRevert:
      return (void)Call(SkipRevertDeployRequest{number});
    case ClientCall::kCompleteDeploy:
      return (void)Call(CompleteDeploy{number});
    case ClientCall::kSetAutoApply:
      return (void)Call(SetAutoApply{number, step.auto_cutover});
    case ClientCall::kApprove:
      return (void)Call(ReviewDeployRequest{number, true});
    case ClientCall::kThrottle:
      return (void)Call(ThrottleDeployRequest{number, step.throttle_ratio});
    case ClientCall::kRefresh:
      return (void)Call(RefreshBranchSchema{BranchOf(step)});
    case ClientCall::kUpdateVschema:
      WaitUntilReady(BranchOf(step));
      return (void)Call(UpdateKeyspaceVschema{BranchOf(step), KeyspaceOf(step), step.vschema});
    case ClientCall::kReadVschema:
      return (void)Call(GetKeyspaceVschema{BranchOf(step), KeyspaceOf(step)});
  }
}

int Client::Run() {
  const auto notes = store_.port().Perform(ReadNotes{});
  if (!notes.ok()) return kExitAgain;
  notes_ = *notes;
  while (notes_.next_step < std::ssize(script_)) {
    if (stop_.requested()) return kExitAgain;
    const ClientStep& step = script_[static_cast<std::size_t>(notes_.next_step)];
    WaitUntilShown(step);
    Wait(step.after);
    if (stop_.requested()) return kExitAgain;
    Make(step);
    ++notes_.next_step;
    notes_.finished = notes_.next_step == std::ssize(script_);
    if (!store_.port().Perform(WriteNotes{notes_}).ok()) return kExitAgain;
  }
  return kExitDone;
}

}  // namespace

std::string_view EnumName(ClientCall call) { return NameOf(kCalls, call); }
void EnumFromName(std::string_view name, ClientCall& call) { ReadName(kCalls, name, call); }

Text BranchOf(const ClientStep& step) {
  return step.branch.empty() ? Text("change-" + std::to_string(step.subject)) : step.branch;
}

int RunClient(ProcessHandles& handles, const std::vector<ClientStep>& script,
              const std::vector<Text>& keyspaces) {
  return Client(handles, script, keyspaces).Run();
}

std::vector<const EffectSpec*> ClientEffects() {
  return {&ReadNotes::kEffect, &WriteNotes::kEffect};
}

}  // namespace relapse::planetscale::provider

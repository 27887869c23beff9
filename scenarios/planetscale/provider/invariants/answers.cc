// P-ANSWER-WHOLE, P-LIST-AS-ASKED, P-AS-ASKED, P-NOT-FOUND-TRUTH and P-ERROR-NUMBERS
// (spec/planetscale-api.md sections 1.2, 7.13, 7.15 and 7.39): what a call answers is whole and
// true.
#include "orchestration/ports/branch_database.h"
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/provider/invariants/evidence.h"
#include "scenarios/planetscale/provider/invariants/invariants.h"

namespace relapse::planetscale::provider {

namespace {

class AnswerWholeInvariant final : public Invariant {
 public:
  AnswerWholeInvariant()
      : Invariant("P-ANSWER-WHOLE", PropertyForm::kAlways, {.effects = true},
                  "every answer holds the deployment, in the state that the request shows") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (observation.moment != Moment::kEffect) return;
    const EffectCall& call = *observation.call;
    JudgeAnswer(call.ReplyOf<CreateDeployRequest>(), judge);
    JudgeAnswer(call.ReplyOf<GetDeployRequest>(), judge);
    JudgeAnswer(call.ReplyOf<DeployDeployRequest>(), judge);
    JudgeAnswer(call.ReplyOf<CancelDeployRequest>(), judge);
    JudgeAnswer(call.ReplyOf<ApplyDeployRequest>(), judge);
    JudgeAnswer(call.ReplyOf<CloseDeployRequest>(), judge);
    JudgeAnswer(call.ReplyOf<RevertDeployRequest>(), judge);
    JudgeAnswer(call.ReplyOf<SkipRevertDeployRequest>(), judge);
    JudgeAnswer(call.ReplyOf<SetAutoApply>(), judge);
  }

 private:
  static void JudgeAnswer(const DeployRequest* answer, Judge& judge) {
    if (answer == nullptr || answer->deployment.state == answer->deployment_state) return;
    judge.Violate("deploy request #" + std::to_string(answer->number) + " is answered as " +
                  std::string(EnumName(answer->deployment_state)) + ", its deployment as " +
                  std::string(EnumName(answer->deployment.state)));
  }
};

class ListAsAskedInvariant final : public Invariant {
 public:
  ListAsAskedInvariant()
      : Invariant("P-LIST-AS-ASKED", PropertyForm::kAlways, {.effects = true},
                  "a list of deploy requests holds only what its filters let through") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (observation.moment != Moment::kEffect) return;
    const auto* list = observation.call->ReplyOf<ListDeployRequests>();
    if (list == nullptr) return;
    const ListDeployRequests& asked = *observation.call->As<ListDeployRequests>();
    for (const DeployRequest& one : *list) {
      const bool is_open = one.state == RequestState::kOpen;
      if ((asked.branch.empty() || asked.branch == one.branch) &&
          (asked.state != Text("open") || is_open)) {
        continue;
      }
      return judge.Violate("asked for requests of " + asked.branch.str() + ", deploy request #" +
                           std::to_string(one.number) + " of " + one.branch.str() +
                           (is_open ? "" : ", closed,") + " is listed");
    }
  }
};

class CutoverAsAskedInvariant final : public Invariant {
 public:
  CutoverAsAskedInvariant()
      : Invariant("P-AS-ASKED", PropertyForm::kAlways, {.effects = true},
                  "a request cuts over by itself exactly where its creation asked for it") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const auto* asked = Answered<CreateDeployRequest>(observation);
    if (asked == nullptr || observation.world.Get<WorldParameters>().auto_cutover_ignored) return;
    const DeployRequest* made = observation.call->ReplyOf<CreateDeployRequest>();
    if (made == nullptr || made->deployment.auto_cutover == asked->auto_cutover) return;
    judge.Violate("deploy request #" + std::to_string(made->number) +
                  (asked->auto_cutover ? " was to cut over by itself and does not"
                                       : " was to wait for a cutover and does not"));
  }
};

/// Of reads that are never answered from an earlier time.
class NotFoundTruthInvariant final : public Invariant {
 public:
  NotFoundTruthInvariant()
      : Invariant("P-NOT-FOUND-TRUTH", PropertyForm::kAlways, {.effects = true},
                  "no deploy request that is there is answered as not found") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const auto* asked = Answered<GetDeployRequest>(observation);
    if (asked == nullptr || observation.call->error() == nullptr) return;
    if (!observation.call->error()->Is(kNotFound)) return;
    if (ProviderOf(observation.world).FindRequest(asked->number) == nullptr) return;
    judge.Violate("deploy request #" + std::to_string(asked->number) +
                  " is there and is answered as not found");
  }
};

class ErrorNumbersInvariant final : public Invariant {
 public:
  ErrorNumbersInvariant()
      : Invariant("P-ERROR-NUMBERS", PropertyForm::kAlways, {.effects = true},
                  "MySQL's own error number reaches the client of a branch") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const auto* asked = Answered<ExecuteDdl>(observation);
    if (asked == nullptr || observation.call->error() == nullptr) return;
    const Error& told = *observation.call->error();
    const ProviderState& provider = ProviderOf(observation.world);
    const VitessState& vitess = VitessOf(observation.world);
    for (const BranchRecord& branch : provider.branches) {
      if (branch.access_host_url != asked->credentials.access_host_url) continue;
      for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
        if (vitess.keyspaces[i].name != asked->keyspace) continue;
        const Result<SchemaHandle> after = branch.schemas[i].Apply(asked->statement);
        if (after.ok() || after.error().message != told.message) continue;
        if (after.error().number == told.number) continue;
        judge.Violate("MySQL's error " + std::to_string(after.error().number) + " is answered as " +
                      std::to_string(told.number));
      }
    }
  }
};

}  // namespace

InvariantPointer AnswerWhole() { return std::make_unique<AnswerWholeInvariant>(); }
InvariantPointer ListAsAsked() { return std::make_unique<ListAsAskedInvariant>(); }
InvariantPointer CutoverAsAsked() { return std::make_unique<CutoverAsAskedInvariant>(); }
InvariantPointer NotFoundTruth() { return std::make_unique<NotFoundTruthInvariant>(); }
InvariantPointer ErrorNumbers() { return std::make_unique<ErrorNumbersInvariant>(); }

}  // namespace relapse::planetscale::provider

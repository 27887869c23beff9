#include "tests/scenarios/story.h"

#include "fakes/storage/claim_state.h"

#include <algorithm>

namespace relapse::planetscale {

namespace {

ApplySeed SeedWith(const ApplyOptions& options) {
  ApplySeed seed;
  seed.options = options;
  return seed;
}

}  // namespace

std::shared_ptr<const Reviewed> ReviewedOf(const WorldParameters& parameters) {
  return std::make_shared<const Reviewed>(PlanOf(DefaultWorkload(parameters), "plan"));
}

Story::Story(InvariantPointer invariant, const WorldParameters& parameters,
             const ApplyOptions& options)
    : invariant_(std::move(invariant)),
      world_(MakeWorld(parameters, SeedWith(options))),
      clock_(*this),
      fake_api_(world_, PlanetScaleFront()),
      fake_branches_(world_, BranchDatabaseServer()),
      fake_vtgate_(world_, VtGateServer()),
      fake_storage_(world_, StorageServer()),
      fake_events_(world_, StorageServer()),
      api_(fake_api_, *this),
      branches_(fake_branches_, *this),
      vtgate_(fake_vtgate_, *this),
      storage_(fake_storage_, *this),
      events_(fake_events_, *this),
      runtime_(clock_, *this) {
  faults_.last_fault_at = world_.now();
  Show(Observe(Moment::kStart));
}

Story& Story::Then(Outcome outcome, const ErrorKind& error) {
  outcome_ = outcome;
  error_ = &error;
  return *this;
}

Observation Story::Observe(Moment moment) const {
  Observation observation{.moment = moment, .world = world_, .faults = faults_};
  observation.incarnation = incarnation_;
  observation.process = role();
  observation.process_index = process_;
  observation.stop_requested = stop_requested_;
  return observation;
}

void Story::Show(const Observation& observation) {
  if (invariant_->interest().Covers(observation)) invariant_->Step(observation, memory_, judge_);
}

void Story::Pass(EffectCall& call) {
  const Outcome outcome = std::exchange(outcome_, Outcome::kNone);
  const Error error{error_, Text(error_->name), 0, true};
  const std::uint64_t changes_before = world_.change_count();
  if (outcome != Outcome::kNone) {
    ++faults_.fired;
    faults_.last_fault_at = world_.now();
  }
  Observation observation = Observe(Moment::kEffect);
  observation.executed = outcome != Outcome::kErrorBefore;
  observation.heard = outcome != Outcome::kCrashAfter;
  if (observation.executed) call.Execute();
  if (outcome == Outcome::kErrorBefore || outcome == Outcome::kErrorAfter) call.AnswerError(error);
  if (outcome == Outcome::kCancel) {
    stop_requested_ = true;
    observation.stop_requested = true;
  }
  observation.call = &call;
  observation.changed = world_.change_count() != changes_before;
  Show(observation);
  if (outcome == Outcome::kCrashAfter) StartsAgain();
}

Status Story::Clock::Perform(const Wait& wait, const CallOptions&) {
  World& world = story_.world_;
  const TimeMs wake = world.now() + wait.duration;
  while (world.now() < wake) {
    const std::uint64_t changes_before = world.change_count();
    world.AdvanceTo(std::min(wake, world.NextTimer()));
    if (world.change_count() == changes_before) continue;
    Observation observation = story_.Observe(Moment::kTimer);
    observation.changed = true;
    story_.Show(observation);
  }
  return Ok();
}

void Story::HasClaims() { world_.Add(ClaimState{{ClaimRecord{.apply_id = stored().apply_id}}}); }

void Story::Waits(DurationMs duration) { (void)Perform(Wait{duration}); }

void Story::StartsAgain() {
  Show(Observe(Moment::kCrash));
  ++incarnation_;
  stop_requested_ = false;
  Show(Observe(Moment::kStart));
}

void Story::Exits(int code) {
  Observation observation = Observe(Moment::kExit);
  observation.exit_code = code;
  Show(observation);
}

void Story::Rests() { Show(Observe(Moment::kRest)); }

void Story::SaveContext(Text context) {
  (void)Perform(SaveResumeState{stored().apply_id, context, stored().metadata});
}

void Story::PreparesBranch(Text name, int statements) {
  Save([&](ResumeMetadata& metadata) { metadata.branch_name = name; });
  (void)Perform(CreateBranch{name, "main", "us-east"});
  Waits(world_.Get<WorldParameters>().branch_ready_delay_ms);
  (void)Perform(CreateBranchPassword{name, "admin", 3600});
  const std::vector<Text> planned = stored().plan->keyspaces.front().statements;
  for (std::size_t i = 0; i < planned.size(); ++i) {
    if (statements >= 0 && i >= static_cast<std::size_t>(statements)) break;
    Executes(name, planned[i]);
  }
}

void Story::Executes(Text branch, Text statement) {
  const BranchRecord* record = world_.Get<ProviderState>().FindBranch(branch);
  RELAPSE_CHECK(record != nullptr, "no branch " + branch.str());
  const Credentials credentials{record->access_host_url, record->username, record->plain_text};
  (void)Perform(ExecuteDdl{credentials, stored().plan->keyspaces.front().keyspace, statement});
}

void Story::UpdatesVschema(Text branch) {
  const KeyspacePlan& planned = stored().plan->keyspaces.front();
  (void)Perform(UpdateKeyspaceVschema{branch, planned.keyspace, planned.vschema});
}

std::int64_t Story::CreatesRequest(Text branch) {
  CreateDeployRequest create{branch, "main", ""};
  create.auto_cutover = !stored().options.defer_cutover;
  const Result<DeployRequest> created = Perform(create);
  RELAPSE_CHECK(created.ok(), "the request was refused");
  Save([&](ResumeMetadata& metadata) {
    metadata.deploy_request_id = created->number;
    metadata.baseline_captured = true;
  });
  Waits(1000);
  return created->number;
}

void Story::Deploys(std::int64_t number) { (void)Perform(DeployDeployRequest{.number = number}); }

void Story::Settles(ApplyStatus outcome, Text reason) {
  (void)Perform(SettleApply{stored().apply_id, outcome, reason});
}

void Story::Completes() {
  PreparesBranch();
  Deploys(CreatesRequest());
  Waits(Seconds(1));
  SaveContext(TrueContext());
  Waits(Minutes(1));
  Settles(ApplyStatus::kCompleted);
}

Text Story::TrueContext() const {
  const RequestRecord* deployed = OurDeployed(world_);
  return deployed != nullptr ? deployed->migration_context : Text();
}

void Story::Commands(ControlOperation operation) {
  EnqueueControlRequest(world_, stored().apply_id, operation);
  Observation observation = Observe(Moment::kTimer);
  observation.changed = true;
  Show(observation);
}

}  // namespace relapse::planetscale

#include "scenarios/planetscale/instance.h"

#include <algorithm>

#include "fakes/planetscale/third_party.h"
#include "fakes/planetscale/world_builder.h"
#include "fakes/storage/claim_state.h"
#include "scenarios/bank/switches.h"
#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/invariants/invariants.h"
#include "scenarios/planetscale/invariants/reached.h"
#include "scenarios/planetscale/masks/masks.h"
#include "scenarios/planetscale/worker.h"

namespace relapse::planetscale {

namespace {

/// Times at which the provider does something that the apply did not ask for.
int ProviderEvents(const WorldParameters& world) {
  return std::any_of(world.history.begin(), world.history.end(), HappensLater) ? 1 : 0;
}

/// Kinds whose context a baseline keeps: they run when the world begins, or have just ended.
bool IsInBaseline(HistoricalKind kind) {
  return kind == HistoricalKind::kFinishedRecently || kind == HistoricalKind::kResurrected ||
         kind == HistoricalKind::kForeignRunning || kind == HistoricalKind::kRevertRunning ||
         kind == HistoricalKind::kUnderscoreSibling;
}

/// Whether, without faults, the change goes live and the apply completes.
bool Completes(const Parameters& parameters) {
  const OperatorScript script = parameters.operator_script;
  const bool gate_opens = (!parameters.options.defer_deploy || script == OperatorScript::kStart) &&
                          (!parameters.options.defer_cutover || script == OperatorScript::kCutover);
  return gate_opens && !OutcomeMayDiffer(parameters) && !MayFail(parameters);
}

/// How long a revert window stays open without a command.
DurationMs OpenWindow(const Parameters& parameters) {
  if (parameters.options.skip_revert) return 0;
  return std::min(parameters.world.revert_window_ms, parameters.options.revert_deadline_ms);
}

/// A change that is live with a revert window behind it, which an instant one has not.
bool OpensWindow(const Parameters& parameters) {
  const WorldParameters& world = parameters.world;
  return world.statements > 0 && world.workload != WorkloadKind::kInstant && !MayFail(parameters) &&
         !world.third_party && !parameters.options.defer_deploy &&
         !parameters.options.defer_cutover;
}

Reachable ReachableWith(const Parameters& parameters) {
  const WorldParameters& world = parameters.world;
  const OperatorScript script = parameters.operator_script;
  // Time enough for the operator to see the window, and for a poll to see the command.
  constexpr DurationMs kReaction = Seconds(2);
  const bool completes = Completes(parameters);
  const bool deploys = completes && world.statements > 0;
  // On the operator's branch the plan may have been run before.
  const bool is_run =
      !parameters.options.branch.empty() && world.taken_content == TakenContent::kPlanned;
  return {.partial_ddl = world.keyspaces * world.statements > 1 && !is_run,
          .requests = !FailureIsJustified(parameters),
          .completes = completes,
          .deploys = deploys,
          .operator_acts = deploys && script != OperatorScript::kNone,
          .baseline_rows = std::any_of(world.history.begin(), world.history.end(), IsInBaseline),
          .reverts = OpensWindow(parameters) && script == OperatorScript::kRevert &&
                     OpenWindow(parameters) >= kReaction,
          .closes_window = completes && OpensWindow(parameters) &&
                           OpenWindow(parameters) + kReaction <= world.revert_window_ms};
}

std::span<const Disturbance* const> DisturbancesIn(const WorldParameters& world) {
  const bool takes_name =
      !world.taken_branch_name.empty() && world.taken_when == TakenWhen::kAnytime;
  if (world.third_party && takes_name) return ThirdPartyAndNameTaking();
  if (takes_name) return NameTaking();
  return world.third_party ? ThirdParty() : std::span<const Disturbance* const>();
}

std::vector<std::string> MaskedFields(const Parameters& parameters) {
  if (OutcomeMayDiffer(parameters)) return {"**"};
  const WorldParameters& world = parameters.world;
  const bool begins_anywhen =
      world.history_trigger == HistoryTrigger::kRequestCreated || world.history_delay_ms > 0;
  const bool later_history = begins_anywhen && ProviderEvents(parameters.world) > 0;
  // How far a deployment comes before it fails depends on whose turn it is.
  if (later_history && world.fail_deploys > 0) return {"**"};
  std::vector<std::string> masked = masks::Times();
  const auto add_if = [&](bool applies, const std::vector<std::string>& more) {
    if (applies) masked.insert(masked.end(), more.begin(), more.end());
  };
  const bool deploys = Completes(parameters) && world.statements > 0;
  add_if(!deploys, masks::KeptBranch());
  const bool rests_quickly = !deploys || OpenWindow(parameters) < Seconds(1);
  add_if(rests_quickly, masks::QuickRest());
  add_if(!deploys && parameters.options.defer_deploy && world.validating_ms > 0,
         masks::Validating());
  add_if(!deploys && parameters.options.defer_cutover &&
             (world.not_staged_ms > 0 || world.cutover_fails_ms > 0),
         masks::Staging());
  add_if(MayFail(parameters), masks::Failure());
  add_if(world.fail_diffs > 0, masks::MadeAgain());
  add_if(MayFail(parameters) && parameters.options.defer_cutover, masks::FailingCutover());
  add_if(later_history, masks::LaterHistory());
  // An instant change rests as soon as it is live, and somebody else's may begin just before.
  add_if(later_history && !rests_quickly && world.workload == WorkloadKind::kInstant,
         masks::QuickRest());
  return masked;
}

class PlanetScaleInstance final : public Instance {
 public:
  PlanetScaleInstance(const Parameters& parameters, const DefectIds& defects,
                      const std::vector<Text>& drivers)
      : invariants_(InvariantsOf(parameters, !drivers.empty())), set_(Pointers(invariants_)) {
    const ApplySeed seed{.options = parameters.options};
    const DefectSwitches switches = SwitchesOf(defects);
    setup_ = {.apply_id = seed.apply_id,
              .defects = switches.in_component,
              .port_defects = switches.at_ports};
    model_ = PlanetScaleModel();
    model_.agents.push_back(&operator_);
    initial = World(&model_);
    AddPlanetScaleParts(initial, parameters.world, DefaultWorkload(parameters.world), seed);
    if (!drivers.empty()) {
      initial.Add(ClaimState{{ClaimRecord{.apply_id = seed.apply_id}}});
    }
    initial.Add(OperatorState{.apply_id = seed.apply_id, .script = AllCommands(parameters)});
    StartClock(initial);

    if (drivers.empty()) {
      static const Text kWorker("worker");
      system.processes.push_back(
          {kWorker, [this](ProcessHandles& handles) { return RunWorkerProcess(handles, setup_); }});
    }
    for (const Text driver : drivers) {
      system.processes.push_back({driver, [this, driver](ProcessHandles& handles) {
                                    return RunWorkerProcess(handles, setup_, driver);
                                  }});
    }
    system.invariants = &set_;
    system.rest = RestOf;
    system.rest_bound = ProviderTime(parameters) + kLongestRetry;
    system.shutdown_bound = kShutdownBound;
    rules.server_refuses_duplicates = parameters.world.refuse_duplicate_deploy_request;
    rules.disturbances = DisturbancesIn(parameters.world);
    masked_fields = MaskedFields(parameters);
    if (!drivers.empty()) {
      rules.pause_for = kPause;
      const auto mask = [this](const std::vector<std::string>& more) {
        masked_fields.insert(masked_fields.end(), more.begin(), more.end());
      };
      mask(masks::Claims());
      if (MayFail(parameters)) mask(masks::FailingClaims());
    }
    commands = static_cast<int>(initial.Get<OperatorState>().script.size());
    provider_events = ProviderEvents(parameters.world);
  }

 private:
  /// After the last fault of an outage: the longest pause before an attempt, 10 min, and the
  /// attempt.
  static constexpr DurationMs kLongestRetry = Minutes(20);
  /// "Promptly" (spec/planetscale-engine.md section 9.3): X8 blocks for 5 s and counts as a bug.
  static constexpr DurationMs kShutdownBound = Seconds(2);
  /// A paused driver's claim is stale when the other looks at it for the next time, which is when
  /// it may go on: the tightest race, and long enough to lose the claim wherever it stops.
  static constexpr DurationMs kPause = kClaimStaleAfter;

  static std::vector<InvariantPointer> InvariantsOf(const Parameters& parameters,
                                                    bool shares_apply) {
    const ReviewedPlan plan = PlanOf(DefaultWorkload(parameters.world), ApplySeed{}.plan_id);
    std::vector<InvariantPointer> all =
        AllInvariants({.reviewed = std::make_shared<const Reviewed>(plan),
                       .failure_is_justified = FailureIsJustified(parameters),
                       .provider_time = ProviderTime(parameters)});
    const auto add = [&all](std::vector<InvariantPointer> more) {
      for (InvariantPointer& one : more) all.push_back(std::move(one));
    };
    if (shares_apply) {
      // What one driver's lives must reach, they reach in the scenarios of one.
      add(ClaimInvariants());
    } else {
      add(AllReached(ReachableWith(parameters)));
    }
    return all;
  }
  static std::vector<const Invariant*> Pointers(const std::vector<InvariantPointer>& invariants) {
    std::vector<const Invariant*> pointers;
    for (const InvariantPointer& invariant : invariants) pointers.push_back(invariant.get());
    return pointers;
  }

  std::vector<InvariantPointer> invariants_;
  InvariantSet set_;
  OperatorAgent operator_;
  WorldModel model_;
  WorkerSetup setup_;
};

}  // namespace

Rest RestOf(const World& world) {
  const StoredApply& apply = Stored(world);
  if (IsSettled(apply.status)) {
    const RequestRecord* active =
        FindOurs(world, [](const RequestRecord& request) { return request.Active(); });
    return active == nullptr ? Rest::kSettled : Rest::kNo;
  }
  // What is shown may be old: the provider must be waiting, too. A worker that does not know its
  // context yet goes on looking for it.
  const bool at_gate =
      (apply.status == ApplyStatus::kWaitingForDeploy && AtDeployGate(world, apply)) ||
      (apply.status == ApplyStatus::kWaitingForCutover && AtCutoverGate(world, apply) &&
       IsRealContext(apply.migration_context));
  if (!at_gate || TimesOut(apply.options)) return Rest::kNo;
  const bool answered = std::none_of(
      apply.control_requests.begin(), apply.control_requests.end(),
      [](const ControlRequest& request) { return request.status == ControlStatus::kPending; });
  // A script whose trigger is not shown here will not act any more.
  return answered ? Rest::kParked : Rest::kNo;
}

Scenario MakeScenario(const ScenarioDescription& description) {
  Scenario scenario;
  scenario.name = description.name;
  scenario.component = "planetscale/engine";
  scenario.summary = description.summary;
  scenario.default_parameters = ToJson(description.defaults);
  scenario.draw_parameters = [description](std::uint64_t seed) {
    return ToJson(description.draw(seed));
  };
  scenario.shrink_parameters = [](const Json& parameters) {
    std::vector<Json> smaller;
    for (const Parameters& one : SmallerParameters(ParametersFromJson(parameters))) {
      smaller.push_back(ToJson(one));
    }
    return smaller;
  };
  scenario.instantiate = [drivers = description.drivers](const Json& parameters,
                                                         const DefectIds& defects) {
    return std::make_unique<PlanetScaleInstance>(ParametersFromJson(parameters), defects, drivers);
  };
  return scenario;
}

}  // namespace relapse::planetscale

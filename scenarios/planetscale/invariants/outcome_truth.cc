// S-NO-FALSE-FAIL and S-OUTCOME-TRUTH (spec/planetscale-engine.md section 9.1): what is settled is
// what the provider did. Judged for ever after: a failed apply must not complete later.
#include "orchestration/ports/events.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class NoFalseFailInvariant final : public Invariant {
 public:
  NoFalseFailInvariant()
      : Invariant("S-NO-FALSE-FAIL", PropertyForm::kAlways, {.world_changes = true},
                  "no apply is settled failed while its deployment runs or has gone live") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const StoredApply& apply = Stored(observation.world);
    if (apply.status != ApplyStatus::kFailed) return;
    const RequestRecord* alive = FindOurs(observation.world, [](const RequestRecord& request) {
      return Deployed(request) && In(kInFlight | SetOf(DeploymentState::kComplete), request);
    });
    if (alive != nullptr) judge.Violate(SaySettled(apply) + ", but " + Say(*alive) + " goes on");
  }
};

class OutcomeTruthInvariant final : public Invariant {
 public:
  explicit OutcomeTruthInvariant(bool failure_is_justified)
      : Invariant(
            "S-OUTCOME-TRUTH", PropertyForm::kAlways, {.world_changes = true, .rest = true},
            "the settled outcome is what the provider did, and what is taken back is not shown "
            "as going forward"),
        failure_is_justified_(failure_is_justified) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const StoredApply& apply = Stored(observation.world);
    if (!IsSettled(apply.status)) return JudgeShown(observation, apply, judge);
    const RequestRecord* against = nullptr;
    switch (apply.status) {
      case ApplyStatus::kCompleted:
        against = AgainstCompleted(observation.world);
        if (against == nullptr && FindOursIn(observation.world, kConverged) == nullptr) {
          return judge.Violate(SaySettled(apply) + ", but no deploy request of it is complete");
        }
        break;
      case ApplyStatus::kFailed:
        against = FindOursIn(observation.world, kConverged | kInFlight | kTakenBack);
        if (against == nullptr && !failure_is_justified_ && Performed<SettleApply>(observation)) {
          against = ClosedBySomebody(observation.world, apply);
        }
        break;
      case ApplyStatus::kCancelled:
        against = AgainstCancelled(observation.world, observation.moment == Moment::kRest);
        break;
      case ApplyStatus::kReverted:
        if (FindOursIn(observation.world, SetOf(DeploymentState::kCompleteRevert)) == nullptr) {
          return judge.Violate(SaySettled(apply) + ", but no deploy request of it is reverted");
        }
        break;
      default:
        break;
    }
    if (against != nullptr) judge.Violate(SaySettled(apply) + ", but " + Say(*against));
  }

 private:
  /// The window itself may be shown a moment longer: a revert that nobody heard of may land between
  /// the look at the request and the display.
  static void JudgeShown(const Observation& observation, const StoredApply& apply, Judge& judge) {
    const bool goes_forward =
        apply.status >= ApplyStatus::kRunning && apply.status < ApplyStatus::kRevertWindow;
    if (!goes_forward || !Performed<RecordEvent>(observation)) return;
    const RequestRecord* taken_back = FindOursIn(observation.world, kTakenBack);
    if (taken_back == nullptr) return;
    judge.Violate("shown as " + std::string(EnumName(apply.status)) + ", but " + Say(*taken_back) +
                  " is taken back");
  }

  /// A deployment that failed is the end of the apply: running the change again needs a new plan
  /// (R12).
  static const RequestRecord* AgainstCompleted(const World& world) {
    return FindOurs(world, [](const RequestRecord& request) {
      return Deployed(request) && !In(kConverged, request);
    });
  }

  /// A request that was ready and closed before its deploy is cancelled, not failed (R20). Our own
  /// failure closes it, too, but only once it is settled.
  static const RequestRecord* ClosedBySomebody(const World& world, const StoredApply& apply) {
    const RequestRecord* request =
        world.Get<ProviderState>().FindRequest(apply.metadata.deploy_request_id);
    if (request == nullptr || Open(*request) || Deployed(*request)) return nullptr;
    return In(SetOf(DeploymentState::kPending, DeploymentState::kReady), *request) ? request
                                                                                   : nullptr;
  }

  /// Cancelled: the provider accepted a cancel, or nothing was deployed and, in the end, nothing
  /// open is left that could be (a creation of which nobody heard may land just before it is looked
  /// for). A cancel that the provider itself lost (T24) has failed there, but it did not go live.
  static const RequestRecord* AgainstCancelled(const World& world, bool is_over) {
    return FindOurs(world, [&](const RequestRecord& request) {
      if (Deployed(request)) return !In(kCancelledAtProvider | kFailedAtProvider, request);
      return is_over && Open(request) && !In(kFailedAtProvider | kConverged, request);
    });
  }

  bool failure_is_justified_;
};

}  // namespace

InvariantPointer NoFalseFail() { return std::make_unique<NoFalseFailInvariant>(); }
InvariantPointer OutcomeTruth(bool failure_is_justified) {
  return std::make_unique<OutcomeTruthInvariant>(failure_is_justified);
}

}  // namespace relapse::planetscale

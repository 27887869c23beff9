// What the invariants judge by: the world's own records, never what a component remembers. "Ours"
// is what the apply made; strangers' branches and deploy requests are marked by the provider.
#ifndef SCENARIOS_PLANETSCALE_INVARIANTS_GROUND_TRUTH_H_
#define SCENARIOS_PLANETSCALE_INVARIANTS_GROUND_TRUTH_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakes/planetscale/provider_state.h"
#include "fakes/planetscale/transitions.h"
#include "fakes/storage/storage_state.h"
#include "fakes/vitess/vitess_state.h"
#include "harness/oracle/invariant.h"
#include "orchestration/ports/apply_state.h"

namespace relapse::planetscale {

/// The reviewed plan in the form in which worlds hold schemas and statements. Made once per
/// instance.
class Reviewed {
 public:
  explicit Reviewed(const ReviewedPlan& plan);

  /// Whether `statement` on that keyspace is, canonically, one that was reviewed.
  bool Holds(Text keyspace, Text statement) const;
  /// The tables declared as the result; `keyspace` counts as in the plan.
  SchemaHandle desired(std::size_t keyspace) const { return desired_[keyspace]; }
  std::size_t keyspaces() const { return names_.size(); }
  Text name(std::size_t keyspace) const { return names_[keyspace]; }
  /// The VSchema declared as the result, as worlds hold it; empty where the plan changes none.
  const std::optional<VschemaText>& vschema(std::size_t keyspace) const {
    return vschemas_[keyspace];
  }
  /// The first table of the plan that is not live as declared, or an empty text.
  Text MissingOnMain(const VitessState& vitess) const;
  /// The first keyspace whose VSchema is not live as declared, or an empty text.
  Text VschemaMissingOnMain(const VitessState& vitess) const;

 private:
  struct Statement {
    Text keyspace;
    Text text;
    Text canonical;
  };
  struct Change {
    Text keyspace;
    Text table;
    Text create_table;  ///< empty: dropped
  };
  std::vector<Text> names_;
  std::vector<SchemaHandle> desired_;
  std::vector<std::optional<VschemaText>> vschemas_;
  std::vector<Statement> statements_;
  std::vector<Change> changes_;
};

/// What invariants are told of the instance they judge.
struct Expectations {
  std::shared_ptr<const Reviewed> reviewed;
  /// This world alone makes a correct apply fail: a diff that never ends, a main that moved.
  bool failure_is_justified = false;
  /// How long the provider takes at most for what a correct apply asks of it.
  DurationMs provider_time = 0;
};

template <class Request>
bool Is(const Observation& observation) {
  return observation.moment == Moment::kEffect && &observation.call->spec() == &Request::kEffect;
}
/// The effect was of that kind, was performed, and succeeded on the other side.
template <class Request>
bool Performed(const Observation& observation) {
  return Is<Request>(observation) && observation.executed && observation.changed;
}
/// The process begins, dies or returns.
inline bool IsLifecycle(const Observation& observation) {
  return observation.moment == Moment::kStart || observation.moment == Moment::kCrash ||
         observation.moment == Moment::kExit;
}
/// The caller heard an error that a fault invented.
inline bool HeardInjectedError(const Observation& observation) {
  if (observation.moment != Moment::kEffect || !observation.heard) return false;
  const Error* error = observation.call->error();
  return error != nullptr && error->injected;
}

/// The part of a monitor's memory that is about the process of the observation: 16 bits each, for
/// up to four. For invariants about what one process has seen or was told.
class ProcessMemory {
 public:
  ProcessMemory(const Observation& observation, std::uint64_t& memory)
      : memory_(memory), shift_(16 * observation.process_index), own((memory >> shift_) & kMask) {}
  ~ProcessMemory() { memory_ = (memory_ & ~(kMask << shift_)) | ((own & kMask) << shift_); }
  ProcessMemory(const ProcessMemory&) = delete;
  ProcessMemory& operator=(const ProcessMemory&) = delete;

 private:
  static constexpr std::uint64_t kMask = 0xffff;
  std::uint64_t& memory_;
  int shift_;

 public:
  std::uint64_t own;
};

/// The caller heard an error that says nothing about the world, from a fault or from a provider out
/// of order.
inline bool HeardTransientError(const Observation& observation) {
  if (observation.moment != Moment::kEffect || !observation.heard) return false;
  const Error* error = observation.call->error();
  return error != nullptr && (error->injected || error->Is(kTransient));
}

/// The scenarios of this family hold exactly one apply.
inline const ApplyRecord& Record(const World& world) {
  return world.Get<StorageState>().applies.front();
}
inline const StoredApply& Stored(const World& world) { return Record(world).apply; }

inline bool Names(const ResumeMetadata& metadata, std::int64_t number) {
  if (metadata.deploy_request_id == number) return true;
  for (const Predecessor& predecessor : metadata.predecessors) {
    if (predecessor.deploy_request_id == number) return true;
  }
  return false;
}
inline bool Names(const ResumeMetadata& metadata, Text branch) {
  if (metadata.branch_name == branch) return true;
  for (const Predecessor& predecessor : metadata.predecessors) {
    if (predecessor.branch_name == branch) return true;
  }
  return false;
}
inline bool Commanded(const StoredApply& apply, ControlOperation operation) {
  for (const ControlRequest& request : apply.control_requests) {
    if (request.operation == operation) return true;
  }
  return false;
}

inline bool Deployed(const RequestRecord& request) { return request.wire.deployed_at != kNoTime; }
inline bool Open(const RequestRecord& request) { return request.wire.state == RequestState::kOpen; }
inline bool In(StateSet states, const RequestRecord& request) {
  return Holds(states, request.wire.deployment_state);
}

/// A deployment that still moves towards its end, or has an open revert window.
inline constexpr StateSet kInFlight =
    SetOf(DeploymentState::kQueued, DeploymentState::kSubmitting, DeploymentState::kInProgress,
          DeploymentState::kPendingCutover, DeploymentState::kInProgressVschema,
          DeploymentState::kInProgressCutover, DeploymentState::kCompletePendingRevert);
/// A deployment that is being taken back, or was.
inline constexpr StateSet kTakenBack =
    SetOf(DeploymentState::kInProgressRevert, DeploymentState::kInProgressRevertVschema,
          DeploymentState::kCompleteRevert);
/// From here on main has been changed.
inline constexpr StateSet kCutOver =
    SetOf(DeploymentState::kInProgressVschema, DeploymentState::kInProgressCutover,
          DeploymentState::kComplete, DeploymentState::kCompletePendingRevert,
          DeploymentState::kInProgressRevert, DeploymentState::kInProgressRevertVschema,
          DeploymentState::kCompleteRevert, DeploymentState::kCompleteRevertError);
inline constexpr StateSet kConverged =
    SetOf(DeploymentState::kComplete, DeploymentState::kNoChanges);
inline constexpr StateSet kFailedAtProvider =
    SetOf(DeploymentState::kError, DeploymentState::kCompleteError,
          DeploymentState::kCompleteRevertError);
inline constexpr StateSet kCancelledAtProvider =
    SetOf(DeploymentState::kInProgressCancel, DeploymentState::kCompleteCancel,
          DeploymentState::kCancelled);

/// Our first deploy request that `wanted` picks, or null.
template <class Wanted>
const RequestRecord* FindOurs(const World& world, const Wanted& wanted) {
  for (const RequestRecord& request : world.Get<ProviderState>().requests) {
    if (!request.foreign && wanted(request)) return &request;
  }
  return nullptr;
}
inline const RequestRecord* FindOursIn(const World& world, StateSet states) {
  return FindOurs(world, [states](const RequestRecord& request) { return In(states, request); });
}
/// Our deploy request whose deploy was accepted, or null.
inline const RequestRecord* OurDeployed(const World& world) {
  return FindOurs(world, [](const RequestRecord& request) { return Deployed(request); });
}

/// Our request stands at a gate that the operator asked for.
inline bool AtDeployGate(const World& world, const StoredApply& apply) {
  return apply.options.defer_deploy &&
         FindOurs(world, [&](const RequestRecord& request) {
           return Open(request) && !Deployed(request) &&
                  request.wire.deployment_state == DeploymentState::kReady &&
                  apply.metadata.deploy_request_id == request.wire.number;
         }) != nullptr;
}
inline bool AtCutoverGate(const World& world, const StoredApply& apply) {
  return apply.options.defer_cutover &&
         FindOursIn(world, SetOf(DeploymentState::kPendingCutover)) != nullptr;
}

/// The provider itself failed this change: `failed` is the truth.
inline bool FailedAtProvider(const World& world) {
  return FindOurs(world, [](const RequestRecord& request) {
           return Deployed(request) && In(kFailedAtProvider, request);
         }) != nullptr;
}

/// "deploy request #2 (in_progress)".
std::string Say(const RequestRecord& request);
/// "the apply is settled failed".
std::string SaySettled(const StoredApply& apply);

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_INVARIANTS_GROUND_TRUTH_H_

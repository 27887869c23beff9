// Story: a small history told by hand, to one invariant. Effects are performed on the real fakes
// and observed as the simulation would observe them; nothing else happens than what a test says.
#ifndef TESTS_SCENARIOS_STORY_H_
#define TESTS_SCENARIOS_STORY_H_

#include <string>
#include <vector>

#include "fakes/planetscale/world_builder.h"
#include "harness/effect/interpose.h"
#include "harness/effect/runtime.h"
#include "harness/simulation/outcome.h"
#include "harness/world/server.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

/// The plan of a default workload, as the invariants know it.
std::shared_ptr<const Reviewed> ReviewedOf(const WorldParameters& parameters);

class Story final : private Gate {
 public:
  explicit Story(InvariantPointer invariant, const WorldParameters& parameters = {},
                 const ApplyOptions& options = {});
  Story(const Story&) = delete;
  Story& operator=(const Story&) = delete;

  /// What happens to the next effect; only to that one.
  Story& Then(Outcome outcome, const ErrorKind& error = kTransient);
  template <class Request>
  Result<typename Request::Reply> Perform(const Request& request) {
    return PortOfRequest(request).Perform(request, CallOptions{});
  }

  /// A wait of the process; the world acts meanwhile.
  void Waits(DurationMs duration);
  /// The process dies and is started again.
  void StartsAgain();
  void Exits(int code);
  /// From now on the process is asked to stop.
  void IsAskedToStop() { stop_requested_ = true; }
  /// From now on it is this process that acts.
  Story& By(int process) {
    process_ = process;
    return *this;
  }
  Text role() const { return Text("driver-" + std::to_string(process_)); }
  /// Several drivers share the apply.
  void HasClaims();
  void Rests();

  // Common steps, each with the effects of the engine and no others.
  const StoredApply& stored() const { return Stored(world_); }
  /// Saves the stored resume state as `change(metadata)` leaves it.
  template <class Change>
  void Save(const Change& change) {
    SaveResumeState save{stored().apply_id, stored().migration_context, stored().metadata};
    change(save.metadata);
    (void)Perform(save);
  }
  void SaveContext(Text context);
  /// Stores the name, creates the branch, waits until it is ready and runs `statements` of the
  /// plan's first keyspace on it (-1: all).
  void PreparesBranch(Text name = "ours", int statements = -1);
  void Executes(Text branch, Text statement);
  /// Gives the branch the VSchema of the plan's first keyspace.
  void UpdatesVschema(Text branch = "ours");
  /// Creates a deploy request from the branch and stores its number. Answers the number.
  std::int64_t CreatesRequest(Text branch = "ours");
  void Deploys(std::int64_t number);
  void Settles(ApplyStatus outcome, Text reason = "because");
  /// The whole apply up to the end of the revert window, the context stored.
  void Completes();
  Text TrueContext() const;
  /// An operator's command.
  void Commands(ControlOperation operation);

  World& world() { return world_; }
  FaultContext& faults() { return faults_; }
  bool violated() const { return judge_.violated(); }
  bool reached() const { return judge_.reached(); }
  const std::string& message() const { return judge_.message(); }

 private:
  /// Virtual time: waiting lets the world act.
  class Clock final : public Runtime {
   public:
    explicit Clock(Story& story) : story_(story) {}
    using Runtime::Perform;
    Result<TimeMs> Perform(const Now&, const CallOptions&) override { return story_.world_.now(); }
    Status Perform(const Wait& wait, const CallOptions&) override;
    Result<std::uint64_t> Perform(const RandomBelow&, const CallOptions&) override { return 0; }

   private:
    Story& story_;
  };

  void Pass(EffectCall& call) override;

  template <class Request>
  Handles<Request>& PortOfRequest(const Request&) {
    if constexpr (std::is_base_of_v<Handles<Request>, PlanetScaleApi>) return api_;
    if constexpr (std::is_base_of_v<Handles<Request>, BranchDatabase>) return branches_;
    if constexpr (std::is_base_of_v<Handles<Request>, VtGate>) return vtgate_;
    if constexpr (std::is_base_of_v<Handles<Request>, ApplyState>) return storage_;
    if constexpr (std::is_base_of_v<Handles<Request>, Events>) return events_;
    if constexpr (std::is_base_of_v<Handles<Request>, Runtime>) return runtime_;
  }
  Observation Observe(Moment moment) const;
  void Show(const Observation& observation);

  InvariantPointer invariant_;
  World world_;
  std::uint64_t memory_ = 0;
  Judge judge_;
  FaultContext faults_;
  int incarnation_ = 1;
  int process_ = 0;
  bool stop_requested_ = false;
  Outcome outcome_ = Outcome::kNone;
  const ErrorKind* error_ = &kTransient;

  Clock clock_;
  SimulatedPort<PlanetScaleApi, ApiFront> fake_api_;
  SimulatedPort<BranchDatabase, FakeBranchDatabase> fake_branches_;
  SimulatedPort<VtGate, FakeVtGate> fake_vtgate_;
  SimulatedPort<ApplyState, FakeStorage> fake_storage_;
  SimulatedPort<Events, FakeStorage> fake_events_;
  Interposed<PlanetScaleApi> api_;
  Interposed<BranchDatabase> branches_;
  Interposed<VtGate> vtgate_;
  Interposed<ApplyState> storage_;
  Interposed<Events> events_;
  Interposed<Runtime> runtime_;
};

}  // namespace relapse::planetscale

#endif  // TESTS_SCENARIOS_STORY_H_

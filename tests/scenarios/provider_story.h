// ProviderStory: a small history of the provider told by hand, to one invariant. Calls are
// performed on the fakes and observed as the simulation would observe them.
#ifndef TESTS_SCENARIOS_PROVIDER_STORY_H_
#define TESTS_SCENARIOS_PROVIDER_STORY_H_

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "fakes/planetscale/world_builder.h"
#include "fakes/vitess/online_ddl.h"
#include "harness/effect/interpose.h"
#include "harness/world/server.h"
#include "scenarios/planetscale/provider/invariants/invariants.h"

namespace relapse::planetscale::provider {

inline constexpr const char* kOrdersIndex =
    "ALTER TABLE `orders` ADD INDEX `state_index` (`state`)";
inline constexpr const char* kProductsIndex =
    "ALTER TABLE `products` ADD INDEX `name_index` (`name`)";
inline constexpr const char* kOrdersColumn = "ALTER TABLE `orders` ADD COLUMN `note` varchar(255)";
inline constexpr const char* kNewTable =
    "CREATE TABLE `refunds` (`id` bigint unsigned NOT NULL, PRIMARY KEY (`id`))";

class ProviderStory final : private Gate {
 public:
  explicit ProviderStory(InvariantPointer invariant, WorldParameters parameters = {},
                         std::initializer_list<ProviderDefect> defects = {})
      : invariant_(std::move(invariant)),
        world_(Begin(parameters, defects)),
        fake_api_(world_, PlanetScaleFront()),
        fake_branches_(world_, BranchDatabaseServer()),
        api_(fake_api_, *this),
        branches_(fake_branches_, *this) {}
  ProviderStory(const ProviderStory&) = delete;
  ProviderStory& operator=(const ProviderStory&) = delete;

  template <class Request>
  Result<typename Request::Reply> Call(const Request& request) {
    if constexpr (std::is_base_of_v<Handles<Request>, PlanetScaleApi>) {
      return api_.Perform(request, CallOptions{});
    } else {
      return branches_.Perform(request, CallOptions{});
    }
  }

  /// Lets time pass; every moment at which something in the world acts is shown.
  void Pass(DurationMs duration) {
    const TimeMs until = world_.now() + duration;
    while (world_.NextTimer() <= until) {
      const std::uint64_t before = world_.change_count();
      world_.AdvanceTo(world_.NextTimer());
      if (world_.change_count() != before) Show(Moment::kTimer, nullptr, true);
    }
    world_.AdvanceTo(until);
  }
  /// Something happens in the world itself, without a call.
  template <class Change>
  void Happens(const Change& change) {
    change(world_);
    WakeProcessor(world_);
    Show(Moment::kTimer, nullptr, true);
  }
  void Rests() { Show(Moment::kRest, nullptr, false); }

  Credentials Branch(Text name, std::initializer_list<const char*> statements) {
    EXPECT_TRUE(Call(CreateBranch{name, "main", "us-east"}).ok());
    Pass(world_.Get<WorldParameters>().branch_ready_delay_ms);
    const auto password = Call(CreateBranchPassword{name, "admin", 3600});
    EXPECT_TRUE(password.ok());
    const Credentials credentials{password->access_host_url, password->username,
                                  password->plain_text};
    for (const char* statement : statements) {
      EXPECT_TRUE(Call(ExecuteDdl{credentials, "commerce", statement}).ok()) << statement;
    }
    return credentials;
  }
  std::int64_t Request(Text branch = "change", bool auto_cutover = true,
                       bool auto_delete_branch = false) {
    const auto created =
        Call(CreateDeployRequest{branch, "main", "", auto_cutover, auto_delete_branch});
    EXPECT_TRUE(created.ok());
    return created->number;
  }
  /// Branch, statements, request, and its deploy once it is ready.
  std::int64_t Deployed(std::initializer_list<const char*> statements = {kOrdersIndex},
                        bool auto_cutover = true, bool auto_delete_branch = false) {
    Branch("change", statements);
    const std::int64_t number = Request("change", auto_cutover, auto_delete_branch);
    EXPECT_TRUE(Reaches(number, DeploymentState::kReady));
    EXPECT_TRUE(Call(DeployDeployRequest{number, false}).ok());
    return number;
  }
  bool Reaches(std::int64_t number, DeploymentState state) {
    for (int tick = 0; tick < 400 && StateOf(number) != state; ++tick) Pass(kTickMs);
    return StateOf(number) == state;
  }
  DeploymentState StateOf(std::int64_t number) {
    return world_.Get<ProviderState>().FindRequest(number)->wire.deployment_state;
  }

  World& world() { return world_; }
  bool violated() const { return judge_.violated(); }
  const std::string& message() const { return judge_.message(); }

 private:
  static World Begin(WorldParameters parameters, std::initializer_list<ProviderDefect> defects) {
    for (const ProviderDefect defect : defects) parameters.defects.Enable(defect);
    return MakeWorld(parameters);
  }

  void Pass(EffectCall& call) override {
    const std::uint64_t before = world_.change_count();
    call.Execute();
    Show(Moment::kEffect, &call, world_.change_count() != before);
  }

  void Show(Moment moment, const EffectCall* call, bool changed) {
    Observation observation{.moment = moment, .world = world_, .faults = faults_};
    observation.call = call;
    observation.executed = call != nullptr;
    observation.heard = call != nullptr;
    observation.changed = changed;
    if (invariant_->interest().Covers(observation)) invariant_->Step(observation, memory_, judge_);
  }

  InvariantPointer invariant_;
  World world_;
  FaultContext faults_;
  std::uint64_t memory_ = 0;
  Judge judge_;
  SimulatedPort<PlanetScaleApi, ApiFront> fake_api_;
  SimulatedPort<BranchDatabase, FakeBranchDatabase> fake_branches_;
  Interposed<PlanetScaleApi> api_;
  Interposed<BranchDatabase> branches_;
};

}  // namespace relapse::planetscale::provider

#endif  // TESTS_SCENARIOS_PROVIDER_STORY_H_

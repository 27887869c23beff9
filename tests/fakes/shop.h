// Shop: a PlanetScale world under test, with the calls a client makes in one line each.
#ifndef TESTS_FAKES_SHOP_H_
#define TESTS_FAKES_SHOP_H_

#include <gtest/gtest.h>

#include "fakes/planetscale/transitions.h"
#include "fakes/planetscale/world_builder.h"
#include "fakes/vitess/online_ddl.h"

namespace relapse::planetscale {

class Shop {
 public:
  explicit Shop(const WorldParameters& parameters = {})
      : workload_(DefaultWorkload(parameters)),
        world(MakeWorld(parameters, workload_, ApplySeed{}, PlanetScaleModel())) {}

  template <class Request>
  auto Call(const Request& request) {
    if constexpr (requires { PlanetScaleServer().On(world, request); }) {
      return PlanetScaleServer().On(world, request);
    } else if constexpr (requires { BranchDatabaseServer().On(world, request); }) {
      return BranchDatabaseServer().On(world, request);
    } else if constexpr (requires { VtGateServer().On(world, request); }) {
      return VtGateServer().On(world, request);
    } else {
      return StorageServer().On(world, request);
    }
  }

  /// Lets time pass, stopping at every timer on the way.
  void Pass(DurationMs duration) {
    const TimeMs until = world.now() + duration;
    while (world.NextTimer() <= until) world.AdvanceTo(world.NextTimer());
    world.AdvanceTo(until);
  }
  /// Lets timers fire until none is left. False if they do not stop within an hour.
  bool Settle() {
    const TimeMs limit = world.now() + Hours(1);
    while (world.NextTimer() <= limit) world.AdvanceTo(world.NextTimer());
    return world.NextTimer() == kNoTime;
  }

  Credentials OpenBranch(Text name) {
    EXPECT_TRUE(Call(CreateBranch{name, "main", "us-east"}).ok());
    Pass(parameters().branch_ready_delay_ms);
    return PasswordOf(name);
  }
  Credentials PasswordOf(Text name) {
    const Result<BranchPassword> password = Call(CreateBranchPassword{name, "admin", 3600});
    EXPECT_TRUE(password.ok());
    return Credentials{password->access_host_url, password->username, password->plain_text};
  }
  /// A branch with the whole workload on it.
  void PrepareBranch(Text name = "change") {
    const Credentials credentials = OpenBranch(name);
    for (const KeyspaceWorkload& work : workload_.keyspaces) {
      for (const Text statement : work.statements) {
        EXPECT_TRUE(Call(ExecuteDdl{credentials, work.keyspace, statement}).ok())
            << statement.view();
      }
    }
  }
  /// A request for that branch; its number.
  std::int64_t Open(Text branch = "change", bool auto_cutover = true) {
    const Result<DeployRequest> created =
        Call(CreateDeployRequest{branch, "main", "", auto_cutover, true});
    EXPECT_TRUE(created.ok());
    return created.ok() ? created->number : 0;
  }
  /// Branch, DDL, request, `ready`.
  std::int64_t OpenReady(bool auto_cutover = true, Text branch = "change") {
    PrepareBranch(branch);
    const std::int64_t number = Open(branch, auto_cutover);
    Pass(kTickMs);
    return number;
  }
  /// The same, and deployed.
  std::int64_t OpenDeployed(bool auto_cutover = true, bool instant = false) {
    const std::int64_t number = OpenReady(auto_cutover);
    EXPECT_TRUE(Call(DeployDeployRequest{number, instant}).ok());
    return number;
  }

  DeploymentState StateOf(std::int64_t number) {
    const Result<DeployRequest> request = Call(GetDeployRequest{number});
    EXPECT_TRUE(request.ok());
    EXPECT_EQ(request->deployment_state, request->deployment.state);
    return request->deployment_state;
  }
  /// Passes ticks until the request shows `state`; false if it does not within a minute.
  bool Reach(std::int64_t number, DeploymentState state) {
    for (int tick = 0; tick < 120 && StateOf(number) != state; ++tick) Pass(kTickMs);
    return StateOf(number) == state;
  }
  bool Taken(std::string_view transition) {
    return WasTaken(world.Get<ProviderState>(), transition);
  }
  const RequestRecord& Record(std::int64_t number) {
    return *world.Get<ProviderState>().FindRequest(number);
  }
  const WorldParameters& parameters() { return world.Get<WorldParameters>(); }
  const VitessState& vitess() { return world.Get<VitessState>(); }
  const Workload& workload() { return workload_; }

  /// Main as the plan wants it, in every keyspace.
  bool MainIsAsPlanned() {
    for (std::size_t i = 0; i < workload_.keyspaces.size(); ++i) {
      SchemaHandle wanted = workload_.keyspaces[i].before;
      for (const Text statement : workload_.keyspaces[i].statements) {
        wanted = *wanted.Apply(statement);
      }
      if (!(vitess().keyspaces[i].live == wanted)) return false;
    }
    return true;
  }
  bool MainIsUntouched() {
    for (std::size_t i = 0; i < workload_.keyspaces.size(); ++i) {
      if (!(vitess().keyspaces[i].live == workload_.keyspaces[i].before)) return false;
    }
    return true;
  }

 private:
  Workload workload_;

 public:
  World world;
};

/// The call was refused with that kind and text, and wrote nothing.
template <class Request>
void ExpectRefused(Shop& shop, const Request& request, const ErrorKind& kind, std::string_view text,
                   int number = 0) {
  const std::uint64_t before = shop.world.change_count();
  const auto reply = shop.Call(request);
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().kind->name, kind.name);
  EXPECT_TRUE(reply.error().message.contains(text)) << reply.error().message.view();
  EXPECT_EQ(reply.error().number, number);
  EXPECT_EQ(shop.world.change_count(), before);
}

}  // namespace relapse::planetscale

#endif  // TESTS_FAKES_SHOP_H_

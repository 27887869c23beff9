// AppServer: what a developer's server does with its built-in PostgreSQL besides recovery: makes
// the data where there are none, starts the postmaster or goes on with one that runs, and stops it
// when the developer does.
#ifndef SCENARIOS_MIGRATIONS_APP_SERVER_H_
#define SCENARIOS_MIGRATIONS_APP_SERVER_H_

#include "harness/effect/port.h"
#include "harness/world/world.h"
#include "orchestration/ports/server_process.h"

namespace relapse::migrations {

inline constexpr PortSpec kInitdbPort{.name = "initdb", .error_kinds = {}};

/// initdb makes the folder and fills it; who is killed meanwhile leaves a half one.
struct BeginInitdb {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "begin_initdb", .port = &kInitdbPort, .mutates = true};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};
struct FinishInitdb {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "finish_initdb", .port = &kInitdbPort, .mutates = true};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};
class Initdb : public PortOf<BeginInitdb, FinishInitdb> {};

class FakeInitdb {
 public:
  Status On(World& world, const BeginInitdb& request) const;
  Status On(World& world, const FinishInitdb& request) const;
};
const FakeInitdb& InitdbServer();

class AppServer {
 public:
  AppServer(ServerProcess& process, Initdb& initdb) : process_(process), initdb_(initdb) {}

  /// Answers whether the data were made just now.
  Result<bool> Start();
  /// One that Start started or found; nothing otherwise.
  void Stop();

 private:
  ServerProcess& process_;
  Initdb& initdb_;
  bool runs_ = false;
};

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_APP_SERVER_H_

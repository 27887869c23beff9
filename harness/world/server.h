// A server is the fake's side of a port: it answers each request on a given world, and keeps no
// state of its own. SimulatedPort gives a process the port over the world it lives in; ServerLander
// lets requests of that port land late.
#ifndef HARNESS_WORLD_SERVER_H_
#define HARNESS_WORLD_SERVER_H_

#include "harness/effect/port.h"
#include "harness/world/world.h"

namespace relapse {

/// A fake `Server` has, for every request of `Port`,
///   Result<Request::Reply> On(World& world, const Request& request) const;
/// and, where its callers keep a statement, transaction or session open from one request to the
/// next,
///   void Ended(World& world, const Request& request, Ends ends) const;
/// told when a fault answered `request` with an error that ended it: the caller will not go on with
/// it. Usually one template over all requests, which name their session.
namespace internal {

template <class Port, class Server, class Requests>
class SimulatedPortLayer;
template <class Port, class Server>
class SimulatedPortLayer<Port, Server, TypeList<>> : public Port {
 public:
  SimulatedPortLayer(World& world, const Server& server) : world_(world), server_(server) {}
  using Port::Ended;
  using Port::Perform;

 protected:
  World& world_;
  const Server& server_;
};
template <class Port, class Server, class Request, class... Rest>
class SimulatedPortLayer<Port, Server, TypeList<Request, Rest...>>
    : public SimulatedPortLayer<Port, Server, TypeList<Rest...>> {
  using Base = SimulatedPortLayer<Port, Server, TypeList<Rest...>>;

 public:
  using Base::Base;
  using Base::Ended;
  using Base::Perform;
  Result<typename Request::Reply> Perform(const Request& request, const CallOptions&) override {
    return this->server_.On(this->world_, request);
  }
  void Ended(const Request& request, Ends ends) override {
    if constexpr (requires { this->server_.Ended(this->world_, request, ends); }) {
      this->server_.Ended(this->world_, request, ends);
    }
  }
};

template <class Server, class... Requests>
bool LandOneOf(const Server& server, World& world, const void* spec, const void* request,
               TypeList<Requests...>) {
  bool landed = false;
  const auto land = [&]<class Request>(const Request* typed) {
    // The caller is gone: nobody hears the answer.
    (void)server.On(world, *typed);
    landed = true;
  };
  ((spec == static_cast<const void*>(&Requests::kEffect)
        ? land(static_cast<const Requests*>(request))
        : void()),
   ...);
  return landed;
}

}  // namespace internal

template <class Port, class Server>
class SimulatedPort final
    : public internal::SimulatedPortLayer<Port, Server, typename Port::Requests> {
 public:
  using internal::SimulatedPortLayer<Port, Server, typename Port::Requests>::SimulatedPortLayer;
};

template <class Port, class Server>
class ServerLander final : public Lander {
 public:
  explicit ServerLander(const Server& server) : server_(server) {}
  bool Land(World& world, const void* spec, const void* request) const override {
    return internal::LandOneOf(server_, world, spec, request, typename Port::Requests{});
  }

 private:
  const Server& server_;
};

}  // namespace relapse

#endif  // HARNESS_WORLD_SERVER_H_

// GatedPort: one port of an incarnation: a fake server on the history's world, behind the gate.
#ifndef HARNESS_SIMULATION_GATED_PORT_H_
#define HARNESS_SIMULATION_GATED_PORT_H_

#include "harness/effect/interpose.h"
#include "harness/simulation/system.h"
#include "harness/world/server.h"

namespace relapse {

/// Lives on the stack of a process's body, and dies with the incarnation.
template <class Port, class Server>
class GatedPort {
 public:
  GatedPort(ProcessHandles& handles, const Server& server)
      : fake_(handles.world(), server), gated_(fake_, handles.gate()) {}
  Port& port() { return gated_; }

 private:
  SimulatedPort<Port, Server> fake_;
  Interposed<Port> gated_;
};

}  // namespace relapse

#endif  // HARNESS_SIMULATION_GATED_PORT_H_

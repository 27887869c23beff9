// What a monitor sees: one moment of a history, the world after it, and the effect if it was one.
#ifndef HARNESS_ORACLE_OBSERVATION_H_
#define HARNESS_ORACLE_OBSERVATION_H_

#include "harness/effect/gate.h"
#include "harness/world/world.h"

namespace relapse {

enum class Moment : std::uint8_t {
  kStart,   ///< an incarnation begins
  kEffect,  ///< a process performed an effect, or was told it failed
  kTimer,   ///< something in the world acted by itself
  kCrash,   ///< a process died
  kExit,    ///< a process returned
  kRest,    ///< the history ended at a rest point
};

/// What is known about faults so far. Oracles use it to tell what the component promised.
struct FaultContext {
  int fired = 0;             ///< faults placed so far
  bool transparent = true;   ///< errors stay within every documented budget
  TimeMs last_fault_at = 0;  ///< or the start of the history
};

struct Observation {
  Moment moment;
  const World& world;
  const FaultContext& faults;
  Text process;
  int incarnation = 0;
  int process_index = 0;  ///< position among the processes of the system
  /// kEffect only, answered.
  const EffectCall* call = nullptr;
  /// kEffect: the other side performed it, whatever the caller was told.
  bool executed = false;
  /// kEffect: the caller heard the answer (false when it died at it).
  bool heard = false;
  /// The world changed at this moment.
  bool changed = false;
  /// The process has been asked to stop, and when.
  bool stop_requested = false;
  TimeMs stop_requested_at = kNoTime;
  /// kExit: what the process body returned.
  int exit_code = 0;
};

}  // namespace relapse

#endif  // HARNESS_ORACLE_OBSERVATION_H_

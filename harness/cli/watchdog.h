// Watchdog: ends the program when one history spins in real time, after it printed the line that
// repeats the run.
#ifndef HARNESS_CLI_WATCHDOG_H_
#define HARNESS_CLI_WATCHDOG_H_

#include <string>

#include "harness/core/time.h"

namespace relapse {

/// One at a time. A timer looks whether histories still begin; where none has for `limit`, it
/// writes `message` to stderr and `result` to stdout and exits with status 5. limit 0: never.
class Watchdog {
 public:
  Watchdog(DurationMs limit, std::string message, std::string result);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
};

/// Keeps the watchdog still while something else is waited for (a child process).
class WatchdogPause {
 public:
  WatchdogPause();
  ~WatchdogPause();
  WatchdogPause(const WatchdogPause&) = delete;
  WatchdogPause& operator=(const WatchdogPause&) = delete;
};

}  // namespace relapse

#endif  // HARNESS_CLI_WATCHDOG_H_

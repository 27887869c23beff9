#include "harness/cli/watchdog.h"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "harness/cli/exit_status.h"
#include "harness/simulation/history.h"

namespace relapse {

namespace {

// What the handler reads: set before the timer starts, untouched while it runs.
std::string watchdog_message;
std::string watchdog_result;
int most_idle_ticks = 0;
int idle_ticks = 0;
std::uint64_t last_begun = 0;
std::atomic<bool> paused{false};

void Put(int file, const std::string& text) {
  // Nothing can be done if this fails: the program is about to end.
  if (write(file, text.data(), text.size()) < 0) return;
}

void Tick(int) {
  const std::uint64_t begun = HistoriesBegun();
  if (begun != last_begun || paused.load(std::memory_order_relaxed)) {
    last_begun = begun;
    idle_ticks = 0;
    return;
  }
  if (++idle_ticks < most_idle_ticks) return;
  Put(STDERR_FILENO, watchdog_message);
  Put(STDOUT_FILENO, watchdog_result);
  _exit(static_cast<int>(ExitStatus::kHarnessFailure));
}

void SetTimer(DurationMs interval) {
  itimerval timer{};
  timer.it_interval.tv_sec = interval / 1000;
  timer.it_interval.tv_usec = interval % 1000 * 1000;
  timer.it_value = timer.it_interval;
  setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace

Watchdog::Watchdog(DurationMs limit, std::string message, std::string result) {
  if (limit <= 0) return;
  watchdog_message = std::move(message);
  watchdog_result = std::move(result);
  const DurationMs interval = std::clamp<DurationMs>(limit / 10, 10, 1000);
  most_idle_ticks = static_cast<int>(std::max<DurationMs>(limit / interval, 1));
  idle_ticks = 0;
  struct sigaction action {};
  action.sa_handler = Tick;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, nullptr);
  SetTimer(interval);
}

Watchdog::~Watchdog() { SetTimer(0); }

WatchdogPause::WatchdogPause() { paused = true; }
WatchdogPause::~WatchdogPause() { paused = false; }

}  // namespace relapse

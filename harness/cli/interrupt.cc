#include "harness/cli/interrupt.h"

#include <signal.h>

#include <atomic>

namespace relapse {

namespace {
std::atomic<bool> interrupted{false};
}  // namespace

void CatchInterrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool Interrupted() { return interrupted; }

}  // namespace relapse

// Programs that are started, watched and ended by their pid.
#ifndef BACKENDS_POSIX_PROGRAM_H_
#define BACKENDS_POSIX_PROGRAM_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "harness/core/time.h"

namespace relapse::posix {

struct Program {
  std::vector<std::string> arguments;  ///< the first one is its path
  std::string output;                  ///< file for stdout and stderr, appended; empty: nowhere
  std::string run_as;                  ///< user to become, if we are root; empty: as we are
  std::string folder = "/";            ///< working directory
  /// Killed with us, so that no test leaves one behind. Linux only.
  bool dies_with_us = false;
};

/// Its pid, or a negative errno value if there was no exec. The child is a session of its own, so
/// that our terminal's signals do not reach it.
pid_t Start(const Program& program);
/// Runs it to its end: its exit status, 128 + signal, or a negative errno value.
int Run(const Program& program);

enum class Existence { kGone, kThere, kForbidden };
/// Only ESRCH is gone (L36), and a zombie, which is reaped if it is ours.
Existence Look(pid_t pid);
/// Waits until it is gone; false if `limit` milliseconds have passed.
bool AwaitGone(pid_t pid, DurationMs limit);
void SleepFor(DurationMs duration);

}  // namespace relapse::posix

#endif  // BACKENDS_POSIX_PROGRAM_H_

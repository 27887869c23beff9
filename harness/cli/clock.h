// Stopwatch: the one place of the harness that reads a clock of the real world.
#ifndef HARNESS_CLI_CLOCK_H_
#define HARNESS_CLI_CLOCK_H_

#include <chrono>

namespace relapse {

class Stopwatch {
 public:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }

 private:
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace relapse

#endif  // HARNESS_CLI_CLOCK_H_

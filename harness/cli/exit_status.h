// Exit statuses of the command (docs/exit_codes.md), and the error that stands for a wrong use of
// it.
#ifndef HARNESS_CLI_EXIT_STATUS_H_
#define HARNESS_CLI_EXIT_STATUS_H_

#include <stdexcept>
#include <string>

namespace relapse {

enum class ExitStatus : int {
  kHeld = 0,
  kViolated = 1,  ///< and the counterexample is written
  kUsage = 2,
  kNoBackend = 3,  ///< a real backend could not be started
  kInconclusive = 4,
  kHarnessFailure = 5,  ///< the harness disproved itself
};

/// Ends the command with one line that names the thing and the remedy.
class CommandError : public std::runtime_error {
 public:
  explicit CommandError(const std::string& message, ExitStatus status = ExitStatus::kUsage)
      : std::runtime_error(message), status_(status) {}
  ExitStatus status() const { return status_; }

 private:
  ExitStatus status_;
};

}  // namespace relapse

#endif  // HARNESS_CLI_EXIT_STATUS_H_

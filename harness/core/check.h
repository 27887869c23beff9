// Always-on checks for the harness's own bugs. A failed check throws CheckFailure, so that a check
// that fails inside a simulated process is that process's death (recorded as a panic) and not ours.
#ifndef HARNESS_CORE_CHECK_H_
#define HARNESS_CORE_CHECK_H_

#include <string>

namespace relapse {

/// Thrown by RELAPSE_CHECK. Derives from nothing: a subject's `catch (const std::exception&)` must
/// not swallow it.
struct CheckFailure {
  std::string message;
};

[[noreturn]] void FailCheck(const char* condition, const char* file, int line,
                            const std::string& message);

}  // namespace relapse

#define RELAPSE_CHECK(condition, ...)                                      \
  do {                                                                     \
    if (!(condition)) [[unlikely]]                                         \
      ::relapse::FailCheck(#condition, __builtin_FILE(), __builtin_LINE(), \
                           std::string(__VA_ARGS__));                      \
  } while (false)

#endif  // HARNESS_CORE_CHECK_H_

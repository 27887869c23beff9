// ProgressText: the one line that moves while an exploration runs.
#ifndef HARNESS_REPORT_PROGRESS_H_
#define HARNESS_REPORT_PROGRESS_H_

#include <string>
#include <string_view>

namespace relapse {

/// "running  ███████░░░░░  5,000 histories  1.2 s". `done` of `total`; no bar while the total is
/// not known (0).
std::string ProgressText(std::string_view label, double done, double total,
                         std::string_view counters, double seconds);

}  // namespace relapse

#endif  // HARNESS_REPORT_PROGRESS_H_

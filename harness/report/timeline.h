// Timeline: a recorded history as people read it, one line per effect; faults, crashes and the
// broken invariant marked, polling folded (docs/history_format.md explains every line).
#ifndef HARNESS_REPORT_TIMELINE_H_
#define HARNESS_REPORT_TIMELINE_H_

#include <string>
#include <string_view>

#include "harness/simulation/history.h"

namespace relapse {

struct TimelineOptions {
  /// Index of the event at which `invariant` broke; -1: none.
  int broken_step = -1;
  std::string_view invariant;
  /// Every effect. Otherwise those that change nothing, and what lies long before the first fault,
  /// are left out and counted.
  bool whole = true;
  bool colour = false;
};

/// Lines end with a newline; empty for an empty recording.
std::string TimelineText(const Recording& recording, const TimelineOptions& options);

}  // namespace relapse

#endif  // HARNESS_REPORT_TIMELINE_H_

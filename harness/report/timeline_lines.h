// The lines of a timeline before they are laid out: made from events, folded, thinned.
#ifndef HARNESS_REPORT_TIMELINE_LINES_H_
#define HARNESS_REPORT_TIMELINE_LINES_H_

#include <string>
#include <string_view>
#include <vector>

#include "harness/simulation/history.h"

namespace relapse::internal {

struct TimelineLine {
  DurationMs at = 0;
  std::string process;
  std::string effect;    ///< with its object; or the text of a rule
  std::string outcome;   ///< what the caller heard, abbreviated
  std::string fault;     ///< "crash after"; empty: none
  std::string broken;    ///< the invariant broken here; empty: none
  bool changed = false;  ///< the world
  bool is_rule = false;  ///< "── worker starts again ──"
  bool is_fold = false;  ///< stands for several lines
  int stands_for = 1;    ///< effects
  int event = -1;        ///< index of the event it was made of

  bool marked() const { return !fault.empty() || !broken.empty(); }
  bool plain() const { return !marked() && !is_rule && !is_fold; }
  /// Equal but for the time.
  bool Repeats(const TimelineLine& other) const {
    return process == other.process && effect == other.effect && outcome == other.outcome;
  }
};

/// The world's own steps are lines only where one breaks something, or with `every_timer`.
std::vector<TimelineLine> LinesOf(const Recording& recording, int broken_step,
                                  std::string_view invariant, bool every_timer = false);
/// Polling: a short cycle of equal lines is shown once and then counted.
std::vector<TimelineLine> FoldCycles(const std::vector<TimelineLine>& lines);
/// Leaves out effects far from any mark that change nothing, and all long before the first mark.
std::vector<TimelineLine> LeaveOutQuiet(const std::vector<TimelineLine>& lines);

}  // namespace relapse::internal

#endif  // HARNESS_REPORT_TIMELINE_LINES_H_

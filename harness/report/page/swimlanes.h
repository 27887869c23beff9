// Swimlanes: a recorded history as lanes, one for each process and one for each part of the world
// that changes in it. Knows no port and no part: names come from the recording.
#ifndef HARNESS_REPORT_PAGE_SWIMLANES_H_
#define HARNESS_REPORT_PAGE_SWIMLANES_H_

#include <string>
#include <string_view>
#include <vector>

#include "harness/report/page/json_difference.h"
#include "harness/report/timeline_lines.h"

namespace relapse {

struct Lane {
  std::string name;
  bool is_process = false;
};

struct LaneRow {
  internal::TimelineLine line;  ///< words of the row
  int process = -1;             ///< its lane; -1: the world acts by itself
  bool executed = false;        ///< the effect reached the other side
  bool crashed = false;         ///< the process died at it
  std::vector<int> changed;     ///< lanes of the parts that changed here
  std::vector<int> down;        ///< lanes of processes that are dead meanwhile
  std::vector<JsonChange> changes;
  std::string request;  ///< JSON; empty: nothing worth showing
  std::string reply;    ///< JSON

  /// Nothing changed, nothing was done to it, nothing broke.
  bool quiet() const { return line.plain() && changed.empty() && changes.empty(); }
};

struct Swimlanes {
  std::vector<Lane> lanes;         ///< processes first, then parts, in order of appearance
  std::vector<std::string> still;  ///< parts that never change here
  std::vector<LaneRow> rows;
};

/// `recording` with its worlds kept; `initial` is the world before it, as JSON. Without worlds
/// there are lanes of processes only. `broken_step`: index of the event at which `invariant` broke,
/// or -1.
Swimlanes SwimlanesOf(const Recording& recording, const Json& initial, int broken_step,
                      std::string_view invariant);

}  // namespace relapse

#endif  // HARNESS_REPORT_PAGE_SWIMLANES_H_

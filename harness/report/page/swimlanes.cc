#include "harness/report/page/swimlanes.h"

#include <algorithm>
#include <map>
#include <set>

namespace relapse {

namespace {

/// The clock of the world: every row has its own column for it.
constexpr std::string_view kClock = "now";

std::string PartOf(const JsonChange& change) {
  return change.path.substr(0, change.path.find('.'));
}

std::string JsonWorthShowing(const Json& json) {
  return json.is_null() || json.empty() ? "" : JsonLine(json);
}

class LaneMaker {
 public:
  LaneMaker(const Recording& recording, const Json& initial)
      : recording_(recording), before_(&initial) {}

  Swimlanes Make(int broken_step, std::string_view invariant) {
    FindProcesses();
    std::size_t next = 0;
    const auto lines = internal::LinesOf(recording_, broken_step, invariant, true);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      LaneRow row{.line = lines[i]};
      // Events without a line of their own belong to the line that follows.
      const auto event = static_cast<std::size_t>(lines[i].event);
      for (; next <= event; ++next) Follow(recording_.events[next]);
      Fill(row, recording_.events[event], event);
      swimlanes_.rows.push_back(std::move(row));
    }
    AddParts();
    return std::move(swimlanes_);
  }

 private:
  void FindProcesses() {
    for (const Event& event : recording_.events) {
      if (event.process.empty() || process_lanes_.contains(event.process)) continue;
      process_lanes_[event.process] = static_cast<int>(swimlanes_.lanes.size());
      swimlanes_.lanes.push_back({.name = event.process.str(), .is_process = true});
    }
  }

  void Follow(const Event& event) {
    if (event.process.empty()) return;
    const int lane = process_lanes_.at(event.process);
    if (event.kind == EventKind::kCrash || event.kind == EventKind::kPanic) {
      down_.insert(lane);
    } else if (event.kind == EventKind::kStart) {
      down_.erase(lane);
    }
  }

  void Fill(LaneRow& row, const Event& event, std::size_t index) {
    row.process = event.process.empty() ? -1 : process_lanes_.at(event.process);
    row.executed = event.executed;
    row.crashed = IsCrash(event.outcome) || event.kind == EventKind::kPanic;
    row.down.assign(down_.begin(), down_.end());
    if (event.kind == EventKind::kEffect) {
      row.request = JsonWorthShowing(event.request);
      row.reply = JsonWorthShowing(event.reply);
    }
    if (index >= recording_.worlds.size()) return;
    const Json& after = recording_.worlds[index];
    for (JsonChange& change : JsonDifference(*before_, after)) {
      if (change.path == kClock) continue;
      row.changes.push_back(std::move(change));
    }
    before_ = &after;
    for (const JsonChange& change : row.changes) changed_parts_.insert(PartOf(change));
  }

  /// Lanes in the order of the world's parts; known only now which of them change.
  void AddParts() {
    std::map<std::string, int> lanes;
    if (!before_->is_object()) return;
    for (const auto& [name, value] : before_->items()) {
      if (name == kClock) continue;
      if (!changed_parts_.contains(name)) {
        swimlanes_.still.push_back(name);
        continue;
      }
      lanes[name] = static_cast<int>(swimlanes_.lanes.size());
      swimlanes_.lanes.push_back({.name = name});
    }
    for (LaneRow& row : swimlanes_.rows) {
      std::set<int> changed;
      for (const JsonChange& change : row.changes) {
        const auto lane = lanes.find(PartOf(change));
        if (lane != lanes.end()) changed.insert(lane->second);
      }
      row.changed.assign(changed.begin(), changed.end());
    }
  }

  const Recording& recording_;
  const Json* before_;
  Swimlanes swimlanes_;
  std::map<Text, int> process_lanes_;
  std::set<int> down_;
  std::set<std::string> changed_parts_;
};

}  // namespace

Swimlanes SwimlanesOf(const Recording& recording, const Json& initial, int broken_step,
                      std::string_view invariant) {
  return LaneMaker(recording, initial).Make(broken_step, invariant);
}

}  // namespace relapse

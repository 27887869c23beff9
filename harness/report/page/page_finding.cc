// A finding with its swim-lanes. Each row of the lanes is a <details>: what changed opens without a
// script. Lanes are columns of a grid, so that time runs downwards on any width.
#include <algorithm>

#include "harness/report/page/markup.h"
#include "harness/report/words.h"

namespace relapse::internal {

namespace {

constexpr std::size_t kFewestFolded = 4;
/// Columns of JSON and rows of changes that all steps of a finding share, and what one gets at
/// least and at most: a long history stays a small page.
constexpr std::size_t kJsonOfFinding = 200'000;
constexpr std::size_t kLeastJson = 16;
constexpr std::size_t kMostJson = 1200;
constexpr std::size_t kChangesOfFinding = 4000;
constexpr std::size_t kFewestChanges = 4;
constexpr std::size_t kMostChanges = 24;
constexpr std::size_t kMostPath = 100;
constexpr std::size_t kMostEffect = 160;
constexpr std::size_t kMostOutcome = 120;

class LanesWriter {
 public:
  explicit LanesWriter(const Swimlanes& swimlanes) : swimlanes_(swimlanes) {
    const std::size_t rows = std::max<std::size_t>(swimlanes.rows.size(), 1);
    json_of_row_ = kJsonOfFinding / rows;
    most_changes_ = std::clamp(kChangesOfFinding / rows, kFewestChanges, kMostChanges);
    processes_ = std::count_if(swimlanes.lanes.begin(), swimlanes.lanes.end(),
                               [](const Lane& lane) { return lane.is_process; });
  }

  std::string Text() {
    text_ = "<div class=\"lanes n" + std::to_string(swimlanes_.lanes.size()) + "\">\n";
    Head();
    const auto& rows = swimlanes_.rows;
    for (std::size_t at = 0; at < rows.size();) {
      std::size_t end = at;
      while (end < rows.size() && rows[end].quiet()) ++end;
      if (end - at >= kFewestFolded) {
        Fold(at, end);
        at = end;
      } else {
        Row(rows[at++]);
      }
    }
    text_ += "</div>\n";
    return std::move(text_);
  }

 private:
  void Head() {
    text_ += "<div class=\"head\"><span class=\"at\">time</span><span class=\"ls\">";
    for (std::size_t i = 0; i < swimlanes_.lanes.size(); ++i) {
      const Lane& lane = swimlanes_.lanes[i];
      text_ += "<b class=\"c" + std::to_string(i) + (lane.is_process ? " proc" : "") +
               "\" title=" + Attribute(lane.name) + ">" + EscapedShort(lane.name, 14) + "</b>";
    }
    text_ += "</span><span class=\"tx\">what happened</span></div>\n";
  }

  void Fold(std::size_t begin, std::size_t end) {
    const auto& rows = swimlanes_.rows;
    std::int64_t effects = 0;
    for (std::size_t i = begin; i < end; ++i) effects += rows[i].line.stands_for;
    text_ += "<details class=\"fold\"><summary><span class=\"at\">" +
             VirtualTime(rows[begin].line.at) + "</span><span class=\"ls\">";
    Down(rows[begin]);
    text_ += "</span><span class=\"tx\">" + Counted(effects, "effect") + " that change" +
             (effects == 1 ? "s" : "") + " nothing, until " + VirtualTime(rows[end - 1].line.at) +
             "</span></summary>\n";
    for (std::size_t i = begin; i < end; ++i) Row(rows[i]);
    text_ += "</details>\n";
  }

  void Row(const LaneRow& row) {
    const std::string inside = Inside(row);
    std::string classes = row.line.is_rule ? "ev rule" : "ev";
    if (!row.line.fault.empty()) classes += " fault";
    if (!row.line.broken.empty()) classes += " broken";
    const bool opens = !inside.empty();
    text_ +=
        opens ? "<details class=\"" + classes + "\"><summary>" : "<div class=\"" + classes + "\">";
    text_ += "<span class=\"at\">" + VirtualTime(row.line.at) + "</span><span class=\"ls\">";
    Marks(row);
    text_ += "</span><span class=\"tx\">";
    Words(row);
    text_ += opens ? "</span></summary>" + inside + "</details>\n" : "</span></div>\n";
  }

  void Down(const LaneRow& row) {
    for (const int lane : row.down) Mark("dn", lane);
  }

  void Mark(const char* kind, int lane) {
    text_ += "<i class=\"" + std::string(kind) + " c" + std::to_string(lane) + "\"></i>";
  }

  void Marks(const LaneRow& row) {
    Down(row);
    if (row.process >= 0 && !row.changed.empty()) {
      text_ += "<i class=\"ln c" + std::to_string(row.process) + " e" +
               std::to_string(row.changed.back()) + "\"></i>";
    }
    for (const int lane : row.changed) Mark(row.process >= 0 ? "p" : "p self", lane);
    if (row.process < 0) return;
    const bool died = row.crashed || !row.line.fault.empty();
    Mark(row.line.is_rule      ? (died ? "m x" : "m t")
         : died                ? "m x"
         : row.changed.empty() ? "m r"
                               : "m w",
         row.process);
  }

  void Words(const LaneRow& row) {
    const TimelineLine& line = row.line;
    if (processes_ > 1 && !line.is_rule && row.process >= 0) {
      text_ += "<span class=\"who\">" + Escaped(line.process) + "</span> ";
    }
    const bool by_itself = row.process < 0 && !line.is_rule;
    text_ += "<b>" + (by_itself ? ByItself(row) : EscapedShort(line.effect, kMostEffect)) + "</b>";
    if (!line.outcome.empty() && line.outcome != "ok") {
      text_ += " <span class=\"rp\">" + EscapedShort(line.outcome, kMostOutcome) + "</span>";
    }
    if (!line.fault.empty()) text_ += " <em class=\"fl\">✗ " + Escaped(line.fault) + "</em>";
    if (!line.broken.empty()) text_ += " <em class=\"br\">◀ " + Escaped(line.broken) + "</em>";
  }

  /// "server and store act by themselves".
  std::string ByItself(const LaneRow& row) const {
    std::vector<std::string> names;
    for (const int lane : row.changed) {
      names.push_back(swimlanes_.lanes[static_cast<std::size_t>(lane)].name);
    }
    if (names.empty()) return "the world acts by itself";
    return Escaped(Listed(names)) + (names.size() == 1 ? " acts by itself" : " act by themselves");
  }

  static std::string Value(const std::optional<std::string>& value, const char* without,
                           std::size_t width) {
    if (!value) return "<td class=\"none\">" + std::string(without) + "</td>";
    return "<td>" + EscapedShort(*value, width) + "</td>";
  }

  /// What opens: the difference of the world, what was asked and what was heard.
  std::string Inside(const LaneRow& row) const {
    const std::size_t shown = std::min(row.changes.size(), most_changes_);
    const std::size_t width = std::clamp(json_of_row_ / (2 * shown + 2), kLeastJson, kMostJson);
    std::string inside;
    if (shown > 0) inside = "<table class=\"diff\">";
    for (std::size_t i = 0; i < shown; ++i) {
      const JsonChange& change = row.changes[i];
      inside += "<tr><th>" + EscapedShort(change.path, kMostPath) + "</th>" +
                Value(change.before, "new", width) + Value(change.after, "gone", width) + "</tr>";
    }
    if (shown < row.changes.size()) {
      inside += "<tr><th>and " +
                Counted(std::ssize(row.changes) - static_cast<std::int64_t>(shown), "more change") +
                "</th></tr>";
    }
    if (shown > 0) inside += "</table>";
    const auto add = [&](const char* name, const std::string& json) {
      if (json.empty()) return;
      inside += std::string("<p><span>") + name + "</span><code>" + EscapedShort(json, width) +
                "</code></p>";
    };
    add("asked", row.request);
    add("heard", row.reply);
    return inside.empty() ? "" : "<div class=\"in\">" + inside + "</div>";
  }

  const Swimlanes& swimlanes_;
  std::size_t json_of_row_ = 0;
  std::size_t most_changes_ = kMostChanges;
  std::int64_t processes_ = 1;
  std::string text_;
};

std::string LegendText(const Swimlanes& swimlanes) {
  const bool any_down = std::any_of(swimlanes.rows.begin(), swimlanes.rows.end(),
                                    [](const LaneRow& row) { return !row.down.empty(); });
  return std::string(
             "<div class=\"legend\"><span><i class=\"m w\"></i>changes the world</span>"
             "<span><i class=\"m r\"></i>only looks or waits</span>"
             "<span><i class=\"p\"></i>part of the world that changes</span>"
             "<span><i class=\"p self\"></i>changes by itself</span>"
             "<span><i class=\"m x\"></i>fault</span>") +
         (any_down ? "<span><i class=\"dn\"></i>process is down</span>" : "") + "</div>\n";
}

}  // namespace

std::string FindingText(const HtmlFinding& finding, int number) {
  std::string text = "<article class=\"finding\">\n<h4><span class=\"num\">" +
                     std::to_string(number) + "</span> " + Escaped(finding.invariant) + "</h4>\n" +
                     "<p class=\"message\">" + Escaped(finding.message) + "</p>\n";
  text += "<dl class=\"facts\">";
  const auto fact = [&](const char* name, const std::string& value) {
    if (!value.empty()) text += std::string("<dt>") + name + "</dt><dd>" + value + "</dd>";
  };
  std::string plan;
  for (const std::string& fault : finding.plan) plan += "<li>" + Escaped(fault) + "</li>";
  fact("plan", plan.empty() ? "no fault" : "<ol>" + plan + "</ol>");
  fact("necessity", Escaped(finding.necessity));
  fact("found", Escaped(finding.how_found));
  fact("signature", "<code>" + Escaped(finding.signature) + "</code>");
  fact("replay", finding.replay.empty() ? "" : Command(finding.replay));
  text += "</dl>\n";
  if (!finding.timeline.rows.empty()) {
    text += LegendText(finding.timeline);
    text += LanesWriter(finding.timeline).Text();
  }
  if (!finding.timeline.still.empty()) {
    text += "<p class=\"note\">unchanged throughout: " + Escaped(Listed(finding.timeline.still)) +
            "</p>\n";
  }
  return text + "</article>\n";
}

}  // namespace relapse::internal

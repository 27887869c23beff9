#include "harness/report/timeline.h"

#include <algorithm>

#include "harness/report/timeline_lines.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

using internal::TimelineLine;

constexpr std::size_t kMostEffectWidth = 58;
constexpr std::size_t kMostOutcomeWidth = 40;
constexpr std::size_t kTimeWidth = 9;

/// A statement may hold line breaks; an effect is one line.
void JoinLines(std::string& text) {
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
    const std::size_t next = text.find_first_not_of("\n ", at);
    text.replace(at, std::min(next, text.size()) - at, " ");
  }
}

struct Widths {
  std::size_t process = 7;
  std::size_t effect = 24;
  std::size_t outcome = 7;
};

Widths WidthsOf(const std::vector<TimelineLine>& lines) {
  Widths widths;
  for (const TimelineLine& line : lines) {
    if (line.is_rule) continue;
    widths.process = std::max(widths.process, DisplayWidth(line.process));
    widths.effect = std::max(widths.effect, DisplayWidth(line.effect));
    widths.outcome = std::max(widths.outcome, DisplayWidth(line.outcome));
  }
  widths.effect = std::min(widths.effect, kMostEffectWidth);
  widths.outcome = std::min(widths.outcome, kMostOutcomeWidth);
  return widths;
}

std::string MarkText(const TimelineLine& line, const Paint& paint) {
  std::string text;
  if (!line.fault.empty()) text += paint.Red("✗ " + line.fault);
  if (line.broken.empty()) return text;
  if (!text.empty()) text += "  ";
  return text + paint.Red("◀ " + line.broken);
}

std::string LineText(const TimelineLine& line, const Widths& widths, const Paint& paint) {
  const std::string margin(2 + kTimeWidth + 2, ' ');
  const std::string mark = MarkText(line, paint);
  if (line.is_rule) {
    return margin + paint.Dim("── " + line.effect + " ──") + (mark.empty() ? "" : "  " + mark);
  }
  const std::string time = line.is_fold ? "" : VirtualTime(line.at);
  std::string text = "  " + PadLeft(time, kTimeWidth) + "  " +
                     PadRight(line.process, widths.process) + "  " +
                     PadRight(Shortened(line.effect, widths.effect), widths.effect) + "  " +
                     PadRight(Shortened(line.outcome, widths.outcome), widths.outcome);
  if (line.is_fold) text = paint.Dim(text.substr(0, text.find_last_not_of(' ') + 1));
  if (!mark.empty()) text += "  " + mark;
  return text;
}

}  // namespace

std::string TimelineText(const Recording& recording, const TimelineOptions& options) {
  std::vector<TimelineLine> lines =
      internal::LinesOf(recording, options.broken_step, options.invariant);
  if (lines.empty()) return "";
  for (TimelineLine& line : lines) {
    JoinLines(line.effect);
    JoinLines(line.outcome);
  }
  lines = internal::FoldCycles(lines);
  if (!options.whole) lines = internal::LeaveOutQuiet(lines);
  const Widths widths = WidthsOf(lines);
  const Paint paint(options.colour);
  std::string text = "  " + PadLeft("time", kTimeWidth) + "  " +
                     PadRight("process", widths.process) + "  " +
                     PadRight("effect", widths.effect) + "  outcome";
  text += "\n";
  for (const TimelineLine& line : lines) {
    std::string one = LineText(line, widths, paint);
    one.erase(one.find_last_not_of(' ') + 1);
    text += one + "\n";
  }
  return text;
}

}  // namespace relapse

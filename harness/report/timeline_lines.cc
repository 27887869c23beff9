#include "harness/report/timeline_lines.h"

#include <algorithm>
#include <map>

#include "harness/report/abbreviate.h"
#include "harness/report/words.h"

namespace relapse::internal {

namespace {

constexpr std::size_t kLongestCycle = 6;
constexpr std::size_t kFewestRepeats = 3;
constexpr std::size_t kFewestLinesSaved = 3;
constexpr std::size_t kLinesAroundMarks = 2;
constexpr std::size_t kLinesBeforeFirstMark = 8;

std::string OutcomeWords(const Event& event) {
  std::string words(event.outcome == Outcome::kDisturb ? std::string_view(event.note)
                                                       : EnumName(event.outcome));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string HeardText(const Event& event, std::string_view said) {
  if (event.outcome == Outcome::kCrashBefore) return "(not sent)";
  if (event.reply.is_null()) return event.executed ? "(answer not heard)" : "(no answer)";
  return AbbreviateReply(event.reply, said);
}

std::string ExitText(const std::string& code) {
  if (code == std::to_string(kExitDone)) return "returns";
  if (code == std::to_string(kExitAgain)) return "ends its attempt and is started again";
  if (code == std::to_string(kExitGaveUp)) return "gives up";
  return "returns " + code;
}

/// Makes lines of events; remembers what the next one is compared with.
class LineMaker {
 public:
  explicit LineMaker(bool every_timer) : every_timer_(every_timer) {}

  std::vector<TimelineLine> lines;

  void Add(const Event& event, const std::string& broken) {
    const std::size_t before = lines.size();
    const int index = next_event_++;
    switch (event.kind) {
      case EventKind::kEffect:
        AddEffect(event);
        break;
      case EventKind::kStart:
        AddStart(event);
        break;
      case EventKind::kTimer:
        if (!broken.empty() || every_timer_) {
          lines.push_back({.at = event.at, .process = "(world)", .effect = "acts by itself"});
        }
        break;
      case EventKind::kCrash:
        crashed_at_[event.process] = event.at;
        if (!broken.empty()) AddRule(event, event.process.str() + " is dead");
        break;
      case EventKind::kExit:
        exited_[event.process] = true;
        AddRule(event, event.process.str() + " " + ExitText(event.note));
        break;
      case EventKind::kPanic:
        AddRule(event, event.process.str() + " dies by itself: " + event.note);
        break;
      case EventKind::kPause:
        AddRule(event, event.process.str() + " stops for " +
                           VirtualDuration(std::stoll(event.note)) + " where it is");
        break;
      case EventKind::kPreempt:
        AddRule(event, event.note + " goes on before " + event.process.str());
        break;
      case EventKind::kRest:
        AddRule(event, "at rest: " + event.note);
        break;
    }
    if (!broken.empty()) MarkBroken(event, broken);
    for (std::size_t i = before; i < lines.size(); ++i) lines[i].event = index;
    world_hash_ = event.world_hash;
  }

 private:
  void AddRule(const Event& event, std::string text) {
    lines.push_back({.at = event.at, .effect = std::move(text), .is_rule = true, .stands_for = 0});
  }

  void AddStart(const Event& event) {
    if (!started_[event.process]) {
      started_[event.process] = true;
      return;
    }
    if (exited_[event.process]) {
      exited_[event.process] = false;
      return;
    }
    const DurationMs down = event.at - crashed_at_[event.process];
    if (down == 0) return AddRule(event, event.process.str() + " starts again");
    AddRule(event,
            event.process.str() + " is down for " + VirtualDuration(down) + " and starts again");
  }

  void AddEffect(const Event& event) {
    TimelineLine line{.at = event.at, .process = event.process.str()};
    line.effect = event.effect.str();
    if (!event.object.empty()) line.effect += " " + event.object.str();
    const auto waited = event.request.find("duration");
    const bool is_wait = event.effect == Text(Wait::kEffect.name) && waited != event.request.end();
    if (is_wait) line.effect += " " + VirtualDuration(waited->get<DurationMs>());
    line.outcome = HeardText(event, line.effect);
    // An effect that answers nothing is better told by what it asked.
    const bool answers_nothing =
        line.outcome == "ok" || !event.reply.is_object() || event.reply.contains("error");
    if (!is_wait && answers_nothing) {
      if (const std::string asked = AbbreviateRequest(event.request, line.effect); !asked.empty()) {
        line.effect += " " + asked;
      }
    }
    if (event.outcome != Outcome::kNone) line.fault = OutcomeWords(event);
    line.changed = !is_wait && event.world_hash != world_hash_;
    lines.push_back(std::move(line));
  }

  void MarkBroken(const Event& event, const std::string& broken) {
    if (event.kind == EventKind::kStart && (lines.empty() || !lines.back().is_rule)) {
      AddRule(event, event.process.str() + " starts");
    }
    lines.back().broken = broken;
  }

  bool every_timer_;
  int next_event_ = 0;
  std::map<Text, bool> started_;
  std::map<Text, bool> exited_;
  std::map<Text, DurationMs> crashed_at_;
  std::uint64_t world_hash_ = 0;
};

/// How often the block of `length` lines at `at` stands there in a row.
std::size_t RepeatsAt(const std::vector<TimelineLine>& lines, std::size_t at, std::size_t length) {
  std::size_t end = at;
  while (end < lines.size() && lines[end].plain() &&
         (end < at + length || lines[end].Repeats(lines[end - length]))) {
    ++end;
  }
  return (end - at) / length;
}

TimelineLine FoldOf(const std::vector<TimelineLine>& lines, std::size_t at, std::size_t length,
                    std::size_t repeats) {
  TimelineLine fold{.at = lines[at].at, .process = lines[at].process, .is_fold = true};
  std::string effects;
  for (std::size_t i = at; i < at + length; ++i) {
    if (i > at) effects += ", ";
    effects += lines[i].effect;
    if (lines[i].outcome == "ok" || fold.outcome.find(lines[i].outcome) != std::string::npos)
      continue;
    if (!fold.outcome.empty()) fold.outcome += ", ";
    fold.outcome += lines[i].outcome;
  }
  fold.effect =
      "… " + std::to_string(repeats) + " x " + (length > 1 ? "(" + effects + ")" : effects);
  fold.stands_for = static_cast<int>(length * repeats);
  return fold;
}

TimelineLine LeftOut(int effects, bool before_first_mark) {
  return {.effect = "… " + Counted(effects, "effect") +
                    (before_first_mark ? " before" : " that change nothing"),
          .is_fold = true,
          .stands_for = effects};
}

}  // namespace

std::vector<TimelineLine> LinesOf(const Recording& recording, int broken_step,
                                  std::string_view invariant, bool every_timer) {
  LineMaker maker(every_timer);
  for (std::size_t i = 0; i < recording.events.size(); ++i) {
    const bool broken = static_cast<int>(i) == broken_step && !invariant.empty();
    maker.Add(recording.events[i], broken ? std::string(invariant) : std::string());
  }
  return std::move(maker.lines);
}

std::vector<TimelineLine> FoldCycles(const std::vector<TimelineLine>& lines) {
  std::vector<TimelineLine> folded;
  for (std::size_t at = 0; at < lines.size();) {
    std::size_t best_length = 0;
    std::size_t best_repeats = 0;
    std::size_t most_saved = kFewestLinesSaved - 1;
    for (std::size_t length = 1; length <= kLongestCycle; ++length) {
      const std::size_t repeats = RepeatsAt(lines, at, length);
      if (repeats < kFewestRepeats || (repeats - 1) * length <= most_saved) continue;
      best_length = length;
      best_repeats = repeats;
      most_saved = (repeats - 1) * length;
    }
    if (best_length == 0) {
      folded.push_back(lines[at++]);
      continue;
    }
    for (std::size_t i = 0; i < best_length; ++i) folded.push_back(lines[at + i]);
    folded.push_back(FoldOf(lines, at, best_length, best_repeats - 1));
    at += best_length * best_repeats;
  }
  return folded;
}

std::vector<TimelineLine> LeaveOutQuiet(const std::vector<TimelineLine>& lines) {
  std::vector<bool> kept(lines.size(), false);
  std::size_t first_mark = lines.size();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].changed || lines[i].is_rule) kept[i] = true;
    if (!lines[i].marked()) continue;
    first_mark = std::min(first_mark, i);
    const std::size_t from = i < kLinesAroundMarks ? 0 : i - kLinesAroundMarks;
    for (std::size_t j = from; j <= i + kLinesAroundMarks && j < lines.size(); ++j) kept[j] = true;
  }
  const std::size_t start = first_mark < lines.size() && first_mark > kLinesBeforeFirstMark
                                ? first_mark - kLinesBeforeFirstMark
                                : 0;
  std::vector<TimelineLine> thin;
  int before = 0;
  for (std::size_t i = 0; i < start; ++i) before += lines[i].stands_for;
  if (before > 0) thin.push_back(LeftOut(before, true));
  for (std::size_t i = start; i < lines.size();) {
    std::size_t end = i;
    int left_out = 0;
    while (end < lines.size() && !kept[end]) left_out += lines[end++].stands_for;
    if (left_out > 1) {
      thin.push_back(LeftOut(left_out, false));
      i = end;
    } else {
      thin.push_back(lines[i++]);
    }
  }
  return thin;
}

}  // namespace relapse::internal

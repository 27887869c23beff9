#include "harness/cli/commands.h"
#include "harness/cli/target.h"
#include "harness/report/json_report.h"
#include "harness/report/timeline.h"

namespace relapse {

namespace {

/// The first event after which the world differs from the recorded one; -1: none.
int FirstDifference(const Replay& replay, const Counterexample& recorded) {
  const std::vector<Event>& events = replay.recording.events;
  const auto size = std::max(events.size(), recorded.state_hashes.size());
  for (std::size_t i = 0; i < size; ++i) {
    if (i >= events.size() || i >= recorded.state_hashes.size() ||
        HashText(events[i].world_hash) != recorded.state_hashes[i]) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

std::string PlacedWords(std::size_t faults) {
  if (faults == 0) return "no fault to place";
  if (faults == 1) return "the fault placed";
  return faults == 2 ? "both faults placed" : "all " + std::to_string(faults) + " faults placed";
}

std::string AnswerText(const Replay& replay, const Counterexample& recorded, int step) {
  const std::string placed = PlacedWords(recorded.plan.faults.size());
  switch (replay.answer) {
    case ReplayAnswer::kExact:
      return "exact: " + placed + ", every state as recorded";
    case ReplayAnswer::kRebased:
      return "rebased: " + placed + ", the history differs from the recorded one from step " +
             std::to_string(step) + " on";
    case ReplayAnswer::kDiverged:
      return "diverged: " + replay.diverged +
             (step < 0 ? ""
                       : "; the history differs from the recorded one from step " +
                             std::to_string(step) + " on");
  }
  return "";
}

}  // namespace

CommandResult CommandReplay(Session& session) {
  Console& console = session.console;
  const Counterexample recorded = CounterexampleFrom(session.arguments.file);
  const Target target = TargetOfFile(session, recorded);
  RestOracle oracle(*target.instance);
  const Replay replay = ReplayCounterexample(*target.instance, oracle, recorded);
  const int step = FirstDifference(replay, recorded);
  CommandResult result{ExitStatus::kHeld,
                       ReplayJson(session.arguments.file, recorded, replay, step)};
  result.json["defects"] = target.defects;
  if (!replay.run.result.harness_failure.empty()) {
    console.Line("HARNESS FAILURE  " + replay.run.result.harness_failure);
    result.json["error"] = replay.run.result.harness_failure;
    result.status = ExitStatus::kHarnessFailure;
    return result;
  }
  const Verdict& verdict = replay.run.verdict;
  if (!recorded.title.empty()) console.Line(recorded.title);
  console.Line(AnswerText(replay, recorded, step));
  if (!console.quiet() && !console.json()) {
    console.Text(TimelineText(replay.recording, {.broken_step = verdict.step,
                                                 .invariant = verdict.invariant,
                                                 .whole = true,
                                                 .colour = console.colour()}));
  }
  if (verdict.violated()) {
    result.status = ExitStatus::kViolated;
    console.Line(console.paint().Red("VIOLATED") + "  " + verdict.invariant + ": " +
                 verdict.message);
  } else if (replay.answer == ReplayAnswer::kDiverged) {
    result.status = ExitStatus::kInconclusive;
    console.Line(console.paint().Yellow("INCONCLUSIVE") +
                 "  nothing was violated, but the plan did not play");
  } else {
    console.Line(console.paint().Green("HELD"));
  }
  return result;
}

}  // namespace relapse

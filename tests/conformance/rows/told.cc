// The words of stage.h.
#include <fmt/format.h>

#include <algorithm>

#include "tests/conformance/rows/stage.h"

namespace relapse::migrations::rows {

namespace {

std::string List(const std::vector<Version>& versions) {
  std::string list;
  for (const Version version : versions) {
    list += fmt::format("{}{}", list.empty() ? "" : " ", version);
  }
  return list;
}

/// What a server or a file system says in its own words differs from one side to the other.
bool TellsItsPath(Refusal refusal) {
  return refusal == Refusal::kFolderUnreadable || refusal == Refusal::kMigrationUnreadable ||
         refusal == Refusal::kDuplicateFiles || refusal == Refusal::kDownUnsafe;
}

std::string Named(const Request& run) {
  if (run.reset)
    return run.confirmed_target.empty() ? "reset" : "reset " + run.confirmed_target.str();
  std::string told = "run";
  if (run.rollback) told += " rollback";
  if (run.changed) told += " changed";
  if (run.accept) told += " accept";
  if (run.resolution != Resolution::kNone) told += fmt::format(" {}", EnumName(run.resolution));
  if (run.allow_irreversible) told += " irreversible";
  if (run.allow_undo_all) told += " undo-all";
  return told;
}

std::string Named(const migrations::Advice& advice) {
  if (advice.remedy == Remedy::kRun) return Named(advice.run);
  std::string told(EnumName(advice.remedy));
  if (!advice.argument.empty()) told += " " + advice.argument.str();
  // The number of a process differs from run to run.
  const bool names_process = advice.remedy == Remedy::kWaitForHolder ||
                             advice.remedy == Remedy::kStopServer ||
                             advice.remedy == Remedy::kRemovePidFile;
  if (advice.number != 0 && !names_process) told += fmt::format(" {}", advice.number);
  if (advice.remedy == Remedy::kStopServer && advice.run.reset)
    told += ", then " + Named(advice.run);
  return told;
}

template <class Range, class Name>
std::string Joined(const Range& range, Name name) {
  std::string told;
  for (const auto& one : range) told += (told.empty() ? "" : "; ") + name(one);
  return told;
}

}  // namespace

std::string Told(const RecoveryResult& result) {
  const Decision& decision = result.decision;
  std::string told(EnumName(result.outcome));
  const bool refused = decision.action == Action::kRefuse;
  if (result.outcome == RecoveryOutcome::kDone) {
    for (const Action action : result.actions) told += fmt::format(" {}", EnumName(action));
  } else if (result.failed_version != kNoVersion && !refused) {
    told += fmt::format(" {}", result.failed_version);
  } else if (refused) {
    told += fmt::format(" {}", EnumName(decision.refusal));
    if (!decision.about.empty()) told += ": " + List(decision.about);
    if (TellsItsPath(decision.refusal) && !decision.path.empty()) {
      told += ", " + decision.path.str();
    }
    if (!decision.undo.empty()) told += ", would undo " + List(decision.undo);
    if (!decision.blocking.empty()) told += ", blocked by " + List(decision.blocking);
  }
  if (!result.undone.empty()) told += ", undone " + List(result.undone);
  return told;
}

std::string Told(const std::optional<RecoveryResult>& result) {
  return result.has_value() ? Told(*result) : "killed";
}

std::string Advised(const RecoveryResult& result) {
  return Joined(result.decision.advice,
                [](const migrations::Advice& advice) { return Named(advice); });
}

std::string Notes(const RecoveryResult& result) {
  std::vector<std::string> notes;
  for (const NoteOn& note : result.notes) {
    std::string told(EnumName(note.note));
    if (note.version != kNoVersion) told += fmt::format(" {}", note.version);
    if (std::find(notes.begin(), notes.end(), told) == notes.end()) notes.push_back(told);
  }
  return Joined(notes, [](const std::string& note) { return note; });
}

std::string Told(const migrator::RunReport& report) {
  std::string told(EnumName(report.outcome));
  if (!report.applied.empty()) told += " " + List(report.applied);
  if (!report.ok()) told += ": " + report.error.str();
  return told;
}

std::string Told(const std::optional<migrator::RunReport>& report) {
  return report.has_value() ? Told(*report) : "killed";
}

Request FirstRun(const RecoveryResult& result) {
  for (const migrations::Advice& advice : result.decision.advice) {
    if (advice.remedy == Remedy::kRun && !advice.run.reset) return advice.run;
  }
  ADD_FAILURE() << "no run is advised: " << Advised(result);
  return {};
}

Request AdvisedReset(const RecoveryResult& result) {
  const auto& advice = result.decision.advice;
  if (!advice.empty() && advice.back().run.reset) return advice.back().run;
  ADD_FAILURE() << "no reset is advised: " << Advised(result);
  return {};
}

}  // namespace relapse::migrations::rows

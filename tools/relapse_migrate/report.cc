#include "tools/relapse_migrate/report.h"

#include <fmt/format.h>

namespace relapse::migrations {

namespace {

std::string VersionText(Version version) {
  return version == kNoVersion ? std::string("none") : fmt::format("{}", version);
}

std::vector<Version> Pending(const RecoveryResult& result) {
  std::vector<Version> pending;
  for (const DiskMigration& migration : result.disk.migrations) {
    if (migration.version > result.version) pending.push_back(migration.version);
  }
  return pending;
}

void AddLines(std::string& text, std::string_view indent, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) text += fmt::format("{}{}\n", indent, line);
}

/// What was done, or how it ended otherwise.
std::string OutcomeText(const RecoveryResult& result) {
  std::string text;
  if (!result.undone.empty()) text += "undone: " + ListVersions(result.undone) + "\n";
  if (result.planned.size() > result.undone.size()) {
    text += fmt::format("{} of {} were undone\n", result.undone.size(), result.planned.size());
  }
  switch (result.outcome) {
    case RecoveryOutcome::kFailed:
      text += result.failed_version == kNoVersion
                  ? fmt::format("failed: {}\n", result.failure.view())
                  : fmt::format("failed at version {}, which is as it was: {}\n",
                                result.failed_version, result.failure.view());
      if (result.passes) text += "nothing is wrong with what was asked for: run it again\n";
      break;
    case RecoveryOutcome::kUnknown:
      text += fmt::format(
          "not known: the connection broke while version {} was being committed, and the database "
          "does not answer; run status once it does\n",
          result.failed_version);
      break;
    case RecoveryOutcome::kStopped:
      if (!result.failure.empty()) text += fmt::format("stopped: {}\n", result.failure.view());
      break;
    default:
      break;
  }
  return text;
}

}  // namespace

Typed ToolReport::typed() const {
  static const ToolOptions kUntouched;
  std::string again;
  if (options.path != kUntouched.path) again += " --path " + options.path;
  if (!options.cache.empty()) again += " --cache " + options.cache;
  return {.target = target, .options = again};
}

int ToolReport::ExitCode() const {
  if (result.decision.refusal == Refusal::kUnreachable) return kExitUnreachable;
  if (result.decision.refusal == Refusal::kFlagsExclude ||
      result.decision.refusal == Refusal::kResetUnconfirmed) {
    return kExitUsage;
  }
  switch (result.outcome) {
    case RecoveryOutcome::kDone:
      return result.decision.action == Action::kRefuse ? kExitRefused : kExitOk;
    case RecoveryOutcome::kRefused:
      return kExitRefused;
    default:
      return kExitFailed;
  }
}

std::string ToolReport::ToText() const {
  const Decision& decision = result.decision;
  const Explanation explanation = Explain(decision, typed());
  const bool refused = decision.action == Action::kRefuse;
  std::string text = fmt::format("{}: version {}", target.view(), VersionText(result.version));
  if (const auto pending = Pending(result); !pending.empty() && !refused) {
    text += ", pending " + ListVersions(pending);
  }
  text += "\n" + OutcomeText(result);
  if (refused) {
    text += fmt::format("REFUSED ({}): {}\n", EnumName(decision.refusal), explanation.headline);
  } else if (options.command == Command::kStatus) {
    text += fmt::format("next ({}): {}\n", EnumName(decision.action), explanation.headline);
  } else if (dry_run) {
    text += fmt::format("would do ({}): {}\n", EnumName(decision.action), explanation.headline);
  } else if (result.outcome == RecoveryOutcome::kDone) {
    for (const Action action : result.actions) {
      text += fmt::format("done ({}): {}\n", EnumName(action), Sentence(action));
    }
  }
  AddLines(text, "  ", explanation.details);
  AddLines(text, "note: ", explanation.notes);
  for (const DiskView* disk = &result.disk; const Text ignored : disk->ignored) {
    text += fmt::format("note: {} is no migration's name, and is passed over\n", ignored.view());
  }
  if (!explanation.remedies.empty()) text += "what helps, the mildest first:\n";
  AddLines(text, "  ", explanation.remedies);
  const bool would_write = !decision.empty() || !decision.take.empty() || !decision.undo.empty() ||
                           decision.action == Action::kReset || decision.action == Action::kResolve;
  if (dry_run && !refused && options.command != Command::kStatus && would_write) {
    text += fmt::format("to do it:\n  {}\n", CommandLine(options.request, typed()));
  }
  return text;
}

Json ToolReport::ToJson() const {
  const Decision& decision = result.decision;
  const Explanation explanation = Explain(decision, typed());
  Json notes = Json::array();
  for (const NoteOn& note : decision.notes) {
    notes.push_back({{"note", std::string(EnumName(note.note))},
                     {"version", note.version},
                     {"text", Sentence(note)}});
  }
  Json advice = Json::array();
  for (const Advice& one : decision.advice) {
    advice.push_back({{"remedy", std::string(EnumName(one.remedy))},
                      {"argument", one.argument.str()},
                      {"number", one.number},
                      {"text", Sentence(one, typed())}});
  }
  Json take = Json::array();
  for (const StoredMigration& row : decision.take) take.push_back(row.version);
  Json destroys = Json::array();
  for (const CatalogObject& object : decision.destroys) {
    destroys.push_back({{"kind", object.kind.str()},
                        {"schema", object.schema.str()},
                        {"name", object.name.str()}});
  }
  Json actions = Json::array();
  for (const Action action : result.actions) actions.push_back(std::string(EnumName(action)));
  return {{"command", std::string(EnumName(options.command))},
          {"target", target.str()},
          {"dry_run", dry_run},
          {"version", result.version},
          {"pending", Pending(result)},
          {"outcome", std::string(EnumName(result.outcome))},
          {"action", std::string(EnumName(decision.action))},
          {"refusal", std::string(EnumName(decision.refusal))},
          {"summary", explanation.headline},
          {"details", explanation.details},
          {"about", decision.about},
          {"undo", decision.undo},
          {"take", std::move(take)},
          {"undone", result.undone},
          {"destroys", std::move(destroys)},
          {"done", std::move(actions)},
          {"failure", result.failure.str()},
          {"notes", std::move(notes)},
          {"advice", std::move(advice)},
          {"exit_code", ExitCode()}};
}

}  // namespace relapse::migrations

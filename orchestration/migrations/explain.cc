#include "orchestration/migrations/explain.h"

#include <fmt/format.h>

#include <array>

#include "harness/core/check.h"
#include "harness/core/time.h"
#include "orchestration/migrations/destroyed.h"

namespace relapse::migrations {

namespace {

constexpr std::array<std::string_view, kRefusalCount> kRefusalSentences{
    "nothing is refused",
    "reset excludes rollback and --accept",
    "the server's data folder cannot be read, so nothing is known of it",
    "the server's pid file names a process that cannot be judged; it may be a live server",
    "the server's pid file names another program: the server is gone, and a new one would refuse "
    "to start beside it",
    "a server is running on the data that would be deleted",
    "the server's data folder is incomplete: a deletion or an initdb was interrupted",
    "the server's data were written by another major version of PostgreSQL",
    "the database does not answer",
    "a migrator or another recovery is at work on this database: in progress, not failed",
    "reset destroys the database and was not confirmed by its name",
    "the recorded versions were written by a newer tool",
    "the schema public is gone: no migrator would start",
    "schema_migrations holds more than one row",
    "a migration was left half-way (dirty)",
    "the migrations folder cannot be read, so nothing is known of its files",
    "there is no migration in the migrations folder",
    "a version has two files for one direction; no migrator would start",
    "a migration's file cannot be read",
    "the database has a schema but no version",
    "the database is ahead of this checkout, and nobody recorded what was applied",
    "versions were applied, or skipped, that nobody recorded",
    "versions that this checkout does not have lie below one that it has",
    "a stored down text is not one transaction, so undoing it could stop half-way",
    "a version has no down text, or one that does nothing: undoing it would leave its objects "
    "behind",
    "every version would be undone",
    "the database has versions that this checkout does not have",
    "files of applied versions were edited",
    "what is to run is in the database already: it was taken back in name only, or made by hand",
    "the catalog shows the opposite of what was said about the dirty version"};

constexpr std::array<std::string_view, kActionCount> kActionSentences{
    "the migrator may run",
    "the versions in the database are recorded as this checkout has them",
    "the record is brought in line with the database",
    "what differs is recorded as accepted",
    "the version row is put right",
    "the versions that this checkout does not have are undone",
    "the database is emptied",
    "nothing is written"};

std::string_view Meaning(DirtyMeaning meaning) {
  switch (meaning) {
    case DirtyMeaning::kNotApplied:
      return "nothing of it is in the database: it never started, or was rolled back";
    case DirtyMeaning::kPartly:
      return "a part of it is in the database: finish or undo it by hand, then say which";
    case DirtyMeaning::kApplied:
      return "all of it is in the database: only the mark is missing";
    case DirtyMeaning::kUndetermined:
      break;
  }
  return "nothing in the catalog tells whether it was applied: look, then say which";
}

/// What a run that is advised would do to the database: what a developer has to know before it is
/// typed.
std::string Purpose(Refusal refusal, const Request& run) {
  if (run.reset) return "destroys all data";
  if (run.rollback) return "undoes versions, and the data in what they made";
  if (run.accept) return "if these files are what the database holds";
  if (run.resolution == Resolution::kNotApplied && refusal == Refusal::kLeftBehind) {
    return "if what they did was taken back by hand";
  }
  return "";
}

/// "process 77 (server), active, its statement 3 s old".
std::string Described(const LockHolder& holder) {
  std::string text =
      fmt::format("process {} ({})", holder.pid,
                  holder.application.empty() ? "no name" : holder.application.view());
  if (!holder.state.empty()) text += fmt::format(", {}", holder.state.view());
  if (holder.query_age_ms > 0) {
    text += fmt::format(", its statement {} s old", holder.query_age_ms / Seconds(1));
  }
  return text;
}

void AddDetails(const Decision& decision, std::vector<std::string>& details) {
  const auto versions = [&] { return ListVersions(decision.about); };
  switch (decision.refusal) {
    case Refusal::kDirty:
    case Refusal::kResolutionDisproved:
      details.push_back(fmt::format("version {}, {}", decision.dirty.migration,
                                    decision.dirty.was_down ? "on the way down" : "on the way up"));
      details.emplace_back(Meaning(decision.dirty.meaning));
      break;
    case Refusal::kLockHeld:
      for (const LockHolder& holder : decision.holders) details.push_back(Described(holder));
      break;
    case Refusal::kMissing:
      details.push_back("missing: " + versions());
      break;
    case Refusal::kNonContiguous:
      details.push_back(
          fmt::format("missing: {}; in the way: {}", versions(), ListVersions(decision.blocking)));
      break;
    case Refusal::kVersionLost:
      if (!decision.about.empty()) {
        details.push_back(fmt::format("its objects show version {}", decision.about.back()));
      }
      break;
    case Refusal::kUnreachable:
    case Refusal::kFolderUnreadable:
    case Refusal::kMigrationUnreadable:
    case Refusal::kDuplicateFiles:
      if (!decision.path.empty()) details.push_back(decision.path.str());
      break;
    case Refusal::kDownUnsafe:
      details.push_back(
          fmt::format("version {}: {}", decision.about.front(), decision.path.view()));
      break;
    default:
      if (decision.about.size() == 1) details.push_back("version " + versions());
      if (decision.about.size() > 1) details.push_back("versions " + versions());
  }
  const bool is_about_undo = std::equal(decision.about.begin(), decision.about.end(),
                                        decision.undo.rbegin(), decision.undo.rend());
  if (decision.action == Action::kRefuse && !decision.undo.empty() && !is_about_undo) {
    details.push_back("a rollback would undo " + ListVersions(decision.undo) + ", newest first");
  }
  for (std::string& line : SayDestroyed(decision.destroys)) details.push_back(std::move(line));
  if (decision.action == Action::kRollback) {
    details.push_back("undoes " + ListVersions(decision.undo) + ", newest first");
  }
  if (!decision.take.empty()) {
    std::vector<Version> taken;
    for (const StoredMigration& row : decision.take) taken.push_back(row.version);
    details.push_back("takes " + ListVersions(taken) + " as applied again, without running " +
                      (taken.size() == 1 ? "it" : "them"));
  }
  if (decision.action == Action::kResolve) {
    details.push_back(
        decision.resolved.version == kNoVersion
            ? std::string("the database is put to no version")
            : fmt::format("the database is put to version {}, clean", decision.resolved.version));
  }
}

}  // namespace

std::string_view Sentence(Refusal refusal) {
  return kRefusalSentences[static_cast<std::size_t>(refusal)];
}
std::string_view Sentence(Action action) {
  return kActionSentences[static_cast<std::size_t>(action)];
}

std::string Sentence(const NoteOn& note) {
  const std::string version = fmt::format("version {}", note.version);
  switch (note.note) {
    case Note::kNothingToUndo:
      return "nothing is left to undo: the checkout has every applied version";
    case Note::kNothingToAccept:
      return "there was nothing to accept: no file differs from what was applied";
    case Note::kNothingToReset:
      return "there was nothing to reset";
    case Note::kOnlyWhitespace:
      return version + " differs in comments, blanks or line ends only: taken as unchanged";
    case Note::kUpFileGone:
      return version + " has lost its up file; what was applied is recorded";
    case Note::kDownFileGone:
      return version + " has lost its down file; what would undo it is recorded";
    case Note::kIrreversible:
      return version + " cannot be undone: it has no down file, or one that does nothing";
    case Note::kStalePruned:
      return version + " was recorded above the database's version: the record is dropped";
    case Note::kRenamed:
      return version + " was renamed: same files, another name";
    case Note::kAssumedTexts:
      return version +
             " is assumed to be what this checkout says: nobody recorded what was applied";
    case Note::kCacheIgnored:
      return "the cache file is out of date, damaged or another database's: it is not used";
    case Note::kReusesPostmaster:
      return "the server that is already running is used";
    case Note::kCacheNotWritten:
      return "the cache file could not be written: it is out of date";
    case Note::kNothingRun:
      return version + " has no up file: nothing was run for it";
    case Note::kInvalidIndex:
      return version +
             " left an index that is not valid: drop it with DROP INDEX CONCURRENTLY, and build it "
             "again";
    case Note::kLeftBehind:
      return version + " was taken back in name only: what it made is still there";
    case Note::kWordOnAnother:
      return "--resolve is not about what is in the database now (--seen names that): say it of "
             "this";
  }
  RELAPSE_CHECK(false, "a note without a sentence");
  return "";
}

std::string Sentence(const Advice& advice, const Typed& typed) {
  switch (advice.remedy) {
    case Remedy::kRun:
      return CommandLine(advice.run, typed);
    case Remedy::kFixPermissions:
      return fmt::format("make {} readable, and run again", advice.argument.empty()
                                                                ? "the migrations folder"
                                                                : advice.argument.view());
    case Remedy::kRestoreFolder:
      return "run from the root of the checkout, or name the folder with --path";
    case Remedy::kRemoveDuplicate:
      return fmt::format("remove or renumber {}, and run again", advice.argument.view());
    case Remedy::kStartServer:
      return fmt::format("start the database server at {}, and run again", advice.argument.view());
    case Remedy::kWaitForHolder:
      if (advice.number == 0) return "wait for whoever holds the lock, and run again";
      return fmt::format("wait for process {} ({}) or end it, and run again", advice.number,
                         advice.argument.empty() ? "no name" : advice.argument.view());
    case Remedy::kStopServer:
      if (!advice.run.reset) {
        return fmt::format("stop the process {} that the pid file names, and run again",
                           advice.number);
      }
      return fmt::format("stop the server with pid {}, then: {}", advice.number,
                         CommandLine(advice.run, typed));
    case Remedy::kRemovePidFile:
      return fmt::format(
          "make sure that no server runs on these data{}, remove postmaster.pid, and run again",
          advice.number == 0 ? "" : fmt::format(" (process {} is none)", advice.number));
    case Remedy::kUpgradeTool:
      return fmt::format("use a tool that knows format {} of the record", advice.number);
    case Remedy::kUseMajor:
      return fmt::format("run it with PostgreSQL {}", advice.number);
    case Remedy::kCheckOutSource:
      return fmt::format("check out {}, which has version {}, and run again",
                         advice.argument.empty() ? "the branch" : advice.argument.view(),
                         advice.number);
    case Remedy::kCheckOutAndRollBack:
      return fmt::format(
          "check out {}, undo version {} there ({}), come back and look again",
          advice.argument.empty() ? "the branch that has them all" : advice.argument.view(),
          advice.number, CommandLine(advice.run, typed));
    case Remedy::kRenumber:
      return fmt::format(
          "{} never ran, and would be skipped: give it a number above the database's",
          advice.argument.view());
    case Remedy::kDeleteVersionRows:
      return "leave one row in schema_migrations, the version that the schema is at";
    case Remedy::kDropInvalidIndex:
      return fmt::format("drop index concurrently {}; then say what became of the rest",
                         advice.argument.view());
    case Remedy::kCheckOutWithout:
      return fmt::format("check out a branch without {}, and run again", advice.argument.view());
    case Remedy::kDropObjects:
      return fmt::format("drop what version {} left behind, and the data in it ({}), and run again",
                         advice.number, advice.argument.view());
    case Remedy::kCreateSchema:
      return (advice.number != 0 ? "start the server on its data, " : "") +
             CreateSchemaSql(advice.argument) + ", and run again";
  }
  RELAPSE_CHECK(false, "a remedy without a sentence");
  return "";
}

std::string CommandLine(const Request& request, const Typed& typed) {
  std::string line = "relapse-migrate ";
  const std::string confirm = " --confirm " + typed.target.str();
  if (request.reset) return line + "reset" + typed.options.str() + confirm;
  line += request.rollback ? "rollback" : "continue";
  if (request.changed) line += " --changed";
  if (request.accept) line += " --accept";
  if (request.resolution == Resolution::kApplied) line += " --resolve applied";
  if (request.resolution == Resolution::kNotApplied) line += " --resolve not-applied";
  if (request.resolution != Resolution::kNone) line += " --seen " + request.seen.str();
  if (request.allow_irreversible) line += " --allow-irreversible";
  if (request.allow_undo_all) line += " --allow-undo-all";
  line += typed.options.view();
  return line + (request.rollback ? confirm : " --apply");
}

std::string CreateSchemaSql(Text schema) {
  return fmt::format(
      "create schema {0} authorization pg_database_owner; grant usage on schema {0} to public",
      schema.view());
}

std::string ListWords(const std::vector<std::string>& words) {
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) list += i + 1 == words.size() ? " and " : ", ";
    list += words[i];
  }
  return list;
}

std::string ListVersions(const std::vector<Version>& versions) {
  std::vector<std::string> words;
  for (const Version version : versions) words.push_back(std::to_string(version));
  return ListWords(words);
}

Explanation Explain(const Decision& decision, const Typed& typed) {
  Explanation explanation;
  const bool refused = decision.action == Action::kRefuse;
  explanation.headline = refused ? Sentence(decision.refusal) : Sentence(decision.action);
  AddDetails(decision, explanation.details);
  for (const NoteOn& note : decision.notes) explanation.notes.push_back(Sentence(note));
  for (const Advice& advice : decision.advice) {
    std::string remedy = Sentence(advice, typed);
    const std::string purpose = Purpose(decision.refusal, advice.run);
    if (!purpose.empty()) remedy += "  # " + purpose;
    explanation.remedies.push_back(std::move(remedy));
  }
  return explanation;
}

}  // namespace relapse::migrations

#include "orchestration/migrator/migrator.h"

#include <array>
#include <string>

#include "harness/core/enum_names.h"

namespace relapse::migrations::migrator {

namespace {

constexpr std::array<std::string_view, 5> kOutcomes{"no change", "committed", "rolled back",
                                                    "committed before failure", "unknown"};
constexpr std::string_view kLockTimeoutText = "timeout: can't acquire database lock";
constexpr std::string_view kFailedTransactionText =
    "pq: Could not complete operation in a failed transaction";
constexpr std::string_view kNoMigrationText = "no migration";

std::string DirtyText(Version version) {
  return "Dirty database version " + std::to_string(version) + ". Fix and force version.";
}

/// Whether the session is gone, and with it transaction and locks.
bool EndsTheSession(const Status& status) { return !status.ok() && EndsSession(status.error()); }

void Append(Text& text, std::string_view line) {
  text = text.empty() ? Text(line) : Text(text.str() + "\n" + std::string(line));
}

}  // namespace

std::string_view EnumName(RunOutcome outcome) { return NameOf(kOutcomes, outcome); }
void EnumFromName(std::string_view name, RunOutcome& outcome) {
  ReadName(kOutcomes, name, outcome);
}

/// What a command holds until it ends.
struct Migrator::Opened {
  SessionInfo session;
  std::unique_ptr<Driver> driver;
  Source source;
  bool lost = false;    ///< the session is gone, and with it transaction and locks
  bool marked = false;  ///< of the migration under way: its dirty mark was written
};

void Migrator::SetFailure(RunReport& report, const Error& error, std::string_view prefix) const {
  std::string text(prefix);
  text += error.message.empty() ? error.kind->name : error.message.view();
  Append(report.error, text);
  if (report.kind != nullptr) return;  // the first one is the cause
  report.kind = error.kind;
  report.number = error.number;
}

bool Migrator::Open(Opened& opened, RunReport& report) {
  auto source = Source::Open(files_);
  if (!source.ok()) {
    SetFailure(report, source.error(), "");
    return false;
  }
  opened.source = std::move(*source);
  OpenSession request{settings_.application};
  request.lock_timeout = settings_.lock_timeout;
  if (request.lock_timeout == 0) {
    const bool stock = settings_.driver == DriverKind::kStock;
    request.lock_timeout = stock ? kStockLockTimeout : kCoderLockTimeout;
  }
  auto session = database_.Perform(request);
  if (!session.ok()) {
    SetFailure(report, session.error(), "");
    return false;
  }
  opened.session = *session;
  opened.driver = MakeDriver(settings_.driver, settings_.opened_by, database_, opened.session);
  const Status made = opened.driver->EnsureVersionTable();
  if (made.ok()) return true;
  opened.lost = EndsTheSession(made);
  if (made.error().Is(kLockNotAvailable)) {
    SetFailure(report, Error{made.error().kind, kLockTimeoutText, made.error().number}, "");
  } else if (made.error().number == SqlState("3F000")) {
    SetFailure(report, Error{made.error().kind, "no schema", made.error().number}, "");
  } else {
    SetFailure(report, made.error(), "");
  }
  Close(opened);
  return false;
}

void Migrator::Close(Opened& opened) {
  if (!opened.lost) (void)database_.Perform(CloseSession{opened.session.session});
}

void Migrator::Unlock(Opened& opened, RunReport& report) {
  const bool batch = settings_.driver == DriverKind::kBatch;
  const bool wrote = !report.applied.empty();
  bool undone = opened.lost;
  if (!opened.lost) {
    const Status unlocked = opened.driver->Unlock();
    if (!unlocked.ok()) {
      const Error& error = unlocked.error();
      opened.lost = EndsTheSession(unlocked);
      undone = error.number == SqlState("25P02");
      SetFailure(report,
                 batch && undone ? Error{error.kind, kFailedTransactionText, error.number} : error,
                 "");
    }
  }
  if (opened.driver->in_doubt()) {
    report.outcome = wrote || opened.marked ? RunOutcome::kUnknown : RunOutcome::kNoChange;
  } else if (batch && undone) {
    report.outcome = wrote || opened.marked ? RunOutcome::kRolledBack : RunOutcome::kNoChange;
    report.applied.clear();
  } else if (report.applied.empty()) {
    report.outcome = opened.marked ? RunOutcome::kRolledBack : RunOutcome::kNoChange;
  } else {
    report.outcome = report.ok() ? RunOutcome::kCommitted : RunOutcome::kCommittedBeforeFailure;
  }
}

Status Migrator::RunStep(Opened& opened, const Step& step, RunReport& report) {
  // Read before anything is marked, so that an unreadable file is an error and not an empty body.
  const Source::Entry& entry = *opened.source.Find(step.version);
  const std::optional<Text>& file = step.up ? entry.up_file : entry.down_file;
  std::optional<Text> body;
  if (file) {
    auto read = files_.Perform(ReadMigrationFile{*file});
    if (!read.ok()) {
      SetFailure(report, read.error(), "read migration " + file->str() + ": ");
      return Fail(read.error());
    }
    body = *read;
  }
  Status status = opened.driver->SetVersion({step.target, true});
  opened.marked = status.ok() || opened.driver->in_doubt();
  std::string_view prefix;
  if (status.ok() && body) {
    status = opened.driver->Run(*body);
    prefix = status.ok() ? "" : "migration failed: ";
  }
  if (status.ok()) status = opened.driver->SetVersion({step.target, false});
  if (!status.ok()) {
    opened.lost = EndsTheSession(status);
    SetFailure(report, status.error(), prefix);
    return status;
  }
  opened.marked = false;
  report.applied.push_back(step.version);
  return Ok();
}

void Migrator::RunSteps(Opened& opened, const StepList& list, RunReport& report) {
  for (const Step& step : list.steps) {
    if (settings_.stop.requested()) return;
    report.failed = step.version;
    if (!RunStep(opened, step, report).ok()) return;
    report.failed = kNoVersion;
  }
  if (list.ending != Text(kNoChangeText)) report.error = list.ending;
}

RunReport Migrator::MoveOnce(Direction direction, std::optional<std::int64_t> limit) {
  RunReport report;
  Opened opened;
  if (!Open(opened, report)) return report;
  if (const Status locked = opened.driver->Lock(); !locked.ok()) {
    opened.lost = EndsTheSession(locked);
    const bool late = locked.error().Is(kLockNotAvailable);
    SetFailure(
        report,
        late ? Error{locked.error().kind, kLockTimeoutText, locked.error().number} : locked.error(),
        "");
    Close(opened);
    return report;
  }
  auto before = opened.driver->ReadRow();
  if (!before.ok()) {
    opened.lost = EndsTheSession(Fail(before.error()));
    SetFailure(report, before.error(), "");
  } else if (report.before = *before; before->dirty) {
    report.error = DirtyText(before->version);
  } else {
    const StepList list = direction == Direction::kUp
                              ? StepsUp(opened.source, before->version, limit)
                              : StepsDown(opened.source, before->version, limit);
    RunSteps(opened, list, report);
  }
  Unlock(opened, report);
  Close(opened);
  return report;
}

RunReport Migrator::Move(Direction direction, std::optional<std::int64_t> limit) {
  RunReport report = MoveOnce(direction, limit);
  if (settings_.driver != DriverKind::kBatch) return report;
  for (int attempt = 2; attempt <= kDeadlockAttempts && report.kind == &kDeadlock &&
                        report.outcome != RunOutcome::kUnknown;
       ++attempt) {
    report = MoveOnce(direction, limit);
  }
  return report;
}

RunReport Migrator::Up() { return Move(Direction::kUp, std::nullopt); }
RunReport Migrator::Down() { return Move(Direction::kDown, std::nullopt); }

RunReport Migrator::Steps(std::int64_t count) {
  if (count == 0) return {};
  return count > 0 ? Move(Direction::kUp, count) : Move(Direction::kDown, -count);
}

RunReport Migrator::Force(Version version) {
  RunReport report;
  if (version < kNoVersion) {
    report.error = "version must be >= -1";
    return report;
  }
  Opened opened;
  if (!Open(opened, report)) return report;
  Status status = opened.driver->Lock();
  if (status.ok()) {
    opened.marked = true;
    status = opened.driver->SetVersion({version, false});
    if (status.ok()) report.applied.push_back(version);
    if (!status.ok()) SetFailure(report, status.error(), "");
    opened.lost = EndsTheSession(status);
    Unlock(opened, report);
    report.applied.clear();
  } else {
    opened.lost = EndsTheSession(status);
    SetFailure(report, status.error(), "");
  }
  Close(opened);
  return report;
}

RunReport Migrator::ReadVersionRow() {
  RunReport report;
  Opened opened;
  if (!Open(opened, report)) return report;
  auto row = opened.driver->ReadRow();
  if (!row.ok()) {
    opened.lost = EndsTheSession(Fail(row.error()));
    SetFailure(report, row.error(), "");
  } else {
    report.before = *row;
    if (row->version == kNoVersion) report.error = kNoMigrationText;
  }
  Close(opened);
  return report;
}

RunReport Migrator::EnsureClean() {
  RunReport report;
  Opened opened;
  if (!Open(opened, report)) return report;
  auto row = opened.driver->ReadRow();
  if (!row.ok()) {
    opened.lost = EndsTheSession(Fail(row.error()));
    SetFailure(report, row.error(), "get migration version: ");
    Close(opened);
    return report;
  }
  report.before = *row;
  const Version version = row->version;
  const std::string number = std::to_string(version);
  if (version == kNoVersion) {
    report.error = Text("get migration version: " + std::string(kNoMigrationText));
  } else if (row->dirty) {
    report.error = "database has not been cleanly migrated";
  } else if (const auto later = opened.source.Next(version)) {
    report.error = Text("database needs migration: current version is " + number +
                        ", but later version " + std::to_string(*later) + " exists");
  } else if (opened.source.First() != version && !opened.source.Previous(version)) {
    report.error = Text("database needs migration: get previous migration: prev for version " +
                        number + " .: file does not exist");
  }
  Close(opened);
  return report;
}

}  // namespace relapse::migrations::migrator

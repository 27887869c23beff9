#include "fakes/postgres/foreign_session.h"

#include <algorithm>
#include <array>

#include "fakes/postgres/fake_postgres.h"
#include "harness/core/enum_names.h"

namespace relapse::migrations {

namespace {

using Kind = ForeignStepKind;

constexpr std::array<std::string_view, 11> kStepKinds{"open",
                                                      "lock",
                                                      "unlock",
                                                      "begin",
                                                      "commit",
                                                      "create_version",
                                                      "truncate_version",
                                                      "insert_version",
                                                      "run",
                                                      "read_version",
                                                      "close"};

Status Perform(World& world, const ForeignSession& who, const ForeignStep& step) {
  const FakePostgres& server = PostgresServer();
  switch (step.kind) {
    case Kind::kOpen: {
      const Result<SessionInfo> opened =
          server.On(world, OpenSession{.application = who.application});
      if (!opened.ok()) return Fail(opened.error());
      world.Mutate<ForeignSession>().session = opened->session;
      return Ok();
    }
    case Kind::kLock:
      return server.On(world, AdvisoryLock{who.session, who.key, step.in_transaction});
    case Kind::kUnlock: {
      const Result<bool> released = server.On(world, AdvisoryUnlock{who.session, who.key});
      return released.ok() ? Ok() : Status(Fail(released.error()));
    }
    case Kind::kBegin:
      return server.On(world, Begin{who.session});
    case Kind::kCommit:
      return server.On(world, Commit{who.session});
    case Kind::kCreateVersionTable:
      return server.On(world, CreateVersionTable{who.session});
    case Kind::kTruncateVersion:
      return server.On(world, TruncateVersion{who.session});
    case Kind::kInsertVersion:
      return server.On(world, InsertVersion{who.session, step.row});
    case Kind::kRunSql:
      return server.On(world, RunSql{who.session, step.sql});
    case Kind::kReadVersion:
      return Ok();  // what it answers is looked at by whoever follows the script
    case Kind::kClose:
      return server.On(world, CloseSession{who.session});
  }
  return Ok();
}

/// From where a step that waits for a lock is tried again: a transaction is lost with the wait.
std::int64_t RetryFrom(World& world, const ForeignSession& who) {
  const SessionRecord* session = world.Get<PostgresState>().Find(who.session);
  if (session == nullptr || session->transaction == TransactionStatus::kNone) return who.next;
  (void)PostgresServer().On(world, Rollback{who.session});
  std::int64_t step = who.next;
  while (step > 0 && (*who.script)[static_cast<std::size_t>(step)].kind != Kind::kBegin) --step;
  return step;
}

/// Where a migrator goes on that has read the version row.
std::int64_t AfterReading(World& world, const ForeignSession& who, const VersionRow& wanted) {
  const auto read = PostgresServer().On(world, ReadVersion{who.session});
  std::int64_t step = who.next + 1;
  if (!read.ok() || read->rows.empty()) return step;
  const VersionRow& row = read->rows.front();
  if (!row.dirty && row.version < wanted.version) return step;
  const auto ends = [](Kind kind) { return kind == Kind::kUnlock || kind == Kind::kClose; };
  while (!ends((*who.script)[static_cast<std::size_t>(step)].kind)) ++step;
  return step;
}

void SetVersion(ForeignScript& script, const VersionRow& row) {
  script.push_back({Kind::kBegin});
  script.push_back({Kind::kTruncateVersion});
  script.push_back({.kind = Kind::kInsertVersion, .row = row});
  script.push_back({Kind::kCommit});
}

}  // namespace

std::string_view EnumName(ForeignStepKind kind) { return NameOf(kStepKinds, kind); }
void EnumFromName(std::string_view name, ForeignStepKind& kind) {
  ReadName(kStepKinds, name, kind);
}

ForeignSession MakeForeignSession(Text application, std::int64_t key, ForeignScript script,
                                  TimeMs now) {
  RELAPSE_CHECK(!script.empty(), "a script of nothing");
  ForeignSession made{.application = application, .key = key};
  made.due = now + script.front().after;
  made.script = std::make_shared<const ForeignScript>(std::move(script));
  return made;
}

ForeignScript StockUp(Version version, Text sql, DurationMs duration) {
  ForeignScript script{{Kind::kOpen}, {Kind::kLock}, {Kind::kCreateVersionTable}};
  script.push_back({.kind = Kind::kReadVersion, .after = 0, .row = {version, false}});
  SetVersion(script, {version, true});
  script.push_back({.kind = Kind::kRunSql, .after = duration, .sql = sql});
  SetVersion(script, {version, false});
  script.push_back({Kind::kUnlock});
  script.push_back({Kind::kClose});
  return script;
}

ForeignScript KilledUp(Version version) {
  ForeignScript script{{Kind::kOpen}, {Kind::kLock}, {Kind::kCreateVersionTable}};
  SetVersion(script, {version, true});
  script.push_back({Kind::kClose});
  return script;
}

ForeignScript BatchUp(const std::vector<std::pair<Version, Text>>& files, DurationMs duration) {
  ForeignScript script{
      {Kind::kOpen}, {Kind::kBegin}, {.kind = Kind::kLock, .in_transaction = true}};
  script.push_back({Kind::kCreateVersionTable});
  // All of them or none: a script knows no middle.
  if (!files.empty()) {
    script.push_back({.kind = Kind::kReadVersion, .after = 0, .row = {files.back().first, false}});
  }
  for (const auto& [version, sql] : files) {
    script.push_back({Kind::kTruncateVersion});
    script.push_back({.kind = Kind::kInsertVersion, .row = {version, false}});
    script.push_back({.kind = Kind::kRunSql, .sql = sql});
  }
  script.push_back({.kind = Kind::kCommit, .after = duration});
  script.push_back({Kind::kClose});
  return script;
}

ForeignScript LockFor(DurationMs duration) {
  return {{Kind::kOpen}, {Kind::kLock}, {.kind = Kind::kUnlock, .after = duration}, {Kind::kClose}};
}

TimeMs ForeignAgent::NextTimer(const World& world) const {
  const TimeMs due = world.Get<ForeignSession>().due;
  return due == kNoTime ? kNoTime : std::max(due, world.now());
}

void ForeignAgent::Advance(World& world) const {
  const ForeignSession who = world.Get<ForeignSession>();
  const ForeignScript& script = *who.script;
  const ForeignStep& step = script[static_cast<std::size_t>(who.next)];
  const Status status = Perform(world, who, step);
  std::int64_t next =
      step.kind == Kind::kReadVersion ? AfterReading(world, who, step.row) : who.next + 1;
  if (!status.ok() && status.error().Is(kLockNotAvailable)) next = RetryFrom(world, who);
  const bool failed = !status.ok() && !status.error().Is(kLockNotAvailable);
  if (failed) {
    EndSession(world, who.session);
    next = std::ssize(script);
  }
  ForeignSession& changed = world.Mutate<ForeignSession>();
  changed.failed = failed;
  changed.next = next;
  const bool done = next >= std::ssize(script);
  changed.due = done ? kNoTime : world.now() + script[static_cast<std::size_t>(next)].after;
  if (done) changed.session = kNoTime;
}

}  // namespace relapse::migrations

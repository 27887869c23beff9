#include "fakes/postgres/postgres_state.h"

#include <algorithm>
#include <array>

#include "fakes/postgres/fake_postgres.h"
#include "harness/core/enum_names.h"

namespace relapse::migrations {

namespace {

constexpr std::array<std::string_view, 3> kStatuses{"none", "open", "aborted"};
constexpr std::array<std::string_view, 6> kModes{
    "row", "access share", "row exclusive", "share update exclusive", "share", "access exclusive"};

void EraseSession(World& world, std::int64_t session) {
  std::erase_if(world.Mutate<PostgresState>().sessions,
                [&](const SessionRecord& one) { return one.id == session; });
}

}  // namespace

std::string_view EnumName(TransactionStatus status) { return NameOf(kStatuses, status); }
void EnumFromName(std::string_view name, TransactionStatus& status) {
  ReadName(kStatuses, name, status);
}
std::string_view EnumName(LockMode mode) { return NameOf(kModes, mode); }
void EnumFromName(std::string_view name, LockMode& mode) { ReadName(kModes, name, mode); }

bool Conflict(LockMode one, LockMode other) {
  const LockMode weaker = std::min(one, other);
  const LockMode stronger = std::max(one, other);
  switch (stronger) {
    case LockMode::kAccessExclusive:
      return weaker != LockMode::kRow;  // who locks a row has locked its table too
    case LockMode::kShare:
      return weaker == LockMode::kRowExclusive || weaker == LockMode::kShareUpdateExclusive;
    case LockMode::kShareUpdateExclusive:
      return weaker == LockMode::kShareUpdateExclusive;
    case LockMode::kRow:
      return weaker == LockMode::kRow;
    default:
      return false;
  }
}

const SessionRecord* PostgresState::Find(std::int64_t session) const {
  for (const SessionRecord& one : sessions) {
    if (one.id == session) return &one;
  }
  return nullptr;
}

void EndSession(World& world, std::int64_t session) {
  const SessionRecord* found = world.Get<PostgresState>().Find(session);
  if (found == nullptr || found->client_gone) return;
  EraseSession(world, session);
}

void SessionsOfProcessEnd(World& world, Text application) {
  std::vector<std::int64_t> ended;
  for (const SessionRecord& session : world.Get<PostgresState>().sessions) {
    if (session.application.starts_with(application.view())) ended.push_back(session.id);
  }
  for (const std::int64_t session : ended) EndSession(world, session);
}

bool HasOrphans(const World& world) {
  const auto& sessions = world.Get<PostgresState>().sessions;
  return std::any_of(sessions.begin(), sessions.end(),
                     [](const SessionRecord& session) { return session.client_gone; });
}

void TerminateOrphans(World& world) {
  const std::vector<SessionRecord> sessions = world.Get<PostgresState>().sessions;
  for (const SessionRecord& session : sessions) {
    if (!session.client_gone) continue;
    StopBuilding(world, RunSql{session.id, session.under_way});
    EraseSession(world, session.id);
  }
}

TimeMs PostgresAgent::NextTimer(const World& world) const {
  TimeMs next = kNoTime;
  for (const SessionRecord& session : world.Get<PostgresState>().sessions) {
    if (session.client_gone) next = std::min(next, std::max(session.done_at, world.now()));
  }
  return next;
}

void PostgresAgent::Advance(World& world) const {
  const auto& sessions = world.Get<PostgresState>().sessions;
  const auto due = std::find_if(sessions.begin(), sessions.end(), [&](const SessionRecord& one) {
    return one.client_gone && one.done_at <= world.now();
  });
  RELAPSE_CHECK(due != sessions.end(), "no text is done");
  const RunSql text{due->id, due->under_way};
  // Nobody hears the answer.
  (void)PostgresServer().On(world, text);
  EraseSession(world, text.session);
}

void StopListening(World& world) {
  TerminateOrphans(world);
  PostgresState& state = world.Mutate<PostgresState>();
  state.listening = false;
  state.sessions.clear();
}

void StartListening(World& world) {
  if (!world.Get<PostgresState>().listening) world.Mutate<PostgresState>().listening = true;
}

}  // namespace relapse::migrations

#include "fakes/postgres/session_work.h"

#include <algorithm>

#include "fakes/postgres/dropped_schemas.h"

namespace relapse::migrations {

namespace {

/// Calls `visit` with each schema of a search_path until it answers true.
template <class Visit>
bool AnySchema(Text path, const Visit& visit) {
  if (path == PublicSchema()) return visit(path);
  std::string_view rest = path.view();
  while (!rest.empty()) {
    const std::size_t comma = rest.find(", ");
    if (visit(Text(rest.substr(0, comma)))) return true;
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 2);
  }
  return false;
}

/// Whether a relation is there, the two that are kept apart too.
bool HasRelation(const Database& database, const QualifiedName& name) {
  if (name == VersionTableName()) return database.version->exists;
  if (name == StoreTableName()) return database.store->exists;
  return database.objects->Relation(name) != nullptr;
}

}  // namespace

tl::unexpected<Error> SqlFail(std::string_view sqlstate, Text message) {
  return Fail(kSql, message, SqlState(sqlstate));
}

tl::unexpected<Error> SessionWork::LockNotAvailable() {
  static const Text kMessage("canceling statement due to lock timeout");
  return Fail(kLockNotAvailable, kMessage, SqlState("55P03"));
}

SessionWork::SessionWork(const World& world, std::int64_t session)
    : state_(world.Get<PostgresState>()),
      before_(*state_.Find(session)),
      committed_(state_.committed),
      base_(before_.base),
      view_(before_.view) {
  if (before_.transaction == TransactionStatus::kNone) base_ = view_ = committed_;
}

void SessionWork::BeginStatement() {
  if (record().transaction == TransactionStatus::kAborted) return;
  if (record().transaction == TransactionStatus::kNone) {
    base_ = view_ = committed_;
  } else if (!record().repeatable_read && base_ != committed_) {
    view_ = Merged();
    base_ = committed_;
  }
}

Database SessionWork::Merged() const {
  const std::vector<Text>& dropped = record().dropped_schemas;
  if (dropped.empty()) return Merge(committed_, base_, view_);
  return Merge(WithoutSchemas(committed_, dropped), WithoutSchemas(base_, dropped), view_);
}

void SessionWork::EndStatement(bool succeeded) {
  if (record().transaction == TransactionStatus::kNone) {
    if (succeeded) {
      Commit();
    } else {
      Rollback();
    }
  } else if (!succeeded && record().transaction == TransactionStatus::kOpen) {
    Abort();
  }
}

void SessionWork::Begin(bool repeatable_read) {
  SessionRecord& record = Changed();
  record.transaction = TransactionStatus::kOpen;
  record.repeatable_read = repeatable_read;
}

void SessionWork::Commit() {
  if (record().transaction == TransactionStatus::kAborted) return Rollback();
  committed_ = Merged();
  version_was_truncated_ = version_was_truncated_ || record().truncated_version;
  SessionRecord& record = Changed();
  schemas_that_were_dropped_.insert(schemas_that_were_dropped_.end(),
                                    record.dropped_schemas.begin(), record.dropped_schemas.end());
  record.search_path = record.search_path_if_rolled_back = record.search_path_if_committed;
  Forget();
}

void SessionWork::Rollback() {
  SessionRecord& record = Changed();
  record.search_path = record.search_path_if_committed = record.search_path_if_rolled_back;
  Forget();
}

void SessionWork::Abort() {
  Rollback();
  Changed().transaction = TransactionStatus::kAborted;
}

void SessionWork::Forget() {
  SessionRecord& record = Changed();
  record.transaction = TransactionStatus::kNone;
  record.repeatable_read = record.version_emptied = record.truncated_version = false;
  record.dropped_schemas.clear();
  record.locks.clear();
  for (AdvisoryHold& hold : record.advisory) hold.by_transaction = 0;
  std::erase_if(record.advisory, [](const AdvisoryHold& hold) { return hold.by_session == 0; });
  base_ = view_ = committed_;
}

void SessionWork::CommitAtOnce() {
  committed_ = Merged();
  base_ = view_ = committed_;
}

bool SessionWork::IsOutOfReach(Text schema) const {
  const std::vector<Text>& dropped = record().dropped_schemas;
  return std::find(dropped.begin(), dropped.end(), schema) != dropped.end();
}

bool SessionWork::CanLock(const QualifiedName& relation, LockMode mode, Version row) const {
  if (IsOutOfReach(relation.schema)) return true;
  for (const SessionRecord& session : state_.sessions) {
    if (session.id == record().id) continue;
    for (const HeldLock& held : session.locks) {
      if (held.relation == relation && Conflict(held.mode, mode) &&
          (mode != LockMode::kRow || held.mode != LockMode::kRow || held.row == row)) {
        return false;
      }
    }
  }
  return true;
}

bool SessionWork::Lock(const QualifiedName& relation, LockMode mode, Version row) {
  const HeldLock wanted{relation, mode, mode == LockMode::kRow ? row : 0};
  const auto& locks = record().locks;
  if (std::find(locks.begin(), locks.end(), wanted) != locks.end()) return true;
  if (!CanLock(relation, mode, row)) return false;
  if (!IsOutOfReach(relation.schema)) Changed().locks.push_back(wanted);
  return true;
}

VersionTable SessionWork::VisibleVersion() const {
  VersionTable table = *view_.version;
  if (record().version_emptied) table.rows.clear();
  return table;
}

void SessionWork::SetSearchPath(Text path, bool local) {
  SessionRecord& record = Changed();
  record.search_path = path;
  if (!local) record.search_path_if_committed = path;
}

Text SessionWork::CreationSchema() const {
  Text found;
  AnySchema(record().search_path, [&](Text schema) {
    if (view_.objects->Schema(schema) == nullptr) return false;
    found = schema;
    return true;
  });
  return found;
}

template <class Finds>
QualifiedName SessionWork::FindInPath(const WrittenName& name, const Finds& finds) const {
  QualifiedName found;
  const auto look = [&](Text schema) {
    const QualifiedName candidate{schema, name.name};
    if (!finds(candidate)) return false;
    found = candidate;
    return true;
  };
  if (name.schema.empty()) {
    AnySchema(record().search_path, look);
  } else {
    look(name.schema);
  }
  return found;
}

QualifiedName SessionWork::FindRelation(const WrittenName& name) const {
  return FindInPath(name, [&](const QualifiedName& one) { return HasRelation(view_, one); });
}

QualifiedName SessionWork::Find(ObjectKind kind, const WrittenName& name) const {
  if (kind == ObjectKind::kExtension) {
    const DatabaseObject* found = view_.objects->Extension(name.name);
    return found == nullptr ? QualifiedName() : found->name;
  }
  return FindInPath(
      name, [&](const QualifiedName& one) { return view_.objects->Find(kind, one) != nullptr; });
}

bool SessionWork::SomebodyElseHolds(std::int64_t advisory_key) const {
  for (const SessionRecord& session : state_.sessions) {
    if (session.id == record().id) continue;
    for (const AdvisoryHold& hold : session.advisory) {
      if (hold.key == advisory_key) return true;
    }
  }
  return false;
}

void SessionWork::Store(World& world) {
  SessionRecord& record = Changed();
  if (record.transaction == TransactionStatus::kOpen) {
    record.base = base_;
    record.view = view_;
  } else {
    record.base = record.view = Database{};
  }
  const bool empties_somebody =
      version_was_truncated_ &&
      std::any_of(state_.sessions.begin(), state_.sessions.end(), [&](const SessionRecord& one) {
        return one.id != record.id && one.repeatable_read && !one.version_emptied;
      });
  const bool takes_from_somebody =
      !schemas_that_were_dropped_.empty() &&
      std::any_of(state_.sessions.begin(), state_.sessions.end(), [&](const SessionRecord& one) {
        return one.id != record.id && LosesIn(schemas_that_were_dropped_, one);
      });
  if (committed_ == state_.committed && !empties_somebody && !takes_from_somebody &&
      record == before_) {
    return;
  }
  record.opened_at_change = 0;
  PostgresState& state = world.Mutate<PostgresState>();
  state.committed = committed_;
  for (SessionRecord& session : state.sessions) {
    if (session.id == record.id) {
      session = std::move(record);
      continue;
    }
    if (version_was_truncated_ && session.repeatable_read) session.version_emptied = true;
    if (takes_from_somebody) LoseWhatWasMadeIn(schemas_that_were_dropped_, session);
  }
}

}  // namespace relapse::migrations

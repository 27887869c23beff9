// SessionWork: one request of one session, on a copy. What it did is stored at the end, in one
// change of the world; nothing is stored where nothing changed.
#ifndef FAKES_POSTGRES_SESSION_WORK_H_
#define FAKES_POSTGRES_SESSION_WORK_H_

#include <optional>

#include "fakes/postgres/postgres_state.h"

namespace relapse::migrations {

/// kSql with a SQLSTATE and the server's text.
tl::unexpected<Error> SqlFail(std::string_view sqlstate, Text message);

class SessionWork {
 public:
  /// The session must be there.
  SessionWork(const World& world, std::int64_t session);

  TransactionStatus transaction() const { return record().transaction; }
  bool repeatable_read() const { return record().repeatable_read; }
  /// Begins a statement: sees what is committed by now. Outside a transaction it is one of its own.
  void BeginStatement();
  /// Ends it: commits or undoes what is one of its own, aborts a transaction in which it failed.
  void EndStatement(bool succeeded);

  void Begin(bool repeatable_read);
  /// The transaction's, with its locks; of an aborted one it rolls back.
  void Commit();
  void Rollback();
  /// An error within a transaction: locks go at once, the rest with its end.
  void Abort();

  /// False: somebody else holds what conflicts with it.
  bool Lock(const QualifiedName& relation, LockMode mode, Version row = 0);
  bool CanLock(const QualifiedName& relation, LockMode mode, Version row = 0) const;
  /// What is made in a schema holds on to it, who drops it needs it alone.
  bool LockSchema(Text schema, LockMode mode) { return Lock({schema, Text()}, mode); }
  bool LockExtension(Text name) { return Lock({Text(), name}, LockMode::kAccessExclusive); }
  static tl::unexpected<Error> LockNotAvailable();

  /// What the session sees now.
  const Database& view() const { return view_; }
  /// What anybody sees now.
  const Database& committed() const { return committed_; }
  Database& Edited() { return view_; }
  /// Rows of the version table: a repeatable read does not see those of a later TRUNCATE.
  VersionTable VisibleVersion() const;
  void NoteVersionTruncated() { Changed().truncated_version = true; }
  void NoteSchemaDropped(Text schema) { Changed().dropped_schemas.push_back(schema); }

  Text search_path() const { return record().search_path; }
  void SetSearchPath(Text path, bool local);
  void SetRepeatableRead() { Changed().repeatable_read = true; }
  /// The first schema of the search_path that is there; empty: none.
  Text CreationSchema() const;
  /// The relation that an unqualified or qualified name finds; without a name if there is none.
  QualifiedName FindRelation(const WrittenName& name) const;
  /// The same for an object of another kind. Extensions have no namesakes in other schemas.
  QualifiedName Find(ObjectKind kind, const WrittenName& name) const;

  /// An index that is there at once, for everybody and whatever becomes of the statement.
  void CommitAtOnce();

  std::vector<AdvisoryHold>& advisory() { return Changed().advisory; }
  bool SomebodyElseHolds(std::int64_t advisory_key) const;

  void Store(World& world);

 private:
  /// The session, with what has been changed of it.
  const SessionRecord& record() const { return changed_ ? *changed_ : before_; }
  /// Copied by the first change: a read needs none.
  SessionRecord& Changed() { return changed_ ? *changed_ : changed_.emplace(before_); }
  /// A schema that this transaction has made anew: what is in it nobody else gets at, or waits for.
  bool IsOutOfReach(Text schema) const;
  void Forget();  ///< the transaction: locks, views, what is local to it
  /// What is committed by now, with everything that this transaction changed.
  Database Merged() const;
  template <class Finds>
  QualifiedName FindInPath(const WrittenName& name, const Finds& finds) const;

  const PostgresState& state_;
  const SessionRecord& before_;
  std::optional<SessionRecord> changed_;
  Database committed_;
  Database base_;
  Database view_;
  bool version_was_truncated_ = false;           ///< and that is committed
  std::vector<Text> schemas_that_were_dropped_;  ///< likewise
};

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_SESSION_WORK_H_

// RunSql: a whole text as one message. Its statements are one implicit transaction, unless they are
// within an open one or bring their own control (spec/migration-recovery.md section 1.4).
#include <algorithm>

#include "fakes/postgres/fake_postgres.h"
#include "fakes/postgres/in_session.h"
#include "fakes/postgres/sql_execution.h"
#include "harness/world/in_flight.h"

namespace relapse::migrations {

namespace {

bool IsConcurrent(const Statement& statement) {
  return statement.kind == ObjectKind::kIndex && statement.concurrently &&
         (statement.verb == Verb::kCreate || statement.verb == Verb::kDrop);
}

class Message {
 public:
  Message(SessionWork& work, Text text, const std::vector<Statement>& statements)
      : work_(work), text_(text), statements_(statements) {}

  Status Run() {
    if (work_.transaction() != TransactionStatus::kNone) work_.BeginStatement();
    // Noted first: whatever of it is committed, by itself or in the middle, is committed with it.
    if (!statements_.empty() && work_.transaction() != TransactionStatus::kAborted) {
      const std::vector<VersionRow>& rows = work_.Edited().version->rows;
      const Version row = rows.empty() ? kNoVersion : rows.front().version;
      Edit(work_.Edited().executed, [&](ExecutedTexts& executed) {
        executed.texts.push_back({text_, row});
      });
    }
    for (const Statement& statement : statements_) {
      if (const Status status = RunOne(statement); !status.ok()) {
        work_.EndStatement(false);
        return status;
      }
    }
    if (work_.transaction() == TransactionStatus::kNone) work_.Commit();
    return Ok();
  }

 private:
  Status RunOne(const Statement& statement) {
    const TransactionStatus status = work_.transaction();
    if (statement.verb == Verb::kCommit || statement.verb == Verb::kRollback) {
      return End(statement, status);
    }
    if (status == TransactionStatus::kAborted) return TransactionAborted();
    if (statement.verb == Verb::kBegin) {
      // What the message did before belongs to it. In an open one the server only warns.
      if (status == TransactionStatus::kNone) work_.Begin(statement.repeatable_read);
      return Ok();
    }
    if (statement.verb == Verb::kSet) return Set(statement);
    if (IsConcurrent(statement) && (status != TransactionStatus::kNone || statements_.size() > 1)) {
      static const Text kCreate("CREATE INDEX CONCURRENTLY cannot run inside a transaction block");
      static const Text kDrop("DROP INDEX CONCURRENTLY cannot run inside a transaction block");
      return SqlFail("25001", statement.verb == Verb::kCreate ? kCreate : kDrop);
    }
    return ExecuteStatement(work_, statement);
  }

  /// COMMIT and ROLLBACK. Without a transaction they end the implicit one, with a warning.
  Status End(const Statement& statement, TransactionStatus status) {
    const bool commits = statement.verb == Verb::kCommit;
    if (statement.chain && status == TransactionStatus::kNone) {
      static const Text kCommit("COMMIT AND CHAIN can only be used in transaction blocks");
      static const Text kRollback("ROLLBACK AND CHAIN can only be used in transaction blocks");
      return SqlFail("25P01", commits ? kCommit : kRollback);
    }
    const bool repeatable_read = work_.repeatable_read();
    if (commits) {
      work_.Commit();
    } else {
      work_.Rollback();
    }
    if (statement.chain) work_.Begin(repeatable_read);
    return Ok();
  }

  Status Set(const Statement& statement) {
    const Text name = statement.names.front().name;
    if (name == Text("search_path")) {
      work_.SetSearchPath(statement.body, statement.local);
    } else if (name == Text("transaction_isolation") && statement.repeatable_read) {
      work_.SetRepeatableRead();
    }
    return Ok();  // of other settings nothing here depends
  }

  SessionWork& work_;
  const Text text_;
  const std::vector<Statement>& statements_;
};

bool IsTextOf(const InFlightRequest& one, std::int64_t session) {
  return one.spec == &RunSql::kEffect &&
         static_cast<const RunSql*>(one.request.get())->session == session;
}
const std::vector<InFlightRequest> kNoRequests;

}  // namespace

Status FakePostgres::On(World& world, const RunSql& request) const {
  RELAPSE_RETURN_IF_ERROR(CheckSession(world, request.session));
  SessionWork work(world, request.session);
  const ParsedText& text = ParseSql(request.sql);
  Status status = Ok();
  if (text.ok()) {
    status = Message(work, request.sql, *text).Run();
  } else {
    status = Fail(text.error());
    work.EndStatement(false);
  }
  work.Store(world);
  return status;
}

void StopBuilding(World& world, const RunSql& request) {
  const SessionRecord* session = world.Get<PostgresState>().Find(request.session);
  const ParsedText& text = ParseSql(request.sql);
  if (session == nullptr || session->transaction != TransactionStatus::kNone || !text.ok() ||
      text->size() != 1 || !IsConcurrent(text->front())) {
    return;
  }
  SessionWork work(world, request.session);
  LeaveInvalidIndex(work, text->front());
  work.Commit();
  work.Store(world);
}

void FakePostgres::TextEnded(World& world, const RunSql& request, Ends ends) {
  const SessionRecord* session = world.Get<PostgresState>().Find(request.session);
  if (session == nullptr || ends == Ends::kNothing) return;
  const bool in_flight = ends == Ends::kSession && world.Has<InFlightRequests>();
  const auto& requests = in_flight ? world.Get<InFlightRequests>().requests : kNoRequests;
  const auto found =
      std::find_if(requests.begin(), requests.end(),
                   [&](const InFlightRequest& one) { return IsTextOf(one, request.session); });
  // What has not even begun or is done has left nothing to stop.
  if (found == requests.end()) return StopBuilding(world, request);
  // From here on it is the server's: its session is named by no request any more.
  const TimeMs done_at = found->due;
  std::erase_if(world.Mutate<InFlightRequests>().requests,
                [&](const InFlightRequest& one) { return IsTextOf(one, request.session); });
  for (SessionRecord& one : world.Mutate<PostgresState>().sessions) {
    if (one.id != request.session) continue;
    one.client_gone = true;
    one.under_way = request.sql;
    one.done_at = done_at;
    one.active_since = world.now();
  }
}

}  // namespace relapse::migrations

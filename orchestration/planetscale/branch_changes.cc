#include "orchestration/planetscale/branch_changes.h"

#include <algorithm>
#include <functional>

#include "orchestration/planetscale/branch_retry.h"
#include "orchestration/planetscale/branch_schema.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/marks.h"
#include "orchestration/planetscale/planned_changes.h"

namespace relapse::planetscale {

namespace {

constexpr std::string_view kStatementRefused = "a statement failed on the branch";

/// What a retry of a keyspace runs.
enum class KeyspaceRetry { kWhatIsMissing, kWholeList };

/// The branch of one keyspace on its way to the declared schema.
class KeyspaceChanges {
 public:
  KeyspaceChanges(const Attempt& attempt, const Credentials& credentials,
                  const KeyspacePlan& planned, mysql::Schema want)
      : attempt_(attempt),
        credentials_(credentials),
        planned_(planned),
        want_(std::move(want)),
        retry_(attempt.Has(Defect::kDdlListNotIdempotentOnRetry) ? KeyspaceRetry::kWholeList
                                                                 : KeyspaceRetry::kWhatIsMissing) {}

  /// What is missing according to the branch itself.
  Result<std::vector<Text>> Missing() const {
    RELAPSE_ASSIGN(const mysql::Schema have, ReadSchema());
    // Whatever leads to the declared schema, reviewed or not.
    if (attempt_.is_resuming() && attempt_.Has(Defect::kUnreviewedDdlOnResume)) {
      return mysql::Diff(have, want_);
    }
    return RemainingPlannedChanges(have, want_, planned_.statements);
  }

  /// Runs `statements`, and after a failure what is then still missing.
  Status Run(std::vector<Text> statements) {
    for (;;) {
      if (!statements.empty()) RELAPSE_RETURN_IF_ERROR(attempt_.ConfirmClaim());
      const Status ran = RunOnce(statements);
      if (ran.ok()) return ran;
      const bool is_verdict = Classify(ran.error()) == ErrorClass::kStatementFailed;
      if (!is_verdict) RELAPSE_RETURN_IF_ERROR(pauses_.PauseAfter(ran.error()));
      if (retry_ == KeyspaceRetry::kWholeList) {
        if (is_verdict) return FailPermanently(kStatementRefused, ran.error());
        continue;
      }
      Result<std::vector<Text>> missing = Missing();
      while (!missing.ok()) {
        RELAPSE_RETURN_IF_ERROR(pauses_.PauseAfter(missing.error()));
        missing = Missing();
      }
      // The server's verdict on a statement is final, unless that statement had been run already.
      if (is_verdict && std::ranges::count(*missing, failed_) > 0) {
        return FailPermanently(kStatementRefused, ran.error());
      }
      statements = std::move(*missing);
    }
  }

 private:
  Result<mysql::Schema> ReadSchema() const {
    if (!attempt_.is_resuming() || !attempt_.Has(Defect::kStaleSchemaApiOnResume)) {
      return ReadBranchSchema(attempt_, credentials_, planned_.keyspace);
    }
    // The API's view, where an error means "no tables".
    const Result<std::vector<TableSchema>> tables = attempt_.api().Perform(
        GetBranchSchema{.branch = attempt_.metadata().branch_name, .keyspace = planned_.keyspace},
        attempt_.WithStop());
    return SchemaOf(tables.ok() ? *tables : std::vector<TableSchema>());
  }

  Status RunOnce(const std::vector<Text>& statements) {
    for (const Text statement : statements) {
      failed_ = statement;
      RELAPSE_RETURN_IF_ERROR(attempt_.branch_database().Perform(
          ExecuteDdl{
              .credentials = credentials_, .keyspace = planned_.keyspace, .statement = statement},
          attempt_.WithStop()));
      pauses_.Progressed();
    }
    return Ok();
  }

  const Attempt& attempt_;
  const Credentials& credentials_;
  const KeyspacePlan& planned_;
  mysql::Schema want_;
  KeyspaceRetry retry_;
  Text failed_;
  BranchRetry pauses_{attempt_, "a keyspace could not be changed"};
};

Status ChangeKeyspace(const Attempt& attempt, const Credentials& credentials,
                      const KeyspacePlan& planned, BranchContent content) {
  RELAPSE_ASSIGN(mysql::Schema want, SchemaOf(planned.desired));
  KeyspaceChanges changes(attempt, credentials, planned, std::move(want));
  if (content == BranchContent::kAsMain) return changes.Run(planned.statements);
  Result<std::vector<Text>> missing = changes.Missing();
  if (!missing.ok()) {
    if (missing.error().Is(kPermanent)) Reach(Mark::kUnreviewed);
    return Fail(missing.error());
  }
  Reach(missing->empty() ? Mark::kNothingRemaining : Mark::kRunsRemaining);
  return changes.Run(*std::move(missing));
}

/// The error that decides: what hands over before a cancel, a cancel before a verdict, a verdict
/// before anything else.
Status Summarise(const std::vector<Status>& results) {
  for (const ErrorKind* kind : {&kCancelled, &kClaimLost, &kCancelledByOperator, &kPermanent}) {
    for (const Status& status : results) {
      if (!status.ok() && status.error().Is(*kind)) return status;
    }
  }
  const auto failed =
      std::ranges::find_if(results, [](const Status& status) { return !status.ok(); });
  return failed == results.end() ? Ok() : *failed;
}

}  // namespace

Status ApplyBranchChanges(const Attempt& attempt, const Credentials& credentials,
                          BranchContent content) {
  const std::vector<KeyspacePlan>& keyspaces = attempt.plan().keyspaces;
  std::vector<Status> results(keyspaces.size(), Ok());
  std::vector<std::function<void()>> tasks;
  for (std::size_t i = 0; i < keyspaces.size(); ++i) {
    tasks.emplace_back(
        [&, i] { results[i] = ChangeKeyspace(attempt, credentials, keyspaces[i], content); });
  }
  attempt.tasks().RunAll(tasks, kKeyspacesInParallel);
  return Summarise(results);
}

}  // namespace relapse::planetscale

#include "orchestration/planetscale/operator_branch.h"

#include <fmt/format.h>

#include <algorithm>

#include "orchestration/planetscale/branch_retry.h"
#include "orchestration/planetscale/branch_schema.h"
#include "orchestration/planetscale/branch_setup.h"
#include "orchestration/planetscale/branch_vschema.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/marks.h"
#include "orchestration/planetscale/planned_changes.h"

namespace relapse::planetscale {

namespace {

/// The newest deploy request that was ever made from the branch, or 0. What is made later by us is
/// this apply's: requests are numbered in order.
Result<std::int64_t> NewestRequest(const Attempt& attempt, Text branch) {
  RELAPSE_ASSIGN(const std::vector<DeployRequest> requests,
                 attempt.api().Perform(ListDeployRequests{.branch = branch}, attempt.WithStop()));
  std::int64_t newest = 0;
  for (const DeployRequest& request : requests) {
    if (request.branch == branch) newest = std::max(newest, request.number);
  }
  return newest;
}

Status CheckKeyspace(const Attempt& attempt, const Credentials& credentials,
                     const KeyspacePlan& planned) {
  RELAPSE_ASSIGN(const mysql::Schema want, SchemaOf(planned.desired));
  BranchRetry pauses(attempt, "the operator's branch could not be read");
  for (;;) {
    const Result<mysql::Schema> have = ReadBranchSchema(attempt, credentials, planned.keyspace);
    if (have.ok()) return CheckOnlyPlanned(planned.keyspace, *have, want, planned.statements);
    RELAPSE_RETURN_IF_ERROR(pauses.PauseAfter(have.error()));
  }
}

}  // namespace

bool UsesOperatorsBranch(const Attempt& attempt) { return !attempt.options().branch.empty(); }

Status PrepareOperatorsBranch(Attempt& attempt) {
  const Text name = attempt.options().branch;
  if (name == attempt.plan().main_branch) {
    return FailPermanently(Text("the operator's branch is the main branch"));
  }
  if (attempt.metadata().branch_name != name) {
    RELAPSE_ASSIGN(const std::int64_t newest, NewestRequest(attempt, name));
    ResumeMetadata next = attempt.metadata();
    next.branch_name = name;
    next.earlier_requests = newest;
    RELAPSE_RETURN_IF_ERROR(attempt.SaveMetadata(std::move(next)));
  }
  attempt.Show(ApplyStatus::kPreparingBranch);
  const Result<Branch> main = ReadMain(attempt);
  if (!main.ok()) return Fail(main.error());
  Status ready = AwaitBranchReady(attempt);
  if (!ready.ok() && ready.error().Is(kNotFound)) {
    // It may have been made a moment ago.
    RELAPSE_RETURN_IF_ERROR(attempt.Wait(kBranchShows));
    ready = AwaitBranchReady(attempt);
  }
  if (!ready.ok() && ready.error().Is(kNotFound)) {
    Reach(Mark::kNoOperatorsBranch);
    return FailPermanently("there is no branch " + name.str(), ready.error());
  }
  return ready;
}

Status CheckOperatorsBranch(const Attempt& attempt, const Credentials& credentials) {
  for (const KeyspacePlan& planned : attempt.plan().keyspaces) {
    const Status checked = CheckKeyspace(attempt, credentials, planned);
    if (!checked.ok() && checked.error().Is(kPermanent)) Reach(Mark::kOperatorsWork);
    RELAPSE_RETURN_IF_ERROR(checked);
  }
  return CheckOnlyPlannedVschema(attempt);
}

}  // namespace relapse::planetscale

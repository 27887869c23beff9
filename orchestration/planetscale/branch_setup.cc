#include "orchestration/planetscale/branch_setup.h"

#include <algorithm>
#include <string>

#include "orchestration/planetscale/bounded_wait.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/marks.h"
#include "orchestration/planetscale/operator_branch.h"

namespace relapse::planetscale {

namespace {

constexpr std::size_t kDatabaseNameLength = 20;
constexpr std::size_t kPlanIdLength = 8;

/// A branch of the plan's name is used whatever is on it.
bool ReusesByName(const Attempt& attempt) {
  return attempt.Has(Defect::kDirtyBranchReuseByName) ||
         (attempt.Has(Defect::kErrorDrRestartReusesDirtyBranch) &&
          !attempt.metadata().predecessors.empty());
}

/// Whether this apply had a branch of that name and gave it up: what is left of it, or lands late,
/// is no part of a fresh start.
bool WasGivenUp(const Attempt& attempt, Text name) {
  return std::ranges::count(attempt.metadata().predecessors, name, &Predecessor::branch_name) > 0;
}

/// Whether a deploy request was ever made from a branch of that name: it outlives its branch, and
/// would be taken for ours.
Result<bool> HasRequests(const Attempt& attempt, Text name) {
  if (attempt.Has(Defect::kNameOfOldRequestChosen)) return false;
  if (attempt.Has(Defect::kGivenUpNameChosenAgain) && WasGivenUp(attempt, name)) return false;
  RELAPSE_ASSIGN(const std::vector<DeployRequest> requests,
                 attempt.api().Perform(
                     ListDeployRequests{.branch = name, .into_branch = attempt.plan().main_branch},
                     attempt.WithStop()));
  // A server may ignore the filter.
  return std::ranges::any_of(
      requests, [name](const DeployRequest& request) { return request.branch == name; });
}

/// A name that nobody uses and nobody made a request from. Stored before the branch is created, it
/// tells later which of what is ours belongs to this apply.
Result<Text> ChooseFreeName(const Attempt& attempt) {
  if (ReusesByName(attempt)) return BranchName(attempt.plan(), 0);
  for (std::size_t n = attempt.metadata().predecessors.size();; ++n) {
    const Text name = BranchName(attempt.plan(), n);
    if (WasGivenUp(attempt, name) && !attempt.Has(Defect::kGivenUpNameChosenAgain)) continue;
    const Result<Branch> taken =
        attempt.api().Perform(GetBranch{.branch = name}, attempt.WithStop(kGetMainTimeout));
    if (taken.ok()) continue;
    if (!taken.error().Is(kNotFound)) return Fail(taken.error());
    RELAPSE_ASSIGN(const bool has_requests, HasRequests(attempt, name));
    if (!has_requests) return name;
  }
}

Status StoreBranchName(Attempt& attempt, Text name) {
  ResumeMetadata next = attempt.metadata();
  next.branch_name = name;
  return attempt.SaveMetadata(std::move(next));
}

}  // namespace

Text BranchName(const ReviewedPlan& plan, std::size_t n) {
  std::string database = plan.database.str().substr(0, kDatabaseNameLength);
  std::ranges::replace(database, '_', '-');
  const std::string& plan_id = plan.plan_id.str();
  std::string name = "schemabot-" + database + "-" +
                     plan_id.substr(plan_id.size() - std::min(plan_id.size(), kPlanIdLength));
  if (n > 0) name += "-" + std::to_string(n);
  return Text(name);
}

Result<Branch> ReadMain(const Attempt& attempt) {
  Result<Branch> main = attempt.api().Perform(GetBranch{.branch = attempt.plan().main_branch},
                                              attempt.WithStop(kGetMainTimeout));
  if (!main.ok()) {
    if (main.error().Is(kNotFound)) {
      return FailPermanently("the main branch does not exist", main.error());
    }
    return main;
  }
  if (!main->safe_migrations) {
    return FailPermanently(Text("the main branch does not have safe migrations enabled"));
  }
  return main;
}

Result<BranchContent> CreateOwnBranch(Attempt& attempt) {
  const bool is_name_stored = !attempt.metadata().branch_name.empty();
  for (;;) {
    if (!is_name_stored) {
      RELAPSE_ASSIGN(const Text name, ChooseFreeName(attempt));
      RELAPSE_RETURN_IF_ERROR(StoreBranchName(attempt, name));
    }
    attempt.Show(ApplyStatus::kPreparingBranch);
    RELAPSE_ASSIGN(const Branch main, ReadMain(attempt));
    RELAPSE_RETURN_IF_ERROR(attempt.ConfirmClaim());
    const Result<Branch> created =
        attempt.api().Perform(CreateBranch{.name = attempt.metadata().branch_name,
                                           .parent_branch = attempt.plan().main_branch,
                                           .region = main.region},
                              attempt.WithStop(kCreateBranchTimeout));
    if (created.ok()) return BranchContent::kAsMain;
    switch (Classify(created.error())) {
      case ErrorClass::kNameTaken:
        // Reused by its name alone: whatever is on it counts as a copy of main.
        if (ReusesByName(attempt)) return BranchContent::kAsMain;
        // A creation of which nobody heard, or somebody was faster: the branch says whose it is.
        if (is_name_stored) return BranchContent::kUnknown;
        break;  // nobody created it before this life: another name, stored first
      case ErrorClass::kApprovalRequired:
      case ErrorClass::kFinal:
        return FailPermanently("creating the branch was refused", created.error());
      default:
        return Fail(created.error());
    }
  }
}

bool IsOurs(const Attempt& attempt, Text actor) {
  return actor == attempt.service_token() || attempt.Has(Defect::kStoredNameTrusted);
}

void GiveUpName(Attempt& attempt) {
  Reach(Mark::kNameTakenSince);
  attempt.Log("somebody else has a branch of this name: taking another name");
  ResumeMetadata next = attempt.metadata();
  next.branch_name = Text();
  attempt.KeepInMemory(std::move(next));
}

Status AwaitBranchReady(Attempt& attempt) {
  static const Text kWhat("waiting for the branch to be ready");
  BoundedWait wait(attempt, kBranchBound, kWhat);
  for (int errors_in_a_row = 0;;) {
    const Result<Branch> branch = attempt.api().Perform(
        GetBranch{.branch = attempt.metadata().branch_name}, attempt.WithStop());
    if (branch.ok()) {
      if (!UsesOperatorsBranch(attempt) && !IsOurs(attempt, branch->actor)) {
        return Fail(kNameLost, kWhat);
      }
      if (branch->ready) return Ok();
      errors_in_a_row = 0;
    } else if (Classify(branch.error()) != ErrorClass::kTransient ||
               ++errors_in_a_row == kPollErrorsInARow) {
      return Fail(branch.error());
    }
    RELAPSE_RETURN_IF_ERROR(wait.Next(kBranchPoll));
  }
}

Result<Credentials> CreatePassword(const Attempt& attempt) {
  static const Text kRole("admin");
  const DurationMs lifetime = PasswordLifetime(attempt.plan().keyspaces.size());
  RELAPSE_ASSIGN(
      const BranchPassword password,
      attempt.api().Perform(CreateBranchPassword{.branch = attempt.metadata().branch_name,
                                                 .role = kRole,
                                                 .ttl = lifetime / Seconds(1)},
                            attempt.WithStop(kPasswordTimeout)));
  return Credentials{.access_host_url = password.access_host_url,
                     .username = password.username,
                     .plain_text = password.plain_text};
}

}  // namespace relapse::planetscale

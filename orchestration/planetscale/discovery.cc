#include "orchestration/planetscale/discovery.h"

#include <algorithm>

#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/planned_changes.h"
#include "schema/mysql/schema.h"

namespace relapse::planetscale {

namespace {

struct Candidate {
  Text context;
  TimeMs requested = kNoTime;  ///< earliest
  bool is_unfinished = false;
  bool is_on_planned_table = false;
};

bool IsRevert(Text context) {
  return context.starts_with("revert:") || context.starts_with("localscale-revert:");
}

bool IsPlannedTable(std::span<const KeyspacePlan> planned, const MigrationRow& row) {
  return std::ranges::any_of(planned, [&](const KeyspacePlan& keyspace) {
    return keyspace.keyspace == row.keyspace &&
           std::ranges::any_of(keyspace.statements, [&](Text statement) {
             const Result<Text> table = mysql::TableOf(statement);
             return table.ok() && *table == row.mysql_table;
           });
  });
}

/// Contexts outside the baseline, in order of their first rows.
std::vector<Candidate> CandidatesOf(const DiscoveryQuestion& question) {
  std::vector<Candidate> candidates;
  for (const MigrationRows& list : question.rows) {
    for (const MigrationRow& row : list) {
      const Text context = row.migration_context;
      if (!IsRealContext(context)) continue;
      if (std::ranges::count(question.baseline, context, &BaselineContext::context) > 0) continue;
      auto known = std::ranges::find(candidates, context, &Candidate::context);
      if (known == candidates.end()) {
        candidates.push_back({.context = context});
        known = std::prev(candidates.end());
      }
      known->requested = std::min(known->requested, row.requested_timestamp);
      known->is_unfinished = known->is_unfinished || !IsTerminal(row.migration_status);
      known->is_on_planned_table =
          known->is_on_planned_table || IsPlannedTable(question.planned, row);
    }
  }
  return candidates;
}

/// Timestamps of rows are whole seconds, so the creation is taken at that resolution too.
bool IsRequestedSince(const Candidate& candidate, TimeMs created_at) {
  if (created_at == kNoTime || candidate.requested == kNoTime) return false;
  return candidate.requested >= created_at - created_at % Seconds(1);
}

CandidateRule RuleOf(const Attempt& attempt, DiscoveryMoment moment) {
  if (moment == DiscoveryMoment::kAfterwards) {
    if (attempt.Has(Defect::kEmptyBaselineAttachesHistory)) return CandidateRule::kFirstNew;
    if (attempt.Has(Defect::kMultipleCandidates)) return CandidateRule::kFirstUnfinished;
    if (attempt.Has(Defect::kResurrectedContext)) return CandidateRule::kOldestUnfinished;
  }
  if (attempt.Has(Defect::kRevertContextAsCandidate)) return CandidateRule::kRevertsToo;
  if (attempt.Has(Defect::kFastCompletionNeverDiscovered)) {
    return CandidateRule::kUnfinishedSinceCreation;
  }
  return CandidateRule::kRequestedSinceCreation;
}

/// What an earlier attempt stored about the time before the deploy is not looked at.
bool ForgetsBaseline(const Attempt& attempt, DiscoveryMoment moment) {
  return moment == DiscoveryMoment::kAfterwards &&
         (attempt.Has(Defect::kEmptyBaselineAttachesHistory) ||
          attempt.Has(Defect::kMultipleCandidates));
}

Result<Text> LookForContext(const Attempt& attempt, const DeployRequest& request,
                            DiscoveryMoment moment, const CallOptions& options) {
  std::vector<MigrationRows> rows;
  for (const KeyspacePlan& planned : attempt.plan().keyspaces) {
    RELAPSE_ASSIGN(
        MigrationRows found,
        attempt.vtgate().Perform(ShowVitessMigrations{.keyspace = planned.keyspace}, options));
    rows.push_back(std::move(found));
  }
  const bool forgets = ForgetsBaseline(attempt, moment);
  const std::vector<BaselineContext>& baseline = attempt.metadata().existing_migration_contexts;
  return ChooseContext({.rows = rows,
                        .baseline = forgets ? std::span<const BaselineContext>() : baseline,
                        .has_baseline = attempt.metadata().baseline_captured,
                        .created_at = request.created_at,
                        .planned = attempt.plan().keyspaces},
                       RuleOf(attempt, moment));
}

/// Stores what was found; an empty find changes nothing.
Status KeepFound(Attempt& attempt, Text found, DiscoveryMoment moment) {
  if (!IsRealContext(found)) return Ok();
  // Only returned, for the caller to keep: in storage where it deployed freshly, else nowhere.
  if (moment == DiscoveryMoment::kAfterDeploy &&
      attempt.Has(attempt.is_resuming() ? Defect::kResumeContextNotPersisted
                                        : Defect::kFreshContextReturnedNotPersisted)) {
    attempt.KeepContextInMemory(found);
    return Ok();
  }
  return attempt.SaveContext(found);
}

}  // namespace

Text ChooseContext(const DiscoveryQuestion& question, CandidateRule rule) {
  std::vector<Candidate> candidates = CandidatesOf(question);
  if (rule != CandidateRule::kRequestedSinceCreation && rule != CandidateRule::kFirstNew) {
    std::erase_if(candidates, [](const Candidate& one) { return !one.is_unfinished; });
  }
  if (rule == CandidateRule::kRequestedSinceCreation ||
      rule == CandidateRule::kUnfinishedSinceCreation) {
    std::erase_if(candidates, [&](const Candidate& one) {
      return IsRevert(one.context) || !one.is_on_planned_table ||
             !IsRequestedSince(one, question.created_at);
    });
    if (!question.has_baseline && candidates.size() > 1) candidates.clear();
  }
  if (rule == CandidateRule::kRevertsToo) {
    std::erase_if(candidates, [&](const Candidate& one) {
      return !IsRequestedSince(one, question.created_at);
    });
  }
  if (candidates.empty()) return Text();
  if (rule == CandidateRule::kFirstNew || rule == CandidateRule::kFirstUnfinished) {
    return candidates.front().context;
  }
  return std::ranges::min_element(candidates,
                                  [](const Candidate& a, const Candidate& b) {
                                    return a.requested != b.requested ? a.requested < b.requested
                                                                      : a.context < b.context;
                                  })
      ->context;
}

Result<bool> DiscoverOnce(Attempt& attempt, const DeployRequest& request, DiscoveryMoment moment) {
  if (!HasStatements(attempt.plan())) return true;
  const Result<Text> found = LookForContext(attempt, request, moment, attempt.WithStop());
  if (!found.ok()) {
    if (found.error().Is(kCancelled)) return Fail(found.error());
    return false;
  }
  RELAPSE_RETURN_IF_ERROR(KeepFound(attempt, *found, moment));
  return true;
}

Status DiscoverAfterDeploy(Attempt& attempt, const DeployRequest& request) {
  if (!HasStatements(attempt.plan())) return Ok();
  const CallOptions options =
      attempt.Has(Defect::kDiscoveryIgnoresCancel) ? CallOptions{} : attempt.WithStop();
  for (int poll = 0; poll < kDiscoveryPolls && !IsRealContext(attempt.context()); ++poll) {
    RELAPSE_RETURN_IF_ERROR(attempt.Wait(kDiscoveryPoll, options));
    const Result<Text> found =
        LookForContext(attempt, request, DiscoveryMoment::kAfterDeploy, options);
    if (found.ok()) {
      RELAPSE_RETURN_IF_ERROR(KeepFound(attempt, *found, DiscoveryMoment::kAfterDeploy));
    } else if (found.error().Is(kCancelled)) {
      return Fail(found.error());
    }
  }
  if (!IsRealContext(attempt.context()) && attempt.Has(Defect::kEmptyContextOverwrites)) {
    return attempt.OverwriteContext(Text());
  }
  return Ok();
}

void KeepReturnedContext(Attempt& attempt) {
  if (attempt.Has(Defect::kFreshContextReturnedNotPersisted) && !attempt.is_resuming()) {
    (void)attempt.SaveContext(attempt.context());
  }
}

}  // namespace relapse::planetscale

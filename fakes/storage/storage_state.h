// StorageState: the stored rows of applies, as a part of the world, and what oracles need to know
// of their past.
#ifndef FAKES_STORAGE_STORAGE_STATE_H_
#define FAKES_STORAGE_STORAGE_STATE_H_

#include <vector>

#include "fakes/common/clock.h"
#include "fakes/common/plain_digest.h"
#include "harness/world/world.h"
#include "orchestration/ports/apply_types.h"

namespace relapse::planetscale {

/// A context that Vitess can know: `<system>:<id>`. Apply ids hold no colon
/// (spec/planetscale-engine.md section 3).
bool IsRealContext(Text context);

/// A timeout from here on is longer than any history: when it ends is no state.
inline constexpr DurationMs kBeyondHistories = Hours(24);

/// One apply. `apply` is the row; the counters tell what it held before (they saturate at 2).
struct ApplyRecord {
  StoredApply apply;

  std::int64_t real_contexts_stored = 0;    ///< times the stored context became another real one
  bool real_context_lost = false;           ///< a real context was replaced by anything else
  std::int64_t branch_names_stored = 0;     ///< times the stored branch name became another one
  std::int64_t request_numbers_stored = 0;  ///< times the stored deploy request became another one
  std::int64_t saves = 0;                   ///< resume states committed
  std::int64_t events = 0;                  ///< lines of the log

  /// Kept by SetResumeState, so that encoding the row walks no lists.
  DigestWord resume_digest;
  std::vector<OrderTime> baseline_times;
  /// When the gate's wait ends, where a history can last so long.
  TimeMs gate_ends_at = kNoTime;

  /// Stores context and metadata and keeps the counters. False if it would change nothing.
  bool WouldChange(Text migration_context, const ResumeMetadata& metadata) const;
  void SetResumeState(Text migration_context, const ResumeMetadata& metadata);

  template <class Self, class Visitor>
  static void VisitPlain(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply.apply_id);
    visit("status", self.apply.status);
    visit("reason", self.apply.reason);
    visit("migration_context", self.apply.migration_context);
    visit("resume_digest", self.resume_digest);
    visit("control_requests", self.apply.control_requests);
    visit("real_contexts_stored", self.real_contexts_stored);
    visit("real_context_lost", self.real_context_lost);
    visit("branch_names_stored", self.branch_names_stored);
    visit("request_numbers_stored", self.request_numbers_stored);
  }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    VisitPlainAsDigest(self, visit);
    // The row: plan and options never change, walking the metadata at every hash would cost more
    // than everything else here, and the rest is listed above.
    visit("apply", self.apply, field::kDigested);
    visit("baseline_times", self.baseline_times, field::kPlain);
    visit("gate_ends_at", self.gate_ends_at, field::Age{0});
    visit("saves", self.saves, field::kUnread);
    visit("events", self.events, field::kUnread);
  }
};

struct StorageState {
  static constexpr std::string_view kPartName = "storage";
  std::vector<ApplyRecord> applies;
  /// Contexts of a baseline that the column of the resume state has room for; 0: any number.
  std::int64_t metadata_limit = 0;

  /// The apply of that id, or null.
  const ApplyRecord* Find(Text apply_id) const;
  ApplyRecord* Find(Text apply_id);

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("applies", self.applies, field::kPlain);
    visit("metadata_limit", self.metadata_limit, field::kUnread);  // never changes
  }
};

/// An operator's command becomes durable. Answers its id.
std::int64_t EnqueueControlRequest(World& world, Text apply_id, ControlOperation operation,
                                   std::int64_t volume = 0);

}  // namespace relapse::planetscale

#endif  // FAKES_STORAGE_STORAGE_STATE_H_

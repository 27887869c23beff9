// What the version row and the record say (spec/migration-recovery.md section 5, SAF-3, SAF-4,
// SAF-5, SAF-7).
#include <algorithm>

#include "orchestration/migrations/coverage.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/watch.h"

namespace relapse::migrations {

namespace {

class VersionTruthInvariant final : public Invariant {
 public:
  explicit VersionTruthInvariant(const Expectations& expectations)
      : Invariant("SAF-3", PropertyForm::kAlways, {.world_changes = true},
                  "a clean version row says which migrations are in effect"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const Database& database = Committed(observation.world);
    if (database.version->rows.size() != 1 || RowOf(database).dirty) return;
    const Version version = RowOf(database).version;
    const auto& applied = UpTo(database, version, *known_);
    const bool ascending = std::is_sorted(
        applied.begin(), applied.end(),
        [](const KnownMigration* a, const KnownMigration* b) { return a->version < b->version; });
    if (ascending && RowIsOf(applied, version, *known_)) return;
    judge.Violate("the row says " + std::to_string(version) + ", in effect: " + Say(applied));
  }

 private:
  const Known known_;
};

class TrackingTruthInvariant final : public Invariant {
 public:
  explicit TrackingTruthInvariant(const Expectations& expectations)
      : Invariant("SAF-4", PropertyForm::kAlways, {.world_changes = true},
                  "a text that is recorded as applied is the one that was executed"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const Database& database = Committed(observation.world);
    if (database.version->rows.size() != 1 || RowOf(database).dirty) return;
    const Version version = RowOf(database).version;
    const InEffect& in_effect = InEffectIn(database, *known_);
    for (const StoredMigration& row : database.store->rows) {
      if (row.state != StoredState::kApplied || row.version > version) continue;
      const KnownMigration* executed = in_effect.Find(row.version);
      // There was none to execute, or it executes nothing.
      if (executed == nullptr && (!row.up_sql.has_value() || RanNothing(row))) continue;
      if (executed != nullptr && (!row.up_sql.has_value() || *row.up_sql == executed->up)) continue;
      return judge.Violate("version " + std::to_string(row.version) +
                           " is recorded as applied by " + row.filename.str() + ", executed was " +
                           (executed == nullptr ? "nothing" : executed->identifier.str()));
    }
  }

 private:
  const Known known_;
};

class TargetExistsInvariant final : public Invariant {
 public:
  TargetExistsInvariant()
      : Invariant("SAF-5", PropertyForm::kAlways, {.of = EffectsOf<MoveVersion, InsertVersion>()},
                  "recovery puts the version to one that is recorded, or to none") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const Write write = WriteOf(observation);
    if (write.session == nullptr || write.server || observation.call->error() != nullptr) return;
    Version target = kNoVersion;
    if (const auto* move = observation.call->As<MoveVersion>()) target = move->to;
    if (const auto* insert = observation.call->As<InsertVersion>()) target = insert->row.version;
    if (target == kNoVersion) return;
    const MigrationStore& store = *Committed(observation.world).store;
    const bool recorded =
        std::any_of(store.rows.begin(), store.rows.end(),
                    [&](const StoredMigration& row) { return row.version == target; });
    // What was checked out when it was decided may not be any more.
    if (IsDisturbed(observation) && HavePeopleInterfered(observation.world)) return;
    if (!recorded && !IsCheckedOut(observation.world, target)) {
      judge.Violate("the version was put to " + std::to_string(target) + ", which nobody knows");
    }
  }

 private:
  static bool IsCheckedOut(const World& world, Version version) {
    const std::vector<CheckedOut>& checkout = CheckoutOf(world);
    return std::any_of(checkout.begin(), checkout.end(),
                       [&](const CheckedOut& one) { return one.version == version; });
  }
};

class NewestFirstInvariant final : public Invariant {
 public:
  explicit NewestFirstInvariant(const Expectations& expectations)
      : Invariant("SAF-7", PropertyForm::kAlways, {.world_changes = true},
                  "what is undone is the newest in effect"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const InEffect& in_effect = InEffectIn(Committed(observation.world), *known_);
    if (!in_effect.out_of_turn.empty()) {
      judge.Violate("undone out of turn: " + in_effect.out_of_turn.str());
    }
  }

 private:
  const Known known_;
};

}  // namespace

InvariantPointer VersionTruth(const Expectations& expectations) {
  return std::make_unique<VersionTruthInvariant>(expectations);
}
InvariantPointer TrackingTruth(const Expectations& expectations) {
  return std::make_unique<TrackingTruthInvariant>(expectations);
}
InvariantPointer TargetExists() { return std::make_unique<TargetExistsInvariant>(); }
InvariantPointer NewestFirst(const Expectations& expectations) {
  return std::make_unique<NewestFirstInvariant>(expectations);
}

}  // namespace relapse::migrations

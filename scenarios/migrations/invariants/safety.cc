// Safety (spec/migration-recovery.md section 5, SAF-1 to SAF-11).
#include <algorithm>

#include "orchestration/ports/file_system.h"
#include "scenarios/migrations/developer.h"
#include "scenarios/migrations/invariants/invariants.h"

namespace relapse::migrations {

namespace {

const Request& TypedRequest(const Observation& observation) {
  return observation.world.Get<DeveloperState>().typed.run;
}

class ConsentInvariant final : public Invariant {
 public:
  explicit ConsentInvariant(const Expectations& expectations)
      : Invariant("SAF-1", PropertyForm::kAlways, {.effects = true},
                  "recovery takes nothing away but by the stored down text of its database's "
                  "version, asked for, or by a reset that names the database"),
        target_(expectations.target) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const Write write = WriteOf(observation);
    if (write.session == nullptr || write.server) return;
    const Request& request = TypedRequest(observation);
    const RunSql* run = observation.call->As<RunSql>();
    // A text that drops a schema is a reset, however it is called.
    const bool resets = observation.call->As<ResetDatabase>() != nullptr ||
                        (run != nullptr && run->sql.view().starts_with("drop schema"));
    if (resets) {
      if (!request.reset) judge.Violate("the database was reset, and nobody asked for it");
      if (request.confirmed_target != target_) {
        judge.Violate("the database was reset, and the confirmation names another");
      }
    }
    if (run == nullptr || resets) return;
    if (!request.rollback) judge.Violate("undone without being asked: " + run->sql.str());
    if (!IsStoredDown(*Committed(observation.world).store, run->sql)) {
      judge.Violate("undone by a text that is stored nowhere: " + run->sql.str());
    }
  }

 private:
  static bool IsStoredDown(const MigrationStore& store, Text sql) {
    return std::any_of(store.rows.begin(), store.rows.end(),
                       [&](const StoredMigration& row) { return row.down_sql == sql; });
  }

  const Text target_;
};

/// Whether this moment made something of this run durable.
bool WroteSomething(const Observation& observation) {
  if (observation.call == nullptr || !observation.executed || !observation.changed) return false;
  const EffectCall& call = *observation.call;
  if (call.spec().port == &kFileSystemPort) return true;
  if (call.As<Commit>() != nullptr) return true;
  const Write write = WriteOf(observation);
  return write.session != nullptr && write.session->transaction == TransactionStatus::kNone;
}

class RefusalInvariant final : public Invariant {
 public:
  RefusalInvariant()
      : Invariant("SAF-2", PropertyForm::kAlways, {.effects = true, .lifecycle = true},
                  "a run that is refused has written nothing") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (observation.moment == Moment::kCrash) memory = 0;
    if (observation.call == nullptr) return;
    if (observation.call->As<ReadCommand>() != nullptr) memory = 0;
    if (WroteSomething(observation)) memory = 1;
    const Print* print = observation.call->As<Print>();
    if (print == nullptr || print->shown != Shown::kRefused) return;
    if (memory != 0) judge.Violate("refused, and something was written before");
  }
};

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
    const auto applied = UpTo(InEffectIn(database, *known_), version);
    const bool ascending = std::is_sorted(
        applied.begin(), applied.end(),
        [](const KnownMigration* a, const KnownMigration* b) { return a->version < b->version; });
    if (ascending && !applied.empty() && applied.back()->version == version) return;
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
    const InEffect in_effect = InEffectIn(database, *known_);
    for (const StoredMigration& row : database.store->rows) {
      if (row.state != StoredState::kApplied || row.version > RowOf(database).version) continue;
      const KnownMigration* executed = in_effect.Find(row.version);
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
      : Invariant("SAF-5", PropertyForm::kAlways, {.effects = true},
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
    if (!recorded && !IsCheckedOut(observation.world, target)) {
      judge.Violate("the version was put to " + std::to_string(target) + ", which nobody knows");
    }
  }

 private:
  static bool IsCheckedOut(const World& world, Version version) {
    const std::vector<CheckedOut> checkout = CheckoutOf(world);
    return std::any_of(checkout.begin(), checkout.end(),
                       [&](const CheckedOut& one) { return one.version == version; });
  }
};

class DirtyInvariant final : public Invariant {
 public:
  DirtyInvariant()
      : Invariant("SAF-6", PropertyForm::kAlways, {.effects = true},
                  "a dirty database is left alone until somebody says what became of it") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const Write write = WriteOf(observation);
    if (write.session == nullptr || write.server) return;
    if (!RowOf(Committed(observation.world)).dirty) return;
    const Request& request = TypedRequest(observation);
    if (request.resolution != Resolution::kNone || request.reset) return;
    judge.Violate(std::string(observation.call->spec().name) + " on a dirty database");
  }
};

class NewestFirstInvariant final : public Invariant {
 public:
  explicit NewestFirstInvariant(const Expectations& expectations)
      : Invariant("SAF-7", PropertyForm::kAlways, {.world_changes = true},
                  "what is undone is the newest in effect"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const InEffect in_effect = InEffectIn(Committed(observation.world), *known_);
    if (!in_effect.out_of_turn.empty()) {
      judge.Violate("undone out of turn: " + in_effect.out_of_turn.str());
    }
  }

 private:
  const Known known_;
};

class SingleWriterInvariant final : public Invariant {
 public:
  explicit SingleWriterInvariant(const Expectations& expectations)
      : Invariant("SAF-8", PropertyForm::kAlways, {.effects = true},
                  "recovery writes only while it holds the locks of every migrator"),
        keys_(expectations.lock_keys) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const Write write = WriteOf(observation);
    if (write.session == nullptr || write.server || observation.call->error() != nullptr) return;
    for (const std::int64_t key : keys_) {
      const auto& held = write.session->advisory;
      const bool holds = std::any_of(held.begin(), held.end(),
                                     [&](const AdvisoryHold& one) { return one.key == key; });
      if (!holds) {
        return judge.Violate(std::string(observation.call->spec().name) + " without lock " +
                             std::to_string(key));
      }
    }
  }

 private:
  const std::vector<std::int64_t> keys_;
};

/// At each COMMIT of recovery: what is in effect, the version row and the record say the same.
class AtomicStepInvariant final : public Invariant {
 public:
  explicit AtomicStepInvariant(const Expectations& expectations)
      : Invariant("SAF-9", PropertyForm::kAlways, {.effects = true},
                  "down text, version row and record are committed together"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (observation.call == nullptr || !observation.executed || !observation.changed) return;
    const Commit* commit = observation.call->As<Commit>();
    const RunSql* run = observation.call->As<RunSql>();
    if (commit == nullptr && run == nullptr) return;
    const SessionRecord* session =
        SessionOf(observation, commit != nullptr ? commit->session : run->session);
    if (session == nullptr || session->application.view() == "server" ||
        session->transaction != TransactionStatus::kNone) {
      return;
    }
    const Database& database = Committed(observation.world);
    if (database.version->rows.size() > 1 || RowOf(database).dirty) return;
    const Version version = RowOf(database).version;
    const auto applied = UpTo(InEffectIn(database, *known_), version);
    const Version newest = applied.empty() ? kNoVersion : applied.back()->version;
    if (newest == version) return;
    judge.Violate("committed with the row at " + std::to_string(version) +
                  ", in effect: " + Say(applied));
  }

 private:
  const Known known_;
};

class UnknownIsNotAbsentInvariant final : public Invariant {
 public:
  UnknownIsNotAbsentInvariant()
      : Invariant("SAF-11", PropertyForm::kAlways, {.effects = true},
                  "nothing is undone while files cannot be read") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const Write write = WriteOf(observation);
    if (write.session == nullptr || write.server) return;
    if (observation.call->As<RunSql>() == nullptr) return;
    if (!CheckoutIsReadable(observation.world)) {
      judge.Violate("undone while the migrations folder cannot be read");
    }
  }
};

}  // namespace

InvariantPointer Consent(const Expectations& expectations) {
  return std::make_unique<ConsentInvariant>(expectations);
}
InvariantPointer RefusalIsReadOnly() { return std::make_unique<RefusalInvariant>(); }
InvariantPointer VersionTruth(const Expectations& expectations) {
  return std::make_unique<VersionTruthInvariant>(expectations);
}
InvariantPointer TrackingTruth(const Expectations& expectations) {
  return std::make_unique<TrackingTruthInvariant>(expectations);
}
InvariantPointer TargetExists() { return std::make_unique<TargetExistsInvariant>(); }
InvariantPointer DirtyIsLeftAlone() { return std::make_unique<DirtyInvariant>(); }
InvariantPointer NewestFirst(const Expectations& expectations) {
  return std::make_unique<NewestFirstInvariant>(expectations);
}
InvariantPointer SingleWriter(const Expectations& expectations) {
  return std::make_unique<SingleWriterInvariant>(expectations);
}
InvariantPointer AtomicStep(const Expectations& expectations) {
  return std::make_unique<AtomicStepInvariant>(expectations);
}
InvariantPointer UnknownIsNotAbsent() { return std::make_unique<UnknownIsNotAbsentInvariant>(); }

}  // namespace relapse::migrations

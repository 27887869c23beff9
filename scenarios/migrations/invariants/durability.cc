// Durability (spec/migration-recovery.md section 5, DUR-1, DUR-2).
#include <algorithm>

#include "scenarios/migrations/developer.h"
#include "scenarios/migrations/invariants/invariants.h"

namespace relapse::migrations {

namespace {

class DoneIsDurableInvariant final : public Invariant {
 public:
  explicit DoneIsDurableInvariant(const Expectations& expectations)
      : Invariant("DUR-1", PropertyForm::kAlways, Wanted(), "what is said to be undone is undone"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (observation.moment == Moment::kCrash) memory = 0;
    if (observation.call == nullptr) return;
    if (observation.call->As<ReadCommand>() != nullptr) memory = 0;
    // Once the server has migrated, another migration of that number may be in effect.
    if (WriteOf(observation).server) memory = 1;
    const Print* print = observation.call->As<Print>();
    if (print == nullptr || memory != 0) return;
    const InEffect& in_effect = InEffectIn(Committed(observation.world), *known_);
    for (const Version version : print->undone) {
      const KnownMigration* found = in_effect.Find(version);
      if (found == nullptr || !found->down_undoes) continue;
      return judge.Violate("version " + std::to_string(version) +
                           " is said to be undone, and is in effect");
    }
  }

 private:
  static Interest Wanted() {
    Interest wanted{.lifecycle = true, .of = WritingEffects()};
    wanted.of.insert(wanted.of.end(), {&ReadCommand::kEffect, &Print::kEffect});
    return wanted;
  }

  const Known known_;
};

class IntentFirstInvariant final : public Invariant {
 public:
  explicit IntentFirstInvariant(const Expectations& expectations)
      : Invariant("DUR-2", PropertyForm::kAlways, {.of = EffectsOf<RunSql>()},
                  "before a server runs a text, the text is recorded"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const Write write = WriteOf(observation);
    if (write.session == nullptr || !write.server) return;
    const RunSql* run = observation.call->As<RunSql>();
    if (run == nullptr || known_->ByUp(run->sql) == nullptr) return;
    const MigrationStore& store = *Committed(observation.world).store;
    const bool recorded =
        std::any_of(store.rows.begin(), store.rows.end(),
                    [&](const StoredMigration& row) { return row.up_sql == run->sql; });
    if (!recorded) judge.Violate("run, and recorded nowhere: " + run->sql.str());
  }

 private:
  const Known known_;
};

}  // namespace

InvariantPointer DoneIsDurable(const Expectations& expectations) {
  return std::make_unique<DoneIsDurableInvariant>(expectations);
}
InvariantPointer IntentFirst(const Expectations& expectations) {
  return std::make_unique<IntentFirstInvariant>(expectations);
}

}  // namespace relapse::migrations

// Durability (spec/migration-recovery.md section 5, DUR-1, DUR-2).
#include <algorithm>

#include "scenarios/migrations/developer.h"
#include "scenarios/migrations/invariants/invariants.h"

namespace relapse::migrations {

namespace {

class DoneIsDurableInvariant final : public Invariant {
 public:
  explicit DoneIsDurableInvariant(const Expectations& expectations)
      : Invariant("DUR-1", PropertyForm::kAlways, {.of = EffectsOf<ReadCommand, Print>()},
                  "what is said to be undone is undone"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (observation.call == nullptr) return;
    const auto& texts = Committed(observation.world).executed->texts;
    if (observation.call->As<ReadCommand>() != nullptr) memory = texts.size();
    const Print* print = observation.call->As<Print>();
    if (print == nullptr || print->undone.empty()) return;
    const InEffect& in_effect = InEffectIn(Committed(observation.world), *known_);
    for (const Version version : print->undone) {
      const KnownMigration* found = in_effect.Find(version);
      if (found == nullptr || !found->down_undoes) continue;
      // What the server, or somebody else, ran since is not what was undone.
      const auto since = std::min<std::size_t>(memory, texts.size());
      const bool ran_since =
          std::any_of(texts.begin() + static_cast<std::ptrdiff_t>(since), texts.end(),
                      [&](const ExecutedText& executed) { return executed.text == found->up; });
      if (ran_since) continue;
      return judge.Violate("version " + std::to_string(version) +
                           " is said to be undone, and is in effect");
    }
  }

 private:
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

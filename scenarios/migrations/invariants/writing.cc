// How recovery writes (spec/migration-recovery.md section 5, SAF-6, SAF-8, SAF-9).
#include <algorithm>

#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/watch.h"

namespace relapse::migrations {

namespace {

class DirtyInvariant final : public Invariant {
 public:
  DirtyInvariant()
      : Invariant("SAF-6", PropertyForm::kAlways, {.of = WritingEffects()},
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

class SingleWriterInvariant final : public Invariant {
 public:
  explicit SingleWriterInvariant(const Expectations& expectations)
      : Invariant("SAF-8", PropertyForm::kAlways, {.of = WritingEffects()},
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
      : Invariant("SAF-9", PropertyForm::kAlways, {.of = EffectsOf<Commit, RunSql>()},
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
    const auto& applied = UpTo(database, version, *known_);
    if (RowIsOf(applied, version, *known_)) return;
    judge.Violate("committed with the row at " + std::to_string(version) +
                  ", in effect: " + Say(applied));
  }

 private:
  const Known known_;
};

}  // namespace

InvariantPointer DirtyIsLeftAlone() { return std::make_unique<DirtyInvariant>(); }
InvariantPointer SingleWriter(const Expectations& expectations) {
  return std::make_unique<SingleWriterInvariant>(expectations);
}
InvariantPointer AtomicStep(const Expectations& expectations) {
  return std::make_unique<AtomicStepInvariant>(expectations);
}

}  // namespace relapse::migrations

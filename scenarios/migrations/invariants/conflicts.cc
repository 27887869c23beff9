// Conflicts, neither false nor missed (spec/migration-recovery.md section 5, LIV-3, LIV-4).
#include <algorithm>

#include "fakes/postgres/foreign_session.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/watch.h"
#include "schema/postgres/facts.h"

namespace relapse::migrations {

namespace {

class NoFalseConflictInvariant final : public Invariant {
 public:
  explicit NoFalseConflictInvariant(const Expectations& expectations)
      : Invariant("LIV-3", PropertyForm::kAlways, RunWatch::WholeRun(),
                  "nothing is refused where the server would run on the right schema"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    const Print* print = PrintedBy(observation);
    if (print == nullptr || print->shown != Shown::kRefused || run.spoilt()) return;
    if (run.is_stale(observation)) return;
    switch (print->refusal) {
      // Of the moment, or of what was typed.
      case Refusal::kUnreachable:
      case Refusal::kLockHeld:
      case Refusal::kFlagsExclude:
      case Refusal::kResetUnconfirmed:
      case Refusal::kResolutionDisproved:
      // Of the built-in server, before anything is known of its migrations.
      case Refusal::kDataFolderUnreadable:
      case Refusal::kPostmasterUnknown:
      case Refusal::kPidFileForeign:
      case Refusal::kServerRunning:
      case Refusal::kDataFolderHalf:
      case Refusal::kForeignMajor:
        return;
      default:
        break;
    }
    const Database& database = Committed(observation.world);
    // Nothing is wrong with what is in it, but no server starts on a database without.
    const bool has_schema = database.objects->Schema(PublicSchema()) != nullptr;
    if (print->refusal == Refusal::kSchemaGone && !has_schema) return;
    if (database.version->rows.size() > 1 || RowOf(database).dirty) return;
    // What ran and is recorded nowhere is nobody's to take for granted (section 1.5, point 2).
    if (print->refusal == Refusal::kUntracked && !AllIsRecorded(database)) return;
    if (print->refusal == Refusal::kChanged && DifferFromAssumed(print->about, observation.world)) {
      return;
    }
    if (!CheckoutIsReadable(observation.world) || !CheckoutFits(observation.world, *known_)) return;
    judge.Violate("refused where everything fits: " + std::string(EnumName(print->refusal)));
  }

 private:
  bool AllIsRecorded(const Database& database) const {
    const auto& applied = UpTo(database, RowOf(database).version, *known_);
    return std::all_of(applied.begin(), applied.end(), [&](const KnownMigration* one) {
      const auto& rows = database.store->rows;
      // The intent of another branch's text is no record of this one.
      return std::any_of(rows.begin(), rows.end(), [&](const StoredMigration& row) {
        return row.version == one->version && row.up_sql.value_or(one->up) == one->up;
      });
    });
  }

  /// The record is of a file that lay there when the version was adopted, the checkout has another,
  /// and which of the two was executed nobody knows (section 7.2, row 24).
  static bool DifferFromAssumed(const std::vector<Version>& versions, const World& world) {
    const auto& rows = Committed(world).store->rows;
    return std::all_of(versions.begin(), versions.end(), [&](Version version) {
      return std::any_of(rows.begin(), rows.end(), [&](const StoredMigration& row) {
        return row.version == version && row.state == StoredState::kAssumed && Differs(row, world);
      });
    });
  }
  static bool Differs(const StoredMigration& row, const World& world) {
    const std::vector<CheckedOut>& checkout = CheckoutOf(world);
    const auto file = std::find_if(checkout.begin(), checkout.end(), [&](const CheckedOut& one) {
      return one.version == row.version;
    });
    return file != checkout.end() &&
           (IsAnother(row.accepted_up_sql ? row.accepted_up_sql : row.up_sql, file->up) ||
            IsAnother(row.accepted_down_sql ? row.accepted_down_sql : row.down_sql, file->down));
  }
  static bool IsAnother(const std::optional<Text>& recorded, const Text* file) {
    return recorded && file != nullptr &&
           postgres::FactsOf(*recorded).normal != postgres::FactsOf(*file).normal;
  }

  const Known known_;
};

class NoMissedConflictInvariant final : public Invariant {
 public:
  explicit NoMissedConflictInvariant(const Expectations& expectations)
      : Invariant("LIV-4", PropertyForm::kAlways,
                  {.lifecycle = true,
                   .errors = true,
                   .of = EffectsOf<ReadCommand, ListFolder, ReadCatalog, OpenSession, Print>()},
                  "a server never runs, or dies, on a schema that is not its checkout's"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    // The next life looks anew.
    if (observation.moment == Moment::kCrash) memory = 0;
    const LastLook look = FollowLook(observation, memory);
    if (observation.call == nullptr) return;
    RememberLook(observation, memory);
    const Error* error = observation.call->error();
    const bool is_refused = error != nullptr && error->Is(kSql) && !error->injected;
    const Print* print = PrintedBy(observation);
    const bool runs = print != nullptr && print->shown == Shown::kRunning;
    // Somebody else who migrates may come before the server, and not after it.
    const bool is_too_late = IsDisturbed(observation) && !IsAlone(observation);
    if (is_refused && WriteOf(observation).server && !is_too_late) {
      judge.Violate("the server dies of " + error->message.str());
    }
    if (!runs || look.is_stale(observation, kOfTheCheckout)) return;
    if (CheckoutFits(observation.world, *known_, true)) return;
    // What somebody else runs once the locks are given up nobody can know.
    if (RowIsTheirs(observation.world) && (memory & kFitted) != 0) return;
    const Database& database = Committed(observation.world);
    judge.Violate("the server runs, in effect: " +
                  Say(UpTo(database, RowOf(database).version, *known_)));
  }

 private:
  static constexpr std::uint64_t kFitted = 1;  ///< when recovery looked last, under the locks
  static constexpr std::uint64_t kServes = 2;  ///< a server that embeds what was read last
  static constexpr int kLookedAt = 2;          ///< the bit from which on LastLook remembers

  static LastLook FollowLook(const Observation& observation, std::uint64_t& memory) {
    LastLook look(memory, kLookedAt);
    if (observation.call != nullptr) {
      const OpenSession* open = observation.call->As<OpenSession>();
      if (open != nullptr && open->application.view() == kServerApplication) memory |= kServes;
      if (observation.call->As<ReadCommand>() != nullptr) memory &= ~kServes;
    }
    if ((memory & kServes) == 0) look.Follow(observation);
    return look;
  }
  void RememberLook(const Observation& observation, std::uint64_t& memory) const {
    const bool looks = observation.executed && observation.call->As<ReadCatalog>() != nullptr;
    if (!looks && observation.call->As<ReadCommand>() == nullptr) return;
    memory &= ~kFitted;
    if (looks && CheckoutFits(observation.world, *known_, true)) memory |= kFitted;
  }

  /// Another migrator wrote the version row as it is.
  static bool RowIsTheirs(const World& world) {
    const ForeignScript& script = *world.Get<ForeignSession>().script;
    const VersionRow row = RowOf(Committed(world));
    return std::any_of(script.begin(), script.end(), [&](const ForeignStep& step) {
      return step.kind == ForeignStepKind::kInsertVersion && step.row == row;
    });
  }

  const Known known_;
};

}  // namespace

InvariantPointer NoFalseConflict(const Expectations& expectations) {
  return std::make_unique<NoFalseConflictInvariant>(expectations);
}
InvariantPointer NoMissedConflict(const Expectations& expectations) {
  return std::make_unique<NoMissedConflictInvariant>(expectations);
}

}  // namespace relapse::migrations

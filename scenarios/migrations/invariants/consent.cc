// Consent: what may be taken away, and by whose word (spec/migration-recovery.md section 5, SAF-1,
// SAF-2, SAF-10, SAF-11).
#include "orchestration/ports/file_system.h"
#include "orchestration/ports/migration_files.h"
#include "orchestration/ports/server_process.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/watch.h"

namespace relapse::migrations {

namespace {

/// A bit for each version that can be listed.
std::uint64_t BitOf(Version version) {
  return version >= 0 && version < 60 ? std::uint64_t{1} << version : 0;
}

/// What somebody who was refused was told would be undone.
std::uint64_t Listed(const Print& print) {
  std::uint64_t listed = 0;
  for (const Version version : print.undo) listed |= BitOf(version);
  return listed;
}

/// By the request for it, or, as the older designs do, by a text.
bool ResetsDatabase(const Observation& observation) {
  const Write write = WriteOf(observation);
  if (write.session == nullptr || write.server) return false;
  if (observation.call->As<ResetDatabase>() != nullptr) return true;
  const RunSql* run = observation.call->As<RunSql>();
  return run != nullptr && run->sql.view().starts_with("drop schema");
}

class ConsentInvariant final : public Invariant {
 public:
  ConsentInvariant()
      : Invariant(
            "SAF-1", PropertyForm::kAlways,
            {.of = EffectsOf<ReadCommand, Print, RunSql, ResetDatabase, SetDataFolderAside>()},
            "recovery takes nothing away but by the stored down text of a version that was "
            "listed, or by a reset, each asked for") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (const Print* print = PrintedBy(observation)) RememberList(*print, observation, memory);
    if (BeginsRun(observation)) RememberWord(observation, memory);
    if (ResetsDatabase(observation) || TakesFolder(observation)) {
      if (TypedRequest(observation).reset) return;
      return judge.Violate("everything was reset, and nobody asked for it");
    }
    const Write write = WriteOf(observation);
    if (write.session == nullptr || write.server) return;
    if (const RunSql* run = observation.call->As<RunSql>()) {
      JudgeUndo(*run, observation, memory, judge);
    }
  }

 private:
  static constexpr std::uint64_t kOwnWord = std::uint64_t{1} << 60;
  static constexpr std::uint64_t kMisled = std::uint64_t{1} << 61;

  static void RememberList(const Print& print, const Observation& observation,
                           std::uint64_t& memory) {
    const bool advises = print.shown == Shown::kRefused || print.shown == Shown::kStopped;
    const std::uint64_t listed = advises ? Listed(print) : 0;
    // Who is refused for another reason types the same again.
    const bool again = advises && listed == 0 && TypedRequest(observation).rollback;
    if (!again) memory = (memory & kOwnWord) | listed;  // and nobody is misled any more
  }
  static void RememberWord(const Observation& observation, std::uint64_t& memory) {
    const DeveloperState& developer = DeveloperOf(observation);
    // On the branch that has what blocks, nothing was refused before
    // (Remedy::kCheckOutAndRollBack).
    const bool elsewhere = !developer.return_to.empty();
    const Request& own = developer.script[static_cast<std::size_t>(developer.next)].run;
    // What people do to the checkout between the list and the word, or before the word is typed
    // again, changes what is undone.
    if (HavePeopleDisturbed(observation)) memory |= kMisled;
    if (!developer.typed.run.rollback) {
      memory &= ~kOwnWord;
    } else if (elsewhere || developer.typed.run == own) {
      memory = kOwnWord;  // for whatever it covers
    }
  }
  static bool TakesFolder(const Observation& observation) {
    return observation.call != nullptr && observation.executed &&
           observation.call->As<SetDataFolderAside>() != nullptr &&
           observation.call->error() == nullptr;
  }
  static void JudgeUndo(const RunSql& run, const Observation& observation, std::uint64_t memory,
                        Judge& judge) {
    if (!TypedRequest(observation).rollback) {
      judge.Violate("undone without being asked: " + run.sql.str());
    }
    bool is_stored = false;
    bool is_listed = (memory & (kOwnWord | kMisled)) != 0 || HavePeopleDisturbed(observation);
    for (const StoredMigration& row : Committed(observation.world).store->rows) {
      if (row.down_sql != run.sql) continue;
      is_stored = true;
      is_listed = is_listed || (memory & BitOf(row.version)) != 0;
    }
    if (!is_stored)
      return judge.Violate("undone by a text that is stored nowhere: " + run.sql.str());
    if (!is_listed) judge.Violate("undone, and listed by no refusal before: " + run.sql.str());
  }
};

class ScopeInvariant final : public Invariant {
 public:
  explicit ScopeInvariant(const Expectations& expectations)
      : Invariant("SAF-10", PropertyForm::kAlways, {.of = EffectsOf<RunSql, ResetDatabase>()},
                  "a database that is somebody else's server's is only reset by who names it"),
        target_(expectations.target) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!ResetsDatabase(observation)) return;
    const Request& request = TypedRequest(observation);
    // A flag that only an exported variable stands for is no word about this database (L01).
    if (request.reset && request.confirmed_target == target_) return;
    judge.Violate("the database was reset, and the confirmation names " +
                  (request.confirmed_target.empty() ? "nothing" : request.confirmed_target.str()));
  }

 private:
  const Text target_;
};

/// Whether this moment made something of this run durable.
bool WroteSomething(const Observation& observation) {
  if (observation.call == nullptr || !observation.executed || !observation.changed) return false;
  const EffectCall& call = *observation.call;
  // What happened out of turn right before a read is not the read's doing.
  if (!call.spec().mutates) return false;
  if (call.spec().port == &kFileSystemPort) return true;
  if (call.As<Commit>() != nullptr) return true;
  const Write write = WriteOf(observation);
  return write.session != nullptr && write.session->transaction == TransactionStatus::kNone;
}

class RefusalInvariant final : public Invariant {
 public:
  RefusalInvariant()
      : Invariant("SAF-2", PropertyForm::kAlways,
                  {.world_changes = true, .lifecycle = true, .of = EffectsOf<ReadCommand, Print>()},
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

class UnknownIsNotAbsentInvariant final : public Invariant {
 public:
  UnknownIsNotAbsentInvariant()
      : Invariant("SAF-11", PropertyForm::kAlways,
                  {.of = EffectsOf<ReadCommand, ListFolder, ReadMigrationFile, RunSql>()},
                  "nothing is undone while files cannot be read") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (observation.call == nullptr) return;
    // Of a checkout that was switched meanwhile, everything is read anew.
    const ListFolder* list = observation.call->As<ListFolder>();
    const bool anew = list != nullptr && list->path.empty();
    if (anew || observation.call->As<ReadCommand>() != nullptr) memory = kNotRead;
    // What becomes unreadable once it was read does not change what was decided.
    if (observation.call->spec().port == &kMigrationFilesPort && memory != kUnreadable) {
      const Error* error = observation.call->error();
      const bool failed = error != nullptr && error->Is(kEntryUnreadable);
      memory = failed || !CheckoutIsReadable(observation.world) ? kUnreadable : kRead;
    }
    const Write write = WriteOf(observation);
    if (write.session == nullptr || write.server) return;
    if (observation.call->As<RunSql>() == nullptr || memory == kRead) return;
    if (memory == kUnreadable || !CheckoutIsReadable(observation.world)) {
      judge.Violate("undone while the migrations folder cannot be read");
    }
  }

 private:
  enum : std::uint64_t { kNotRead, kRead, kUnreadable };
};

}  // namespace

InvariantPointer Consent() { return std::make_unique<ConsentInvariant>(); }
InvariantPointer Scope(const Expectations& expectations) {
  return std::make_unique<ScopeInvariant>(expectations);
}
InvariantPointer RefusalIsReadOnly() { return std::make_unique<RefusalInvariant>(); }
InvariantPointer UnknownIsNotAbsent() { return std::make_unique<UnknownIsNotAbsentInvariant>(); }

}  // namespace relapse::migrations

#include "scenarios/migrations/invariants/reached.h"

#include <algorithm>

#include "orchestration/migrations/look.h"
#include "orchestration/ports/server_process.h"
#include "scenarios/migrations/invariants/watch.h"

namespace relapse::migrations {

namespace {

constexpr relapse::Reach kWithoutFault{.faults = 0};
constexpr relapse::Reach kOneFault{.faults = 1};
/// A closure places no error unless asked to.
constexpr relapse::Reach kOneError{.faults = 1, .api_faults = 1};

class Sometimes : public Invariant {
 public:
  Sometimes(std::string_view name, Interest interest, std::string_view summary,
            const relapse::Reach& reach = kWithoutFault)
      : Invariant(name, PropertyForm::kSometimes, std::move(interest), summary, reach) {}
};

/// What is printed once is reached.
class Printed : public Sometimes {
 public:
  using Test = bool (*)(const Print& print);
  Printed(std::string_view name, std::string_view summary, Test test)
      : Sometimes(name, {.of = EffectsOf<Print>()}, summary), test_(test) {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const final {
    const Print* print = PrintedBy(observation);
    if (print != nullptr && test_(*print)) judge.Reach();
  }

 private:
  const Test test_;
};

/// A world as a run found it, and how the run ended.
class FoundAndMended : public Sometimes {
 public:
  using Found = bool (*)(const World& world);
  FoundAndMended(std::string_view name, std::string_view summary, const relapse::Reach& reach,
                 Found found)
      : Sometimes(name, {.of = EffectsOf<ReadCommand, Print>()}, summary, reach), found_(found) {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const final {
    if (BeginsRun(observation)) memory = found_(observation.world) ? 1 : 0;
    if (PrintedBy(observation) == nullptr || memory == 0) return;
    memory = 0;
    if (!found_(observation.world)) judge.Reach();
  }

 private:
  const Found found_;
};

bool HoldsProvenIntents(const World& world) {
  const Database& database = Committed(world);
  const VersionRow row = RowOf(database);
  const auto& stored = database.store->rows;
  return !row.dirty && std::any_of(stored.begin(), stored.end(), [&](const StoredMigration& one) {
    return one.state == StoredState::kIntent && one.version <= row.version;
  });
}

class LockWaitedForReached final : public Sometimes {
 public:
  LockWaitedForReached()
      : Sometimes("reached-lock-waited-for", {.of = EffectsOf<ReadCommand, TryAdvisoryLock>()},
                  "a lock that somebody else held is had by waiting (any exploration)") {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (observation.call == nullptr) return;
    if (observation.call->As<ReadCommand>() != nullptr) memory = 0;
    if (observation.call->As<TryAdvisoryLock>() == nullptr || !observation.executed) return;
    const auto* answer = observation.call->ReplyOf<TryAdvisoryLock>();
    if (answer == nullptr) return;
    if (!*answer) {
      memory = 1;
    } else if (memory != 0) {
      memory = 0;
      judge.Reach();
    }
  }
};

class ResetReached final : public Sometimes {
 public:
  ResetReached()
      : Sometimes("reached-reset",
                  {.of = EffectsOf<ReadCommand, ResetDatabase, SetDataFolderAside, Print>()},
                  "the server runs after everything was destroyed as asked (any exploration)") {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (observation.call == nullptr) return;
    if (observation.call->As<ReadCommand>() != nullptr) memory = 0;
    const bool resets = observation.call->As<ResetDatabase>() != nullptr ||
                        observation.call->As<SetDataFolderAside>() != nullptr;
    if (resets && observation.executed && observation.changed) memory = 1;
    const Print* print = PrintedBy(observation);
    if (print == nullptr || memory == 0) return;
    memory = 0;
    if (print->shown == Shown::kRunning) judge.Reach();
  }
};

class LostCommitReached final : public Sometimes {
 public:
  LostCommitReached()
      : Sometimes("reached-lost-commit-found", {.of = EffectsOf<ReadCommand, Commit, Print>()},
                  "a COMMIT whose answer was lost is found to have happened (exhaust 1; closure "
                  "with 1 API fault)",
                  kOneError) {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (observation.call == nullptr) return;
    if (observation.call->As<ReadCommand>() != nullptr) memory = 0;
    const Commit* commit = observation.call->As<Commit>();
    if (commit != nullptr && observation.executed && observation.changed) {
      const Error* error = observation.call->error();
      if (error != nullptr && error->injected) memory = 1;
    }
    const Print* print = PrintedBy(observation);
    if (print == nullptr || memory == 0) return;
    memory = 0;
    if (print->shown == Shown::kRunning) judge.Reach();
  }
};

}  // namespace

InvariantPointer Refused() {
  return std::make_unique<Printed>(
      "reached-refused", "a run is refused (any exploration)",
      [](const Print& print) { return print.shown == Shown::kRefused; });
}
InvariantPointer RolledBack() {
  return std::make_unique<Printed>(
      "reached-rolled-back", "the server runs after versions were undone (any exploration)",
      [](const Print& print) { return print.shown == Shown::kRunning && !print.undone.empty(); });
}
InvariantPointer Healed() {
  return std::make_unique<FoundAndMended>(
      "reached-healed", "what an earlier run left unproven is recorded or undone (exhaust 1)",
      kOneFault, HoldsProvenIntents);
}
InvariantPointer Adopted() {
  return std::make_unique<Printed>(
      "reached-adopted", "a database that nobody recorded is adopted (any exploration)",
      [](const Print& print) {
        return print.shown == Shown::kRunning && Notes(print, Note::kAssumedTexts);
      });
}
InvariantPointer DirtyResolved() {
  return std::make_unique<FoundAndMended>(
      "reached-dirty-resolved", "a dirty version is put right as somebody says (any exploration)",
      kWithoutFault, [](const World& world) { return RowOf(Committed(world)).dirty; });
}
InvariantPointer LockWaitedFor() { return std::make_unique<LockWaitedForReached>(); }
InvariantPointer WasReset() { return std::make_unique<ResetReached>(); }
InvariantPointer CacheIgnored() {
  return std::make_unique<Printed>(
      "reached-cache-ignored", "a cache that says something else is not used (any exploration)",
      [](const Print& print) { return Notes(print, Note::kCacheIgnored); });
}
InvariantPointer LostCommitFound() { return std::make_unique<LostCommitReached>(); }

InvariantPointer LeftBehindMet() {
  return std::make_unique<Printed>(
      "reached-left-behind", "what was undone in name only is in the way (any exploration)",
      [](const Print& print) { return print.refusal == Refusal::kLeftBehind; });
}

namespace {

/// The newest migration is undone in name only for another branch, and its branch comes back.
bool LeavesAndReturns(const Parameters& parameters) {
  const bool leaves =
      parameters.newest_down == DownFile::kAbsent || parameters.newest_down == DownFile::kComment;
  const auto& script = parameters.script;
  return leaves && parameters.begins == Beginning::kOnFeature && script.size() == 2 &&
         script.front().run == Request{} && script.back().run == Request{} &&
         script.front().switch_to != Text("feature") &&
         script.back().switch_to == Text("feature") && parameters.follows == FollowedAdvice::kRun &&
         parameters.foreign == Foreign::kNobody && parameters.edit == FileEdit::kNone &&
         parameters.layout == Layout::kFlat && !parameters.builtin;
}

/// The migrations folder shows what its branch has, and nobody else is there.
bool IsPlain(const Parameters& parameters) {
  return parameters.foreign == Foreign::kNobody && parameters.edit == FileEdit::kNone &&
         (parameters.layout == Layout::kFlat || parameters.layout == Layout::kShards) &&
         parameters.newest_down == DownFile::kPlain &&
         (!parameters.builtin || parameters.server == ServerBeginning::kStopped);
}

/// The first command is a plain one.
bool AsksForNothing(const Parameters& parameters) {
  return parameters.script.front().run == Request{};
}

Text FirstCheckout(const Parameters& parameters) {
  const DeveloperStep& first = parameters.script.front();
  return first.switch_to.empty() ? parameters.checkout : first.switch_to;
}

/// What the database has at first is missing from the first checkout.
bool BeginsAhead(const Parameters& parameters) {
  const bool has_feature =
      parameters.begins == Beginning::kOnFeature || parameters.begins == Beginning::kUnproven;
  return has_feature && FirstCheckout(parameters) != Text("feature");
}

}  // namespace

std::vector<InvariantPointer> AllReached(const Parameters& parameters) {
  std::vector<InvariantPointer> all;
  // Let go before the tool loses patience, milliseconds.
  static constexpr DurationMs kPatience = Seconds(10);
  if (parameters.foreign == Foreign::kHoldsLock && parameters.foreign_for_ms <= kPatience &&
      parameters.foreign_for_ms > kLockPoll && parameters.begins == Beginning::kRecorded) {
    all.push_back(LockWaitedFor());
  }
  if (LeavesAndReturns(parameters)) all.push_back(LeftBehindMet());
  if (!IsPlain(parameters)) return all;
  const bool plain_ahead = BeginsAhead(parameters) && AsksForNothing(parameters);
  if (plain_ahead) all.push_back(Refused());
  if (plain_ahead && parameters.follows == FollowedAdvice::kRun) {
    all.push_back(RolledBack());
    all.push_back(LostCommitFound());
    if (parameters.begins == Beginning::kUnproven) all.push_back(Healed());
  }
  if (parameters.begins == Beginning::kUnrecorded && AsksForNothing(parameters)) {
    all.push_back(Adopted());
  }
  const bool dirty =
      parameters.begins == Beginning::kDirtyNotRun || parameters.begins == Beginning::kDirtyApplied;
  if (dirty && AsksForNothing(parameters) && parameters.follows != FollowedAdvice::kLast) {
    all.push_back(DirtyResolved());
  }
  if (plain_ahead && parameters.follows == FollowedAdvice::kLast) all.push_back(WasReset());
  const bool recorded =
      parameters.begins == Beginning::kRecorded || parameters.begins == Beginning::kOnFeature;
  const bool spoilt =
      parameters.cache == CacheBeginning::kTorn || parameters.cache == CacheBeginning::kForeign ||
      parameters.cache == CacheBeginning::kStale || parameters.cache == CacheBeginning::kUnreadable;
  if (recorded && spoilt && AsksForNothing(parameters)) all.push_back(CacheIgnored());
  return all;
}

}  // namespace relapse::migrations

// The invariants of migrations (spec/migration-recovery.md section 5), one factory each, and the
// list of all of them.
#ifndef SCENARIOS_MIGRATIONS_INVARIANTS_INVARIANTS_H_
#define SCENARIOS_MIGRATIONS_INVARIANTS_INVARIANTS_H_

#include <memory>
#include <vector>

#include "harness/oracle/invariant.h"
#include "orchestration/migrations/recovery.h"
#include "scenarios/migrations/invariants/truth.h"

namespace relapse::migrations {

using InvariantPointer = std::unique_ptr<const Invariant>;
using Known = std::shared_ptr<const KnownMigrations>;

/// What a scenario's world is known to be.
struct Expectations {
  Known known;
  /// Of the tool under test, its bugs included: for asking it what it would decide (DUR-4, CON-2).
  std::shared_ptr<const RecoveryConfig> config;
  std::vector<std::int64_t> lock_keys;  ///< of every migrator
  Text target;                          ///< what a confirmation has to name
  bool alone = true;                    ///< nobody else writes to the database
  bool healthy = false;                 ///< the first run needs no flag (LIV-2)
  bool cache_whole = true;              ///< when the history begins
};

// Consent: consent.cc.
InvariantPointer Consent();                                // SAF-1
InvariantPointer RefusalIsReadOnly();                      // SAF-2
InvariantPointer Scope(const Expectations& expectations);  // SAF-10
InvariantPointer UnknownIsNotAbsent();                     // SAF-11
// What the row and the record say: versions.cc.
InvariantPointer VersionTruth(const Expectations& expectations);   // SAF-3
InvariantPointer TrackingTruth(const Expectations& expectations);  // SAF-4
InvariantPointer TargetExists();                                   // SAF-5
InvariantPointer NewestFirst(const Expectations& expectations);    // SAF-7
// How it is written: writing.cc, processes.cc.
InvariantPointer DirtyIsLeftAlone();                              // SAF-6
InvariantPointer SingleWriter(const Expectations& expectations);  // SAF-8
InvariantPointer AtomicStep(const Expectations& expectations);    // SAF-9
InvariantPointer Processes();                                     // SAF-12
// Durability: durability.cc, cache.cc.
InvariantPointer DoneIsDurable(const Expectations& expectations);   // DUR-1
InvariantPointer IntentFirst(const Expectations& expectations);     // DUR-2
InvariantPointer CacheIsWhole(const Expectations& expectations);    // DUR-3
InvariantPointer CacheIsDerived(const Expectations& expectations);  // DUR-4
InvariantPointer CacheFollows();                                    // DUR-5
// Liveness: liveness.cc, conflicts.cc.
InvariantPointer GetsThere(const Expectations& expectations);               // LIV-1
InvariantPointer FirstRunNeedsNoFlag(const Expectations& expectations);     // LIV-2
InvariantPointer NoFalseConflict(const Expectations& expectations);         // LIV-3
InvariantPointer NoMissedConflict(const Expectations& expectations);        // LIV-4
InvariantPointer HolderIsNamed();                                           // LIV-5
InvariantPointer SecondRunWritesNothing(const Expectations& expectations);  // LIV-6
// Advice, consistency, determinism: advice.cc, consistency.cc.
InvariantPointer AdviceWorks(const Expectations& expectations);    // ADV-1
InvariantPointer OutcomeIsTold(const Expectations& expectations);  // ADV-2
InvariantPointer AllAgree(const Expectations& expectations);       // CON-1
InvariantPointer SameNames();                                      // CON-2
InvariantPointer IsSorted();                                       // DET-1

/// All of them; nobody minds those of the built-in server where there is none.
std::vector<InvariantPointer> AllInvariants(const Expectations& expectations);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_INVARIANTS_INVARIANTS_H_

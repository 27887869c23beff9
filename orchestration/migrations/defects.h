// The historical bugs of migration recovery that can be switched on, the two older designs among
// them. A value given to each run, never global; compiled out (RELAPSE_WITHOUT_DEFECTS) the
// component contains the correct choice only.
#ifndef ORCHESTRATION_MIGRATIONS_DEFECTS_H_
#define ORCHESTRATION_MIGRATIONS_DEFECTS_H_

#include <cstdint>
#include <string_view>

#include "harness/core/defect_set.h"

namespace relapse::migrations {

/// The comment gives the id in spec/migration-recovery.md section 4.
enum class Defect : std::uint8_t {
  // Policies: which design of recovery this is. Neither: the design of section 1.5.
  kDesignCacheFile,  // section 1.2, design A: a cache file decides; its bugs that were never fixed
  kDesignDatabaseOnly,  // section 1.3, design B: the newest that was published; likewise
  // Of these two designs, in versions before the last: without one of them they change nothing.
  kNoCacheIsConflict,      // S01, of design A
  kResetUnasked,           // S03
  kResetKeepsTracking,     // S04
  kDirtyNotRead,           // S05
  kNoCaptureAfterStart,    // S06
  kCacheErrorSwallowed,    // S08, of design A
  kOnlyNotFoundIsMissing,  // S10, of design A
  // Of today's design, where a lock is taken or the database looked at.
  kCoderLockOnly,           // G09: the lock of one kind of migrator, not of all
  kNoLocks,                 // P15: no lock at all
  kLocksReleasedEarly,      // P08: released between reading and writing
  kHolderNotNamed,          // P06: nobody asks whose lock it is
  kLockWaitUnbounded,       // L29: a lock is waited for without end
  kStopUnheard,             // a wait for a lock does not hear that it should stop
  kSessionForgotten,        // after any error: it stays open, and its locks with it
  kNoCompareAndSet,         // L28: the version row is written whatever it is by now
  kRollbackToOneLess,       // B10: to the number below, whether there is such a version or not
  kVersionRowApart,         // P16: the version row in a transaction of its own
  kDownTextApart,           // G14: the down text likewise
  kDownTextOfCheckout,      // P23: the checkout's down text rather than the stored one
  kLostCommitIsFailure,     // L30: a lost answer is a failure
  kDestroysWhereUndoFails,  // design 0: the reset follows by itself
  kBegunIsRefused,          // found here: what stopped after it had written is told as refused
  // Where it is decided.
  kStoreMadeFirst,            // S14: the store is made before anything is decided
  kEditsBeforeRefusal,        // CB3: what was found out is written although the run is refused
  kVersionBeforeDirty,        // L12: no version is fresh, dirty or not
  kDirtyIsApplied,            // G02: a dirty version is marked clean without being asked
  kIntentCameBefore,          // found here: what never ran is what came before a dirty version
  kCheckoutCameBefore,        // found here: nor does it say so of what only the checkout has
  kCheckoutBesideRecord,      // found here: the checkout says it, too, where something is recorded
  kUnrecordedIsBelieved,      // found here: a word on what nobody recorded is never checked
  kResolutionNotChecked,      // P20: the developer is believed against the catalog
  kResolvedUnseen,            // G16: a dirty version is put right before the folder can be read
  kMissingSchemaUnseen,       // found here: a database without its schema is a fresh one
  kFirstVersionRow,           // section 3.7: of several version rows the first one is read
  kEmptyVersionIsFresh,       // L39: an empty version table is a fresh database
  kUnreadableIsMissing,       // L04: what cannot be read is not there
  kUnreadableFileSkipped,     // G05: a migration whose text cannot be read is run without it
  kDuplicatesAccepted,        // L19: of two files the first one counts
  kSixDigitNumbers,           // L16: the first six characters are the number
  kStrayFoldersRead,          // L18: every folder below counts
  kRollbackUnasked,           // design 0: undone without being asked
  kMiddleUndone,              // B17: undone below a version that stays
  kCommentDownUndone,         // L32: a down text that does nothing undoes
  kUnsafeDownRun,             // section 1.4: a down text with transaction control is run
  kAcceptedReplacesExecuted,  // L14: the accepted text replaces the executed one
  kWhitespaceIsChange,        // L23: white space and comments are a change
  kStaleNotPruned,            // L11: a row above the version is applied
  kAheadIgnored,              // G12: a version that is in no checkout is the server's business
  kAddedBelowIgnored,         // G11: a version added below the database's is taken for applied
  kAdoptsAgainstCatalog,      // B14: a first adoption is of any checkout
  kAcceptsAgainstCatalog,     // L07: a version nobody recorded is accepted against the catalog
  kIntentsNotWritten,         // P13: the server runs what is recorded nowhere
  kNothingIsUnknown,          // L21: of a version without an up file nobody knows that nothing ran
  kIntentKept,                // L07: an intent of another branch stays
  kIntentsAreApplied,         // P14: what was to be run is taken for run
  kHealedUnproven,            // P10: an intent is healed without a look at the catalog
  kResetUnconfirmed,          // S03: of an external database, without its name
  kAdvisesUntried,            // ADV-1: what is advised is not tried out first
  kLeftBehindForgotten,       // found here: what was taken back in name only is as if it never ran
  kLeftBehindNeverForgotten,  // found here: it is in the way although somebody dropped it
  // Of the developer's own server.
  kForeignMajorStarted,       // L35: whatever major version its data are of
  kUnknownPostmasterIgnored,  // L36: one that cannot be asked is dead
  kResetOfLiveServer,         // L34: its data are taken from it
  kUnreadableDataIsFresh,     // section 4.2: data that cannot be seen are none
  kServerLeftRunning,         // found here: one that was started and does not stop is forgotten
  kSetAsideLeft,              // found here: a deletion that failed is never finished
  // Of the cache.
  kCacheDecides,          // S08: what the cache does not have is not recorded
  kCacheOwnerIgnored,     // L33: the cache of another database is this one's
  kCacheInPlace,          // CA13: written in place
  kCacheFileNotSynced,    // renamed before its bytes are durable
  kCacheFolderNotSynced,  // its name is not made durable
  kCacheNotSetAside,      // CA12: not set aside before the database changes
  kCacheNameNotKept,      // found here: an unknown one that somebody left is taken for durable
  kResetKeepsCache,       // L06: the reset leaves it
};
inline constexpr int kDefectCount = 76;

/// The slug, e.g. "design-cache-file".
std::string_view EnumName(Defect defect);
void EnumFromName(std::string_view name, Defect& defect);

using Defects = DefectSet<Defect, kDefectCount>;

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_DEFECTS_H_

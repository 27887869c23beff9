// The historical bugs of the provider and of the Vitess it runs that can be switched on. A value of
// each world, never global; compiled out (RELAPSE_WITHOUT_DEFECTS) the fakes contain the correct
// choice only.
#ifndef FAKES_VITESS_PROVIDER_DEFECTS_H_
#define FAKES_VITESS_PROVIDER_DEFECTS_H_

#include <cstdint>
#include <string_view>

#include "harness/core/defect_set.h"

namespace relapse::planetscale {

/// The comment gives the id in spec/planetscale-api.md section 6.
enum class ProviderDefect : std::uint8_t {
  kDuplicateComplete,                 // B1
  kCancelRefusedInCutover,            // B2
  kCancelWaitsForEngine,              // B3
  kCancelWithoutDeadline,             // B4
  kPartialReadIsTheWhole,             // B5
  kStuckShardFreezesAll,              // B7
  kEligibleCountsAsInstant,           // B8
  kExpiryWaitsForClients,             // B10
  kSubmissionOverwritesCancel,        // B11 (a)
  kTickOverwritesCancel,              // B11 (b)
  kFailedDeployLeavesSiblings,        // B12
  kFailedSubmissionLeavesMigrations,  // B12
  kSubmissionTimeoutFromCreation,     // B13
  kFailedValidationDeploys,           // B15
  kOnlyNewestDeployBlocks,            // B16
  kContextMatchedAsPattern,           // B19
  kTwoWayDiff,                        // B21
  kDiffOfHalfMadeBranch,              // B22
  kErrorNumbersLost,                  // B27
  kBranchStorageCollides,             // B28
  kLongNameFailsLate,                 // B28
  kUnderscoreTablesInDiff,            // B29
  kDeployContextReused,               // B33
  kAutoDeleteIgnored,                 // B40
  kPendingNotResumed,                 // B41
  kSnapshotNotResumed,                // B41
  kSubmissionNotResumed,              // B41
  kSubmissionStartsOver,              // B41
  kUserCancelShownAsError,            // B43
  kUndeployedCannotBeClosed,          // B45
  kStaleReadyCountsAsWaiting,         // B46
  kAnswersWithoutDeployment,          // B47
  kAutoCutoverInherited,              // B48
  kListIgnoresFilters,                // B49
  kCancelAfterLastCutover,            // B66 (a)
  kCancelInRevertWindow,              // B66 (b)
  kGateNotObserved,                   // B67
  kUserCancelRecordedAsFailed,        // V2
  kSuccessorsRunAfterFailure,         // V3
  kImmediateSuccessorsStayQueued,     // V4
  kOrderAcrossContexts,               // V5
  kSnapshotErrorIsAbsence,            // B17
  kRevertContextReused,               // B19
  kCancelledRevertNeverEnds,          // B20
  kThrottleLeaks,                     // B26
  kVschemaLostUpdate,                 // B31
  kApprovalNeverGiven,                // B38
  kRevertNotResumed,                  // B41
  kCancelInVschema,                   // B66 (b)
  kDeletedBranchWaitedFor,            // found by this harness
  kInstantIgnoresPostponement,        // V6
  kOutageReportedAsNotFound,          // B39
  kRevertSubmissionNotResumed,        // B41
  kReadyBelowFull,                    // V10
};
inline constexpr int kProviderDefectCount = 54;

/// The slug, e.g. "two-way-diff".
std::string_view EnumName(ProviderDefect defect);
void EnumFromName(std::string_view name, ProviderDefect& defect);

using ProviderDefects = DefectSet<ProviderDefect, kProviderDefectCount>;

}  // namespace relapse::planetscale

#endif  // FAKES_VITESS_PROVIDER_DEFECTS_H_

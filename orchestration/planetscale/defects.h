// The historical bugs of this component that can be switched on. A value given to each worker,
// never global; compiled out (RELAPSE_WITHOUT_DEFECTS) the component contains the correct choice
// only.
#ifndef ORCHESTRATION_PLANETSCALE_DEFECTS_H_
#define ORCHESTRATION_PLANETSCALE_DEFECTS_H_

#include <cstdint>
#include <string_view>

#include "harness/core/defect_set.h"

namespace relapse::planetscale {

/// Named by their slugs in the specification's bug bank, section 8; the comment gives the id there.
enum class Defect : std::uint8_t {
  kReadyNeverDeployed,                 // R1
  kTransientErrorForks,                // R2
  kContextIsApplyIdForever,            // R3
  kResumeContextNotPersisted,          // R4
  kRecoveredPendingNeverDeployed,      // R6
  kDeferredDeployStartedByResume,      // R7
  kDeferredUnrecordedStuck,            // R8
  kCompleteErrorSilentlyRerun,         // R12
  kStaleSchemaApiOnResume,             // R13
  kUnreviewedDdlOnResume,              // R14
  kResumeSkipsValidation,              // R15
  kResumePersistsDrIdLate,             // R16
  kResumeDeployNoRetry,                // R18
  kResumePollIgnoresCancel,            // R19
  kResumeNoChangesFails,               // R21
  kBranchResumeBaselineNotPersisted,   // R24
  kNotFoundMisclassification,          // R27
  kEmptyBaselineAttachesHistory,       // X1
  kMultipleCandidates,                 // X2
  kResurrectedContext,                 // X3
  kFastCompletionNeverDiscovered,      // X6
  kLateRecoveryOnlyWhenEmpty,          // X7
  kDiscoveryIgnoresCancel,             // X8
  kOrphanDeployRequest,                // E1
  kPendingPollNilDeref,                // E2
  kPendingPollUnbounded,               // E3
  kAmbiguousDeployResponse,            // E5
  kNoChangesIsFailure,                 // E6
  kDeferredFlagOnlyReturned,           // E7
  kFreshContextReturnedNotPersisted,   // E8
  kDdlListNotIdempotentOnRetry,        // E10
  kDirtyBranchReuseByName,             // E11
  kCleanupUnderDeadContext,            // E14
  kCutoverHoldNotVerified,             // E20
  kStartAnsweredByOutcome,             // found by this harness
  kCommandJudgedByOldRequest,          // found by this harness
  kStillValidatingCountedAsTransient,  // E4
  kEmptyContextOverwrites,             // E9
  kAutoCutoverFalseOmitted,            // E19
  kInstantBypassesDeferredCutover,     // E21
  kSnapshotWindowByAttempts,           // E23
  kSilentWaitCancelledAsWedged,        // E24
  kApprovalSubstring,                  // E26
  kCreateResponseLostBranchDeleted,    // E27
  kBranchWaitErrorStartsFresh,         // R9
  kErrorDrRestartReusesDirtyBranch,    // R11
  kClosedDrDeployedAgain,              // R20
  kInstantDecisionLost,                // R22
  kRecoveredCutoverHoldUnverified,     // R23
  kBaselineUnbounded,                  // X5
  kLikeWildcards,                      // X9
  kRevertContextAsCandidate,           // X11
  kInstantFromEligibility,             // P3
  kFailedWithoutReason,                // P7
  kFiveSecondOutageFailsApply,         // P10
  kNilResumePoll,                      // P11
  kStopSwallowsCancelError,            // C1
  kStopSkipsStates,                    // C2
  kCancelAfterComplete,                // C6
  kAutoCutoverHammer,                  // C12
  kCutoverNotStaged,                   // C13
  kStartOfCancelledForks,              // C19
  kCancelledDriveIsOutcome,            // C29
  kGrpcDuplicateCutover,               // C34
  kRequestLandsAfterCleanup,           // found by this harness
  kDoubleResumeDoubleDeploy,           // R5
  kFailedDiffOutdoesCancel,            // found by this harness
  kProgressOfWhatAnswers,              // found by this harness
  kNoOwnerToken,                       // O2
  kVschemaReadErrorIsEmpty,            // E16
  kStaleVschemaRead,                   // E17
  kResumeDropsVschema,                 // R25
  kOtherDeploySpendsRetries,           // found by this harness
  kRevertShownAsRunning,               // P5
  kSkipRevertOneShot,                  // C9
  kDeployedAtNotDurable,               // S10
  kTimeoutClockInMemory,               // C15
  kOptionsDropped,                     // T2
  kDeployedRequestNotFound,            // found by this harness
  kBaselineAfterDeploy,                // found by this harness
  kCutoverRefusedInRevert,             // found by this harness
  kHoldReadOverlooksDeploy,            // found by this harness
  kUnheldRequestLeftOpen,              // found by this harness
  kVolumeNoResumeState,                // C11
  kResumeDeletesOperatorBranch,        // R17
  kBranchOptionNotStored,              // T3
  kStoredNameTrusted,                  // found by this harness
  kGivenUpNameChosenAgain,             // found by this harness
  kNameOfOldRequestChosen,             // found by this harness
};
inline constexpr int kDefectCount = 89;

/// The slug, e.g. "orphan-deploy-request".
std::string_view EnumName(Defect defect);
void EnumFromName(std::string_view name, Defect& defect);

using Defects = DefectSet<Defect, kDefectCount>;

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_DEFECTS_H_

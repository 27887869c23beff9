// Marks: which leaves of the resume decision (spec/planetscale-engine.md section 2.3) and which
// rows of the error classification (section 2.4), and what of the revert window, the engine has
// come to since the program began. The engine only sets them. Tests read them: a leaf that no
// history comes to is not tested.
#ifndef ORCHESTRATION_PLANETSCALE_MARKS_H_
#define ORCHESTRATION_PLANETSCALE_MARKS_H_

#include <cstdint>
#include <string_view>

namespace relapse::planetscale {

enum class Mark : std::uint8_t {
  // Section 2.3, a stored deploy request.
  kRequestGone,        ///< not_found: a fresh apply
  kRequestUnreadable,  ///< any other error: the same request again
  kDiffAwaited,        ///< pending: waited out
  kRequestFailed,      ///< `error` before any deploy: a fresh apply
  kConverged,          ///< `no_changes`
  kClosedUndeployed,   ///< closed without a deploy: only followed
  kDeploys,            ///< ready, and nobody deferred it
  kRecordsDeferral,    ///< ready, and the deferral is not stored yet
  kContextKept,        ///< reattached with a stored context
  kContextRecovered,   ///< reattached, and the context is found
  kContextUnknown,     ///< reattached, and it is not found
  // Section 2.3, only a branch.
  kBranchGone,         ///< not_found: a fresh apply under the same name
  kBranchUnreadable,   ///< any other error: the same branch again
  kRunsRemaining,      ///< a part of the reviewed statements is missing
  kNothingRemaining,   ///< the branch is as declared
  kNameTakenSince,     ///< the branch is somebody else's: a fresh apply under another name
  kNoOperatorsBranch,  ///< the operator named a branch that is not there: final
  kOperatorsWork,      ///< it holds more than stages of the plan: final
  kUnreviewed,         ///< a table differs in a way that nobody reviewed: final
  kNewConverged,       ///< the request of the resumed branch ends as `no_changes`
  kNewFailed,          ///< or as `error`
  kNewDeferred,        ///< or parks
  kNewDeployed,        ///< or is deployed
  // Section 2.4.
  kGone,               ///< the API's own not_found
  kTransientError,     ///< retried within bounds
  kBusySnapshot,       ///< own window
  kStillValidating,    ///< own window
  kOtherDeployActive,  ///< own window
  kNotStaged,          ///< the cutover is asked for again
  kApprovalRequired,   ///< final
  kStopped,            ///< handed over
  kPermanentError,     ///< never tried again
  // Sections 4.3 and 5: the revert window.
  kRevertResumed,  ///< reattached to a revert in progress: only followed
  kWindowSkipped,  ///< closed as soon as it opened
  kWindowExpired,  ///< closed at our deadline
  kGateForgotten,  ///< nobody came to a gate: cancelled
};
inline constexpr int kMarkCount = 36;

/// What stands above, in a few words.
std::string_view WordsOf(Mark mark);

/// May be called from any thread.
void Reach(Mark mark);
bool IsReached(Mark mark);
/// As if the program had just begun.
void ForgetMarks();

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_MARKS_H_

// What an error means to the engine. Codes decide first; texts are read only for the phrases listed
// in the specification (section 2.4), and only under a code that can carry them.
#ifndef ORCHESTRATION_PLANETSCALE_CLASSIFICATION_H_
#define ORCHESTRATION_PLANETSCALE_CLASSIFICATION_H_

#include "harness/core/error_kind.h"
#include "harness/core/result.h"

namespace relapse::planetscale {

/// The apply fails for good, with the error's message as its reason. Every other kind that leaves
/// an attempt is retryable or ends it.
inline constexpr ErrorKind kPermanent{"permanent", false, false};
/// The operator's cancel was seen while nothing was deployed yet.
inline constexpr ErrorKind kCancelledByOperator{"cancelled_by_operator", false, false};
/// Somebody else has the name that we stored for our branch: nothing of ours is under it.
inline constexpr ErrorKind kNameLost{"name_lost", false, false};
inline constexpr const char* kCancelledReason = "the operator cancelled the apply";

enum class ErrorClass {
  kStopped,            ///< asked to stop, or no longer the one that drives: hand over
  kNotFound,           ///< the API's own word that the object is gone; a gateway's 404 is not
  kTransient,          ///< try again; the effect may have happened
  kBusySnapshot,       ///< the provider takes a schema snapshot: long pauses, own window
  kStillValidating,    ///< the deploy request is not deployable yet: own window
  kOtherDeployActive,  ///< the database takes one deploy at a time: own window
  kNotStaged,          ///< too early for the cutover
  kNameTaken,          ///< a branch of this name exists
  kRefused,            ///< not possible in the present state: read it
  kAccessDenied,       ///< the branch password does not work (any more)
  kStatementFailed,    ///< the SQL server's verdict on a statement
  kApprovalRequired,   ///< approvals are not supported
  kFinal,              ///< trying again cannot help
};

ErrorClass Classify(const Error& error);

/// `what`, and why, as the reason of a failed apply.
tl::unexpected<Error> FailPermanently(std::string_view what, const Error& error);
inline tl::unexpected<Error> FailPermanently(Text reason) { return Fail(kPermanent, reason); }

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_CLASSIFICATION_H_

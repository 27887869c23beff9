#include "orchestration/planetscale/classification.h"

#include <fmt/format.h>

#include "orchestration/planetscale/marks.h"
#include "orchestration/ports/apply_state.h"

namespace relapse::planetscale {

namespace {

constexpr int kErrnoAccessDenied = 1045;
constexpr int kErrnoUnknownDatabase = 1049;

/// The listed phrases that a refusal (409 or 422) may carry.
ErrorClass ClassifyRefusal(Text message, ErrorClass otherwise) {
  if (message.contains("schema snapshot is in progress")) return ErrorClass::kBusySnapshot;
  if (message.contains("currently validating that these changes are safe to deploy")) {
    return ErrorClass::kStillValidating;
  }
  if (message.contains("is still active")) return ErrorClass::kOtherDeployActive;
  if (message.contains("changes have not been staged")) return ErrorClass::kNotStaged;
  if (message.contains("Name has already been taken")) return ErrorClass::kNameTaken;
  return otherwise;
}

ErrorClass ClassifySql(const Error& error) {
  if (error.number == kErrnoAccessDenied || error.number == kErrnoUnknownDatabase) {
    return ErrorClass::kAccessDenied;
  }
  return ClassifyRefusal(error.message, ErrorClass::kStatementFailed);
}

ErrorClass ClassOf(const Error& error) {
  if (error.Is(kCancelled) || error.Is(kClaimLost)) return ErrorClass::kStopped;
  if (error.Is(kNotFound)) return ErrorClass::kNotFound;
  if (error.Is(kGatewayNotFound) || error.Is(kTransient) || error.Is(kTimeout) ||
      error.Is(kMalformed) || error.Is(kRateLimited) || error.Is(kConnectionLost)) {
    return ErrorClass::kTransient;
  }
  if (error.Is(kUnprocessable)) return ClassifyRefusal(error.message, ErrorClass::kTransient);
  if (error.Is(kConflict)) return ClassifyRefusal(error.message, ErrorClass::kRefused);
  if (error.Is(kInvalid)) return ClassifyRefusal(error.message, ErrorClass::kFinal);
  if (error.Is(kSql)) return ClassifySql(error);
  if (error.Is(kPermission)) {
    return error.message.contains("approved") ? ErrorClass::kApprovalRequired : ErrorClass::kFinal;
  }
  return ErrorClass::kFinal;
}

void Note(ErrorClass error_class) {
  switch (error_class) {
    case ErrorClass::kTransient:
      return Reach(Mark::kTransientError);
    case ErrorClass::kBusySnapshot:
      return Reach(Mark::kBusySnapshot);
    case ErrorClass::kStillValidating:
      return Reach(Mark::kStillValidating);
    case ErrorClass::kOtherDeployActive:
      return Reach(Mark::kOtherDeployActive);
    case ErrorClass::kNotStaged:
      return Reach(Mark::kNotStaged);
    case ErrorClass::kApprovalRequired:
      return Reach(Mark::kApprovalRequired);
    case ErrorClass::kStopped:
      return Reach(Mark::kStopped);
    case ErrorClass::kNotFound:
      return Reach(Mark::kGone);
    default:
      return;
  }
}

}  // namespace

ErrorClass Classify(const Error& error) {
  const ErrorClass error_class = ClassOf(error);
  Note(error_class);
  return error_class;
}

tl::unexpected<Error> FailPermanently(std::string_view what, const Error& error) {
  return FailPermanently(
      Text(fmt::format("{}: {} ({})", what, error.message.view(), error.kind->name)));
}

}  // namespace relapse::planetscale

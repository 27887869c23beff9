#include "orchestration/planetscale/classification.h"

#include <fmt/format.h>

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

}  // namespace

ErrorClass Classify(const Error& error) {
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

tl::unexpected<Error> FailPermanently(std::string_view what, const Error& error) {
  return FailPermanently(
      Text(fmt::format("{}: {} ({})", what, error.message.view(), error.kind->name)));
}

}  // namespace relapse::planetscale

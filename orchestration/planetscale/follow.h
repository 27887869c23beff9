// Following a deploy request to its end: progress, the operator's commands, the outcome.
#ifndef ORCHESTRATION_PLANETSCALE_FOLLOW_H_
#define ORCHESTRATION_PLANETSCALE_FOLLOW_H_

#include <optional>

#include "orchestration/planetscale/attempt.h"
#include "orchestration/planetscale/control.h"

namespace relapse::planetscale {

struct Outcome {
  ApplyStatus status = ApplyStatus::kCompleted;
  Text reason;  ///< non-empty for kFailed
};

class Follower {
 public:
  explicit Follower(Attempt& attempt) : attempt_(attempt), control_(attempt) {}

  /// Polls until the request has ended. Errors as of Apply.
  Result<Outcome> Run();

 private:
  /// The request; empty while it cannot be read and the outage is within its budget.
  Result<std::optional<DeployRequest>> Read();
  /// Looks for the context again, as long as it is not known.
  Status RecoverContext(const DeployRequest& request);
  bool CanReadRows() const;
  Result<std::vector<MigrationRows>> ReadRows() const;
  Status ShowProgress(const DeployRequest& request);
  Status Steer(const DeployRequest& request, int poll);
  Result<Outcome> Conclude(const DeployRequest& request, ApplyStatus status) const;
  ApplyStatus StatusOf(const DeployRequest& request) const;

  Attempt& attempt_;
  Control control_;
  std::optional<TimeMs> outage_since_;
  int failed_polls_ = 0;
  int unread_discoveries_ = 0;  ///< in a row
  std::int64_t percent_ = 0;
};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_FOLLOW_H_

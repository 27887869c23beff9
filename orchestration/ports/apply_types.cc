#include "orchestration/ports/apply_types.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse::planetscale {

namespace {
constexpr std::array<std::string_view, 17> kStatuses{"pending",
                                                     "preparing_branch",
                                                     "applying_branch_changes",
                                                     "validating_branch",
                                                     "creating_deploy_request",
                                                     "validating_deploy_request",
                                                     "waiting_for_deploy",
                                                     "running",
                                                     "waiting_for_cutover",
                                                     "cutting_over",
                                                     "revert_window",
                                                     "reverting",
                                                     "failed_retryable",
                                                     "completed",
                                                     "failed",
                                                     "cancelled",
                                                     "reverted"};
constexpr std::array<std::string_view, kControlOperationCount> kOperations{
    "start", "cutover", "cancel", "revert", "skip_revert", "volume"};
constexpr std::array<std::string_view, 3> kControlStatuses{"pending", "completed", "failed"};
}  // namespace

std::string_view EnumName(ApplyStatus status) { return NameOf(kStatuses, status); }
void EnumFromName(std::string_view name, ApplyStatus& status) { ReadName(kStatuses, name, status); }
std::string_view EnumName(ControlOperation operation) { return NameOf(kOperations, operation); }
void EnumFromName(std::string_view name, ControlOperation& operation) {
  ReadName(kOperations, name, operation);
}
std::string_view EnumName(ControlStatus status) { return NameOf(kControlStatuses, status); }
void EnumFromName(std::string_view name, ControlStatus& status) {
  ReadName(kControlStatuses, name, status);
}

}  // namespace relapse::planetscale

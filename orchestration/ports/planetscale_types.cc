#include "orchestration/ports/planetscale_types.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse::planetscale {

namespace {
constexpr std::array<std::string_view, 2> kRequestStates{"open", "closed"};
constexpr std::array<std::string_view, kDeploymentStateCount> kDeploymentStates{
    "pending",
    "ready",
    "no_changes",
    "queued",
    "submitting",
    "in_progress",
    "pending_cutover",
    "in_progress_vschema",
    "in_progress_cancel",
    "in_progress_cutover",
    "complete",
    "complete_cancel",
    "complete_error",
    "complete_pending_revert",
    "in_progress_revert",
    "in_progress_revert_vschema",
    "complete_revert",
    "complete_revert_error",
    "cancelled",
    "error"};
}  // namespace

std::string_view EnumName(RequestState state) { return NameOf(kRequestStates, state); }
void EnumFromName(std::string_view name, RequestState& state) {
  ReadName(kRequestStates, name, state);
}
std::string_view EnumName(DeploymentState state) { return NameOf(kDeploymentStates, state); }
void EnumFromName(std::string_view name, DeploymentState& state) {
  ReadName(kDeploymentStates, name, state);
}

}  // namespace relapse::planetscale

#include "fakes/planetscale/world_parameters.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse::planetscale {

namespace {
constexpr std::array<std::string_view, 4> kWorkloads{"copying", "instant", "mixed", "dropping"};
constexpr std::array<std::string_view, 2> kTriggers{"request_created", "deploy_accepted"};
constexpr std::array<std::string_view, 4> kOutages{"branch_created", "deploy_asked",
                                                   "deploy_accepted", "request_created"};
constexpr std::array<std::string_view, 4> kContents{"foreign", "planned", "as_main",
                                                    "foreign_vschema"};
constexpr std::array<std::string_view, 4> kRequests{"none", "open", "closed", "complete"};
constexpr std::array<std::string_view, 2> kMoments{"before", "anytime"};
constexpr std::array<std::string_view, 2> kStyles{"singularity", "localscale"};
}  // namespace

std::string_view EnumName(WorkloadKind kind) { return NameOf(kWorkloads, kind); }
void EnumFromName(std::string_view name, WorkloadKind& kind) { ReadName(kWorkloads, name, kind); }
std::string_view EnumName(HistoryTrigger trigger) { return NameOf(kTriggers, trigger); }
void EnumFromName(std::string_view name, HistoryTrigger& trigger) {
  ReadName(kTriggers, name, trigger);
}
std::string_view EnumName(OutageTrigger trigger) { return NameOf(kOutages, trigger); }
void EnumFromName(std::string_view name, OutageTrigger& trigger) {
  ReadName(kOutages, name, trigger);
}
std::string_view EnumName(TakenContent content) { return NameOf(kContents, content); }
void EnumFromName(std::string_view name, TakenContent& content) {
  ReadName(kContents, name, content);
}
std::string_view EnumName(TakenRequest request) { return NameOf(kRequests, request); }
void EnumFromName(std::string_view name, TakenRequest& request) {
  ReadName(kRequests, name, request);
}
std::string_view EnumName(TakenWhen when) { return NameOf(kMoments, when); }
void EnumFromName(std::string_view name, TakenWhen& when) { ReadName(kMoments, name, when); }
std::string_view EnumName(ContextStyle style) { return NameOf(kStyles, style); }
void EnumFromName(std::string_view name, ContextStyle& style) { ReadName(kStyles, name, style); }

}  // namespace relapse::planetscale

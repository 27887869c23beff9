// Row: one historical bug of the engine as the lists of the bank write it down.
#ifndef SCENARIOS_BANK_ENGINE_ROW_H_
#define SCENARIOS_BANK_ENGINE_ROW_H_

#include <string>
#include <string_view>
#include <vector>

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

inline constexpr std::string_view kApply = "planetscale/apply";
inline constexpr std::string_view kTwoDrivers = "planetscale/two-drivers";
inline constexpr std::string_view kDeferredDeploy = "planetscale/deferred-deploy";
inline constexpr std::string_view kDeferredCutover = "planetscale/deferred-cutover";
inline constexpr std::string_view kInstant = "planetscale/instant";
inline constexpr std::string_view kVschemaApply = "planetscale/vschema-apply";
inline constexpr std::string_view kOperatorBranch = "planetscale/operator-branch";
inline constexpr std::string_view kReusedBranch = "planetscale/reused-branch";
inline constexpr std::string_view kThirdParty = "planetscale/third-party";

/// Provenance as in section 0.2 of the specification.
inline constexpr std::string_view kPr306 = "schemabot #306";
inline constexpr std::string_view kReview306 = "schemabot #306, review";
inline constexpr std::string_view kBugFixed = "schemabot, fixed";
inline constexpr std::string_view kBugOpen = "schemabot, open";
inline constexpr std::string_view kSnap = "schemabot, May 2026";
inline constexpr std::string_view kFoundHere = "found by Relapse";

/// One row: id in the specification, slug, and what the harness needs to know.
struct Row {
  std::string_view slug;
  std::string_view source;
  std::string_view summary;
  std::vector<std::string> violates;
  std::string_view scenario = kApply;
  Json parameters = Json::object();
  std::vector<std::string_view> masked_by = {};
  int faults = 2;
  int preemptions = 0;  ///< of two drivers
  Basis basis = Basis::kStandard;
  bool needs_no_fault = false;
};

// The lists, in the order of spec/planetscale-engine.md section 8.
std::vector<Row> FreshApplyRows();
std::vector<Row> ResumeRows();
std::vector<Row> OperatorCommandRows();
std::vector<Row> SeveralDriversRows();
std::vector<Row> DiscoveryRows();
std::vector<Row> FollowingRows();
std::vector<Row> WaitingRows();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_BANK_ENGINE_ROW_H_

#include "harness/explore/bank.h"

#include <algorithm>

#include "harness/explore/exhaust.h"

namespace relapse {

DefectIds WithMasks(const Catalogue& catalogue, const DefectIds& defects) {
  DefectIds all;
  const auto add = [&](const std::string& id) {
    if (std::find(all.begin(), all.end(), id) == all.end()) all.push_back(id);
  };
  for (const std::string& id : defects) {
    add(id);
    if (const DefectInfo* info = catalogue.FindDefect(id)) {
      for (const std::string& mask : info->masked_by) add(mask);
    }
  }
  return all;
}

BankRow MeasureDefect(const Catalogue& catalogue, const DefectInfo& defect,
                      const ExploreOptions& options) {
  BankRow row{.defect = &defect};
  const Scenario* scenario = catalogue.FindScenario(defect.scenario);
  RELAPSE_CHECK(scenario != nullptr, "defect " + defect.id + " names an unknown scenario");
  Json parameters = scenario->default_parameters;
  parameters.merge_patch(defect.parameters);
  const auto broken = scenario->instantiate(parameters, WithMasks(catalogue, {defect.id}));
  ExploreOptions over = options;
  over.basis = defect.basis;
  over.preemptions = defect.preemptions;
  const ExploreResult explored = Exhaust(*broken, over, defect.faults);
  row.histories = explored.figures.histories;
  row.harness_failure = explored.harness_failure;
  if (!row.harness_failure.empty()) return row;

  Findings findings = Canonicalise(*broken, explored.findings);
  row.harness_failure = findings.harness_failure;
  row.findings = std::move(findings.list);
  const auto named = [&](const std::string& invariant) {
    return std::find(defect.violates.begin(), defect.violates.end(), invariant) !=
           defect.violates.end();
  };
  for (const RawFinding& finding : explored.findings) {
    if (!named(finding.invariant)) continue;
    row.histories_to_kill =
        row.killed ? std::min(row.histories_to_kill, finding.found_after) : finding.found_after;
    row.killed = true;
  }

  const auto fixed = scenario->instantiate(parameters, {});
  RestOracle fixed_oracle(*fixed);
  row.clean_with_defect_off = !VerdictOf(fixed_oracle.reference(), fixed_oracle).violated();
  for (const Finding& finding : row.findings) {
    if (RunPlan(*fixed, fixed_oracle, finding.plan).verdict.violated()) {
      row.clean_with_defect_off = false;
    }
    if (!named(finding.verdict.invariant)) continue;
    if (row.killer == nullptr || finding.plan.faults.size() < row.killer->plan.faults.size()) {
      row.killer = &finding;
    }
  }
  if (row.killer != nullptr) {
    row.invariant = row.killer->verdict.invariant;
    row.plan_faults = static_cast<int>(row.killer->plan.faults.size());
  }
  RestOracle broken_oracle(*broken);
  row.fault_free_clean =
      defect.needs_no_fault || !VerdictOf(broken_oracle.reference(), broken_oracle).violated();
  return row;
}

}  // namespace relapse

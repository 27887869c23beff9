#include "harness/report/json_report.h"

namespace relapse {

namespace {

Json ViolationsJson(const std::vector<ReportedViolation>& violations) {
  Json list = Json::array();
  for (const ReportedViolation& one : violations) {
    list.push_back({{"signature", one.signature},
                    {"invariant", one.invariant},
                    {"counterexample", one.counterexample},
                    {"message", one.message},
                    {"faults", one.faults},
                    {"found_in_history", one.histories}});
  }
  return list;
}

Json Head(const ExplorationReport& report) {
  return {{"command", report.command},
          {"scenario", report.scenario},
          {"parameters", report.parameters},
          {"defects", report.defects}};
}

void AddTail(const ExplorationReport& report, Json& json) {
  json["violations"] = ViolationsJson(report.violations);
  json["unreached"] = report.unreached;
  json["held"] = report.held();
  json["history_hash"] = HashText(report.figures.history_hash);
  json["repeated_in_child"] = report.repeated_in_child;
  json["seconds"] = report.seconds;
  if (!report.harness_failure.empty()) json["error"] = report.harness_failure;
}

}  // namespace

std::vector<Outcome> EveryOutcome() {
  return {Outcome::kCrashBefore, Outcome::kCrashAfter, Outcome::kErrorBefore, Outcome::kErrorAfter,
          Outcome::kLate,        Outcome::kCancel,     Outcome::kStale,       Outcome::kDelay,
          Outcome::kDisturb,     Outcome::kPause};
}

Json ExhaustJson(const ExplorationReport& report, int faults, int preemptions) {
  Json json = Head(report);
  json["faults"] = faults;
  if (preemptions >= 0) json["preemptions"] = preemptions;
  json["complete"] = report.figures.complete;
  json["plans"] = report.figures.plans;
  json["histories"] = report.figures.histories;
  json["effects"] = report.figures.effects;
  json["distinct_states"] = report.figures.states;
  json["merged"] = report.figures.merged;
  json["congruence_checked"] = report.figures.congruence_checked;
  json["void"] = report.figures.voids;
  AddTail(report, json);
  return json;
}

Json CloseJson(const ExplorationReport& report, const ClosureBounds& bounds) {
  Json json = Head(report);
  json["api_faults"] = bounds.api_faults;
  json["closed"] = report.figures.complete && report.harness_failure.empty();
  json["states"] = report.figures.states;
  json["edges"] = report.figures.edges;
  json["histories"] = report.figures.histories;
  json["effects"] = report.figures.effects;
  json["merged"] = report.figures.merged;
  json["congruence_checked"] = report.figures.congruence_checked;
  json["deepest"] = report.figures.deepest;
  json["bounds"] = {{"api_faults", bounds.api_faults},
                    {"commands", bounds.commands},
                    {"provider_events", bounds.provider_events},
                    {"requests_in_flight", bounds.requests_in_flight},
                    {"outcomes", bounds.outcomes},
                    {"error_kinds", bounds.error_kinds}};
  AddTail(report, json);
  return json;
}

Json RunJson(const ExplorationReport& report, const std::string& seed) {
  Json json = Head(report);
  json["seed"] = seed;
  json["histories"] = report.figures.histories;
  json["effects"] = report.figures.effects;
  const double per_second =
      report.seconds > 0 ? static_cast<double>(report.figures.histories) / report.seconds : 0.0;
  json["histories_per_second"] = per_second;
  json["void"] = report.figures.voids;
  AddTail(report, json);
  return json;
}

Json BankRowJson(const BankRow& row, const std::string& counterexample, double seconds) {
  Json json = {{"id", row.defect->id},
               {"component", row.defect->component},
               {"source", row.defect->source},
               {"killed", row.killed},
               {"invariant", row.invariant},
               {"histories", row.histories_to_kill},
               {"seconds", seconds},
               {"faults", row.plan_faults},
               {"signatures", row.findings.size()},
               {"counterexample", counterexample},
               {"clean_with_defect_off", row.clean_with_defect_off},
               {"fault_free_clean", row.fault_free_clean},
               {"explored_histories", row.histories},
               {"plan", row.killer != nullptr ? CanonicalText(row.killer->plan) : ""}};
  if (!row.harness_failure.empty()) json["error"] = row.harness_failure;
  return json;
}

Json ReplayJson(const std::string& file, const Counterexample& recorded, const Replay& replay,
                int step) {
  Json json = {{"command", "replay"},
               {"file", file},
               {"scenario", recorded.scenario},
               {"answer", std::string(EnumName(replay.answer))},
               {"faults", recorded.plan.faults.size()},
               {"faults_placed", replay.run.fired.faults.size()},
               {"step", step},
               {"violated", replay.run.verdict.violated()},
               {"invariant", replay.run.verdict.invariant},
               {"message", replay.run.verdict.message},
               {"violated_step", replay.run.verdict.step}};
  if (!replay.diverged.empty()) json["diverged"] = replay.diverged;
  return json;
}

Json ExplainJson(const std::string& file, const FaultPlan& plan, const Explanation& explanation) {
  Json faults = Json::array();
  for (const Fault& fault : plan.faults) faults.push_back(Describe(fault));
  Json variations = Json::array();
  for (const Variation& one : explanation.variations) {
    Json moved = Json::array();
    for (const MovedFault& other : one.moved) {
      moved.push_back({{"fault", other.fault}, {"place", ToJson(other.place)}});
    }
    variations.push_back({{"fault", one.fault},
                          {"what", one.what},
                          {"placed", one.placed},
                          {"moved", moved},
                          {"violated", one.verdict.violated()},
                          {"invariant", one.verdict.invariant}});
  }
  return {{"command", "explain"},
          {"file", file},
          {"violated", explanation.verdict.violated()},
          {"invariant", explanation.verdict.invariant},
          {"faults", faults},
          {"necessary", explanation.necessary},
          {"variations", variations}};
}

Json ListJson(const Catalogue& catalogue) {
  Json json = {{"command", "list"},
               {"scenarios", Json::array()},
               {"defects", Json::array()},
               {"effects", Json::array()},
               {"faults", Json::array()}};
  for (const Scenario& scenario : catalogue.scenarios) {
    const auto instance = scenario.instantiate(scenario.default_parameters, {});
    Json processes = Json::array();
    for (const ProcessDefinition& process : instance->system.processes) {
      processes.push_back(process.role.str());
    }
    Json disturbances = Json::array();
    for (const Disturbance* one : instance->rules.disturbances) {
      disturbances.push_back({{"name", std::string(one->name)},
                              {"summary", std::string(one->summary)},
                              {"transparent", one->transparent}});
    }
    Json machine_crashes = Json::array();
    for (const Disturbance* one : instance->rules.machine_crashes) {
      machine_crashes.push_back(
          {{"name", std::string(one->name)}, {"summary", std::string(one->summary)}});
    }
    json["scenarios"].push_back({{"name", scenario.name},
                                 {"component", scenario.component},
                                 {"summary", scenario.summary},
                                 {"parameters", scenario.default_parameters},
                                 {"processes", std::move(processes)},
                                 {"commands", instance->commands},
                                 {"provider_events", instance->provider_events},
                                 {"disturbances", std::move(disturbances)},
                                 {"machine_crashes", std::move(machine_crashes)}});
  }
  for (const DefectInfo& defect : catalogue.defects) {
    json["defects"].push_back({{"id", defect.id},
                               {"component", defect.component},
                               {"source", defect.source},
                               {"summary", defect.summary},
                               {"violates", defect.violates},
                               {"scenario", defect.scenario}});
  }
  for (const EffectSpec* effect : catalogue.effects) {
    json["effects"].push_back({{"name", std::string(effect->name)},
                               {"port", std::string(effect->port->name)},
                               {"mutates", effect->mutates}});
  }
  for (const Outcome outcome : EveryOutcome()) {
    json["faults"].push_back({{"name", std::string(EnumName(outcome))},
                              {"legal_when", std::string(LegalWhen(outcome))}});
  }
  return json;
}

}  // namespace relapse

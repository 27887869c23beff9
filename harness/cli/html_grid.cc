// The coverage grid and the table of properties of a page.
#include <algorithm>

#include "harness/cli/html_page.h"
#include "harness/explore/rest_oracle.h"

namespace relapse {

namespace {

bool IsLegalWithAnyError(const EffectSpec& effect, Outcome outcome, const FaultRules& rules) {
  if (!IsError(outcome)) return IsLegal(effect, outcome, nullptr, rules);
  const auto& kinds = effect.port->error_kinds;
  return std::any_of(kinds.begin(), kinds.end(),
                     [&](const ErrorKind* kind) { return IsLegal(effect, outcome, kind, rules); });
}

bool IsInBasis(const EffectSpec& effect, Outcome outcome, Basis basis, const FaultRules& rules) {
  if (IsCrash(outcome)) return true;
  const auto options = OptionsFor(effect, basis, rules);
  return std::any_of(options.begin(), options.end(),
                     [&](const FaultOption& option) { return option.outcome == outcome; });
}

HtmlCell EmptyCell(const EffectCoverage& row, Outcome outcome, Phase phase, const FaultRules& rules,
                   const GridEffort& effort) {
  using Kind = HtmlCell::Kind;
  if (outcome != Outcome::kNone && !IsLegalWithAnyError(*row.effect, outcome, rules)) {
    return {Kind::kIllegal, 0, "not legal here: " + std::string(LegalWhen(outcome))};
  }
  const bool met = std::any_of(row.counts.begin(), row.counts.end(), [&](const auto& counts) {
    return counts[static_cast<std::size_t>(phase)] > 0;
  });
  if (!met) return {Kind::kBeyond, 0, "the effect was not met in this phase"};
  if (outcome == Outcome::kNone) return {Kind::kMissing, 0, "something was always done to it"};
  const int needed = phase == Phase::kRecovery ? 2 : 1;
  if (effort.most_faults >= 0 && effort.most_faults < needed) {
    return {Kind::kBeyond, 0, "needs " + Counted(needed, "fault") + " in one history"};
  }
  if (IsCrash(outcome)) {
    if (!effort.harvests) return {Kind::kMissing, 0, "legal, but not drawn"};
    if (outcome == Outcome::kCrashAfter && row.effect->mutates) {
      return {Kind::kSameState, 0, "it changed nothing when it was met"};
    }
    return {Kind::kSameState, 0, "the same state as a crash after the last change before it"};
  }
  if (effort.basis && !IsInBasis(*row.effect, outcome, *effort.basis, rules)) {
    return {Kind::kBeyond, 0, "outside the basis " + std::string(EnumName(*effort.basis))};
  }
  if (effort.api_faults == 0) return {Kind::kBeyond, 0, "no API fault was asked for"};
  return {Kind::kMissing, 0,
          effort.basis ? "legal and asked for, but not done" : "legal, but not drawn"};
}

struct OracleSummary {
  std::string_view name;
  std::string_view summary;
};
constexpr OracleSummary kOracles[] = {
    {kLivenessInvariant, "comes to rest within its bounds of time and effects"},
    {kShutdownInvariant, "asked to stop, a process returns within its bound"},
    {kProcessInvariant, "no process dies by itself"},
    {kDifferentialOracle, "the rest point equals that of the run without faults"},
    {kIdempotentOracle, "killed at a rest point, recovery changes nothing"}};

std::string_view FormName(PropertyForm form) {
  switch (form) {
    case PropertyForm::kAlways:
      return "always";
    case PropertyForm::kEventually:
      return "eventually";
    case PropertyForm::kSometimes:
      return "sometimes";
  }
  return "";
}

bool IsAmong(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

HtmlGrid GridOf(const Coverage& coverage, const FaultRules& rules, const GridEffort& effort) {
  HtmlGrid grid;
  std::vector<Outcome> outcomes{Outcome::kNone};
  for (const Outcome outcome : EveryOutcome()) outcomes.push_back(outcome);
  for (const Outcome outcome : outcomes) {
    std::string name = outcome == Outcome::kNone ? "happens" : std::string(EnumName(outcome));
    std::replace(name.begin(), name.end(), '_', ' ');
    grid.outcomes.push_back(std::move(name));
  }
  for (const EffectCoverage& row : coverage.Rows()) {
    HtmlGrid::Row cells{.effect = std::string(row.effect->name)};
    for (const Outcome outcome : outcomes) {
      for (const Phase phase : {Phase::kFresh, Phase::kRecovery}) {
        const std::int64_t count = row.Count(outcome, phase);
        cells.cells.push_back(count > 0 ? HtmlCell{HtmlCell::Kind::kCount, count, ""}
                                        : EmptyCell(row, outcome, phase, rules, effort));
      }
    }
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

std::vector<HtmlProperty> PropertiesOf(const InvariantSet* invariants,
                                       const ExplorationReport& report) {
  std::vector<std::string> violated;
  for (const ReportedViolation& one : report.violations) violated.push_back(one.invariant);
  const bool judged = report.harness_failure.empty() && report.figures.histories > 0;
  std::vector<HtmlProperty> properties;
  std::vector<std::string> listed;
  const auto add = [&](std::string_view name, std::string_view form, std::string_view summary,
                       const VerdictWords& holds) {
    VerdictWords verdict = holds;
    if (!judged) verdict = {"not judged", Tone::kNeutral};
    if (IsAmong(violated, name)) verdict = {"violated", Tone::kBad};
    listed.emplace_back(name);
    properties.push_back({std::string(name), std::string(form), std::string(summary), verdict});
  };
  const std::size_t count = invariants == nullptr ? 0 : invariants->all().size();
  for (std::size_t i = 0; i < count; ++i) {
    const Invariant& one = *invariants->all()[i];
    VerdictWords holds{"held", Tone::kGood};
    if (one.form() == PropertyForm::kSometimes) {
      const bool reached = (report.figures.reached >> i & 1) != 0;
      holds = reached ? VerdictWords{"reached", Tone::kGood}
              : IsAmong(report.unreached, one.name())
                  ? VerdictWords{"never reached", Tone::kDoubt}
                  : VerdictWords{"never reached, not due", Tone::kNeutral};
    }
    add(one.name(), FormName(one.form()), one.summary(), holds);
  }
  for (const OracleSummary& oracle : kOracles) {
    if (IsAmong(listed, oracle.name)) continue;
    add(oracle.name, "oracle", oracle.summary, {"held", Tone::kGood});
  }
  for (const std::string& name : violated) {
    if (!IsAmong(listed, name)) add(name, "oracle", "", {"held", Tone::kGood});
  }
  return properties;
}

}  // namespace relapse

#include <algorithm>
#include <set>

#include "harness/cli/commands.h"
#include "harness/cli/exploration.h"
#include "harness/cli/html_page.h"
#include "harness/explore/explorer.h"

namespace relapse {

namespace {

/// The outcomes and error kinds that the basis does to effects of the ports this scenario uses.
ClosureBounds BoundsOf(const Session& session, const Target& target) {
  ClosureBounds bounds{.api_faults = session.arguments.api_faults,
                       .commands = target.instance->commands,
                       .provider_events = target.instance->provider_events,
                       .requests_in_flight = target.instance->rules.most_in_flight};
  Basis basis{};
  EnumFromName(session.arguments.basis, basis);
  FaultFree decider;
  Recording recording;
  HistoryOptions options{.decider = &decider, .recording = &recording};
  (void)RunHistory(target.instance->system, StartState{.world = target.instance->initial}, options);
  std::set<std::string_view> ports;
  for (const EffectSpec* effect : session.catalogue.effects) {
    for (const Event& event : recording.events) {
      if (event.effect.view() == effect->name) ports.insert(effect->port->name);
    }
  }
  std::set<std::string> outcomes{std::string(EnumName(Outcome::kCrashAfter))};
  std::set<std::string> kinds;
  for (const EffectSpec* effect : session.catalogue.effects) {
    if (bounds.api_faults == 0 || !ports.contains(effect->port->name)) continue;
    for (const FaultOption& option : OptionsFor(*effect, basis, target.instance->rules)) {
      if (!IsApiFault(*effect, option)) continue;
      outcomes.emplace(EnumName(option.outcome));
      if (option.error != nullptr) kinds.emplace(option.error->name);
    }
  }
  bounds.outcomes.assign(outcomes.begin(), outcomes.end());
  bounds.error_kinds.assign(kinds.begin(), kinds.end());
  return bounds;
}

std::string BoundsWords(const ClosureBounds& bounds) {
  const auto at_most = [](int number, const char* what) {
    return number == 0 ? "no " + std::string(what) : "at most " + Counted(number, what);
  };
  return "for any number of crashes and any down time, with " +
         at_most(bounds.api_faults, "API fault") + " between two crashes";
}

}  // namespace

CommandResult CommandClose(Session& session) {
  const int api_faults = session.arguments.api_faults;
  const Target target = TargetOf(session);
  RequireOneProcess(session, target);
  Exploration done = Explore(
      session, target, "closing",
      [&](const ExploreOptions& options) {
        return Explorer(*target.instance, options).Close(api_faults);
      },
      [&](const Reach& reach) { return api_faults >= reach.api_faults; });
  const ExplorationReport& report = done.report;
  const ClosureBounds bounds = BoundsOf(session, target);
  const auto commands = bounds.commands == 0 ? std::string("no operator command")
                                             : Counted(bounds.commands, "operator command");
  const auto events = bounds.provider_events == 0
                          ? std::string("no provider event")
                          : Counted(bounds.provider_events, "provider event");
  Conclusion conclusion;
  conclusion.held_words = BoundsWords(bounds);
  conclusion.coverage = {
      ParameterLine(target.parameters, target.default_parameters),
      "with " + commands + " and " + events + ", at most " +
          Counted(bounds.requests_in_flight, "late request") + " in flight at once; outcomes " +
          Listed(bounds.outcomes) +
          (bounds.error_kinds.empty() ? "" : "; errors " + Listed(bounds.error_kinds)),
      StatesLine(report.figures) + "; " + RealTime(report.seconds),
      CheckedLine(report.figures) + ", " + WitnessWords(report),
      InvariantLine(target.instance->system.invariants, report.figures, done.sometimes)};
  conclusion.doubts = CommonDoubts(report);
  for (const std::string& doubt : IncompleteDoubts(session, report.figures)) {
    conclusion.doubts.push_back("not closed: " + doubt);
  }
  conclusion.violating_histories = done.violating_histories;
  const ExitStatus status = Conclude(session.console, report, conclusion);
  AddToPage(
      session,
      {.target = target,
       .report = report,
       .conclusion = conclusion,
       .status = status,
       .strategy = "closure, at most " + Counted(api_faults, "API fault") + " between two crashes",
       .effort = {.basis = BasisOf(session), .api_faults = api_faults, .harvests = true},
       .coverage = done.coverage,
       .findings = std::move(done.findings)});
  return {status, CloseJson(report, bounds)};
}

}  // namespace relapse

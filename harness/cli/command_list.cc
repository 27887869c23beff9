#include "harness/cli/commands.h"
#include "harness/report/json_report.h"
#include "harness/report/table.h"

namespace relapse {

namespace {

void PrintTable(Console& console, std::int64_t rows, std::string_view what, const Table& table) {
  console.Line(console.paint().Bold(Counted(rows, what)));
  console.Text(table.Text());
  console.Line("");
}

/// What may happen by itself in the world of a scenario, at its default parameters.
void PrintDisturbances(Console& console, const Catalogue& catalogue) {
  Table table(std::vector<Table::Column>(3));
  std::int64_t rows = 0;
  for (const Scenario& scenario : catalogue.scenarios) {
    const auto instance = scenario.instantiate(scenario.default_parameters, {});
    for (const Disturbance* one : instance->rules.disturbances) {
      const std::string blame = one->transparent ? "" : " (an outage)";
      table.Add({scenario.name, std::string(one->name), std::string(one->summary) + blame});
      ++rows;
    }
  }
  if (rows > 0) PrintTable(console, rows, "disturbance", table);
}

/// What a crash of the whole machine may leave, likewise.
void PrintMachineCrashes(Console& console, const Catalogue& catalogue) {
  Table table(std::vector<Table::Column>(3));
  std::int64_t rows = 0;
  for (const Scenario& scenario : catalogue.scenarios) {
    const auto instance = scenario.instantiate(scenario.default_parameters, {});
    for (const Disturbance* one : instance->rules.machine_crashes) {
      table.Add({scenario.name, std::string(one->name), std::string(one->summary)});
      ++rows;
    }
  }
  if (rows > 0) PrintTable(console, rows, "machine crash", table);
}

}  // namespace

CommandResult CommandList(Session& session) {
  const Catalogue& catalogue = session.catalogue;
  Console& console = session.console;
  Table scenarios(std::vector<Table::Column>(3));
  for (const Scenario& one : catalogue.scenarios)
    scenarios.Add({one.name, one.component, one.summary});
  PrintTable(console, std::ssize(catalogue.scenarios), "scenario", scenarios);
  PrintDisturbances(console, catalogue);
  PrintMachineCrashes(console, catalogue);

  Table defects(std::vector<Table::Column>{{}, {.most = 28}, {}, {}});
  for (const DefectInfo& one : catalogue.defects) {
    defects.Add({one.id, one.source, one.summary, "breaks " + Listed(one.violates)});
  }
  PrintTable(console, std::ssize(catalogue.defects), "defect", defects);

  Table effects(std::vector<Table::Column>(3));
  for (const EffectSpec* one : catalogue.effects) {
    effects.Add({std::string(one->name), std::string(one->port->name),
                 one->mutates ? "mutates"
                 : one->waits ? "waits"
                              : "reads"});
  }
  PrintTable(console, std::ssize(catalogue.effects), "effect", effects);

  Table faults(std::vector<Table::Column>(2));
  std::vector<Outcome> outcomes = EveryOutcome();
  outcomes.push_back(Outcome::kPreempt);
  for (const Outcome outcome : outcomes) {
    faults.Add({std::string(EnumName(outcome)), std::string(LegalWhen(outcome))});
  }
  PrintTable(console, std::ssize(outcomes), "fault", faults);
  return {ExitStatus::kHeld, ListJson(catalogue)};
}

}  // namespace relapse

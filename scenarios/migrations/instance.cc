#include "scenarios/migrations/instance.h"

#include <algorithm>

#include "fakes/files/fake_file_system.h"
#include "fakes/files/server_process_state.h"
#include "fakes/postgres/fake_postgres.h"
#include "fakes/postgres/foreign_session.h"
#include "harness/world/in_flight.h"
#include "harness/world/server.h"
#include "orchestration/migrations/look.h"
#include "orchestration/ports/migration_names.h"
#include "scenarios/bank/migrations/switches.h"
#include "scenarios/migrations/branches.h"
#include "scenarios/migrations/differential.h"
#include "scenarios/migrations/disturbances.h"
#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/reached.h"
#include "scenarios/migrations/machine_crashes.h"
#include "scenarios/migrations/prehistory.h"
#include "scenarios/migrations/start.h"

namespace relapse::migrations {

namespace {

constexpr std::string_view kDatabase = "app";

/// Whether a plain first run has to succeed.
bool IsHealthy(const Parameters& parameters) {
  const bool begins_well = parameters.begins == Beginning::kFresh ||
                           parameters.begins == Beginning::kUnrecorded ||
                           parameters.begins == Beginning::kRecorded;
  const bool server_is_well = parameters.server == ServerBeginning::kStopped ||
                              parameters.server == ServerBeginning::kDeadPid ||
                              parameters.server == ServerBeginning::kRunning;
  return begins_well && server_is_well && parameters.foreign == Foreign::kNobody &&
         (parameters.edit == FileEdit::kNone || parameters.edit == FileEdit::kComment ||
          parameters.edit == FileEdit::kLineEnds) &&
         (parameters.layout == Layout::kFlat || parameters.layout == Layout::kShards ||
          parameters.layout == Layout::kStrayFolder || parameters.layout == Layout::kOddNames ||
          parameters.layout == Layout::kSevenDigits ||
          parameters.layout == Layout::kMovedToShards) &&
         parameters.script.size() == 1 && parameters.script.front().run == Request{};
}

class MigrationInstance final : public Instance {
 public:
  MigrationInstance(const Parameters& parameters, const DefectSwitches& switches)
      : setup_(SetupWith(parameters, switches)),
        invariants_(InvariantsOf(parameters, setup_.config)),
        set_(Pointers(invariants_, switches.judged_by)) {
    model_.agents = {&in_flight_, &postgres_, &foreigner_, &folder_};
    model_.landers = {&lander_, &server_lander_};
    model_.survivors = {&recovery_ends_, &server_ends_};
    initial = MakeWorld(model_, parameters, setup_);

    system.processes.push_back(
        {Role(), [this](ProcessHandles& handles) { return RunStarts(handles, setup_); }});
    system.invariants = &set_;
    system.rest = [](const World& world) {
      return world.Get<DeveloperState>().typed.finished ? Rest::kSettled : Rest::kNo;
    };
    system.rest_bound = Hours(1);
    // Long enough for one look at a lock that the text still holds.
    rules.late_by = kLockPoll;
    rules.stale_reads = false;  // a database answers as it is, and so does a file system
    rules.machine_crashes = MachineCrashes();
    rules.disturbances = Disturbances(parameters.people_interfere);
    masked_fields = MaskedFields(parameters);
    commands = static_cast<int>(parameters.script.size());
  }

 private:
  static Text Role() {
    static const Text kRole("start");
    return kRole;
  }
  static StartSetup SetupWith(const Parameters& parameters, const DefectSwitches& switches) {
    StartSetup setup = SetupOf(parameters);
    setup.config.defects = switches.defects;
    setup.at_ports = switches.at_ports;
    return setup;
  }
  static std::vector<InvariantPointer> InvariantsOf(const Parameters& parameters,
                                                    const RecoveryConfig& config) {
    std::vector<InvariantPointer> all = AllInvariants(ExpectationsOf(parameters, config));
    for (InvariantPointer& reached : AllReached(parameters)) all.push_back(std::move(reached));
    return all;
  }
  /// Those of that name; all of them where `names` is empty.
  static std::vector<const Invariant*> Pointers(const std::vector<InvariantPointer>& invariants,
                                                const std::vector<std::string>& names) {
    std::vector<const Invariant*> pointers;
    for (const InvariantPointer& invariant : invariants) {
      const bool wanted =
          names.empty() || std::find(names.begin(), names.end(), invariant->name()) != names.end();
      if (wanted) pointers.push_back(invariant.get());
    }
    return pointers;
  }

  const StartSetup setup_;
  std::vector<InvariantPointer> invariants_;
  InvariantSet set_;
  InFlightAgent in_flight_;
  PostgresAgent postgres_;
  ForeignAgent foreigner_;
  FolderAgent folder_;
  ServerLander<MigrationDatabase, FakePostgres> lander_{PostgresServer()};
  ServerLander<ServerProcess, FakeServerProcess> server_lander_{ServerProcessServer()};
  PostgresSurvivor recovery_ends_{Role(), Text(kRecoveryApplication)};
  PostgresSurvivor server_ends_{Role(), Text(kServerApplication)};
  WorldModel model_;
};

}  // namespace

StartSetup SetupOf(const Parameters& parameters) {
  return {.config = {.target = Text(kTarget),
                     .database_name = Text(kDatabase),
                     .builtin = parameters.builtin,
                     .cache_path = Text(kCachePath),
                     .run_id = "run",
                     .environment_resets = parameters.environment_resets},
          .driver = parameters.driver,
          .opened_by = parameters.opened_by};
}

Expectations ExpectationsOf(const Parameters& parameters, const RecoveryConfig& config) {
  return {.known = std::make_shared<const KnownMigrations>(MakeKnown(parameters)),
          .config = std::make_shared<const RecoveryConfig>(config),
          .lock_keys = {kCoderLockKey, UrlLockKey("public", "schema_migrations", kDatabase),
                        InstanceLockKey("public", "schema_migrations", kDatabase)},
          .target = Text(kTarget),
          .alone = parameters.foreign == Foreign::kNobody &&
                   parameters.begins != Beginning::kDirtyRunning,
          .healthy = IsHealthy(parameters),
          .cache_whole = parameters.cache != CacheBeginning::kTorn};
}

Scenario MakeScenario(const ScenarioDescription& description) {
  Scenario scenario;
  scenario.name = description.name;
  scenario.component = "migrations/recovery";
  scenario.summary = description.summary;
  scenario.default_parameters = ToJson(description.defaults);
  scenario.draw_parameters = [draw = description.draw](std::uint64_t seed) {
    return ToJson(draw(seed));
  };
  scenario.shrink_parameters = [](const Json& parameters) {
    std::vector<Json> smaller;
    for (const Parameters& one : SmallerParameters(ParametersFromJson(parameters))) {
      smaller.push_back(ToJson(one));
    }
    return smaller;
  };
  scenario.instantiate = [](const Json& parameters, const DefectIds& defects) {
    return std::make_unique<MigrationInstance>(ParametersFromJson(parameters), SwitchesOf(defects));
  };
  return scenario;
}

}  // namespace relapse::migrations

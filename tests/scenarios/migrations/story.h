// Story: a small history of migrations told by hand, to one invariant. Effects are performed on the
// fakes and observed as the simulation would observe them; a whole run of the tool is one step.
#ifndef TESTS_SCENARIOS_MIGRATIONS_STORY_H_
#define TESTS_SCENARIOS_MIGRATIONS_STORY_H_

#include <string>

#include "fakes/files/fake_file_system.h"
#include "fakes/files/migration_folder.h"
#include "fakes/files/server_process_state.h"
#include "fakes/postgres/fake_postgres.h"
#include "fakes/postgres/foreign_session.h"
#include "harness/effect/interpose.h"
#include "harness/effect/runtime.h"
#include "harness/simulation/outcome.h"
#include "harness/world/server.h"
#include "scenarios/migrations/instance.h"
#include "scenarios/migrations/invariants/invariants.h"

namespace relapse::migrations {

/// At feature_2, with `other` checked out, whose second migration is another one: refused, then
/// rolled back as advised.
Parameters Switched();
/// trunk_1 is applied and recorded, and the tool is run that often.
Parameters Recorded(std::size_t runs = 1);

class Story final : private Gate {
 public:
  /// The past was made by the design that `defects` name.
  explicit Story(InvariantPointer invariant, const Parameters& parameters = {},
                 const Defects& defects = {});
  /// An invariant that has to know the world.
  using Factory = InvariantPointer (*)(const Expectations& expectations);
  explicit Story(Factory factory, const Parameters& parameters = {})
      : Story(factory(ExpectationsOf(parameters, SetupOf(parameters).config)), parameters) {}
  Story(const Story&) = delete;
  Story& operator=(const Story&) = delete;

  /// The developer types `run`, of which they thought themselves, and the run begins.
  void Types(const Request& run);
  /// The developer reads what was printed, does what it says, and types what comes of it.
  Command Reads();
  void Prints(const Print& print) { (void)Perform(print); }

  /// One run of the tool, from its command line to what it prints. False: there was none.
  bool Runs();
  void RunsToTheEnd();

  /// A session of recovery, or of the server.
  std::int64_t Opens(std::string_view application = kRecoveryApplication);
  /// Takes the locks of every migrator.
  void Locks(std::int64_t session);

  /// The next effect happens, and its answer is lost.
  Story& AnswerLost() {
    answer_lost_ = true;
    return *this;
  }
  /// The next effect does not happen, and its caller is told so.
  Story& Refused() {
    refused_ = true;
    return *this;
  }
  /// The next effect of that name is the last one its caller hears nothing of.
  void LosesAnswerOf(std::string_view effect) { loses_ = effect; }
  void Crashes();
  /// The run returns without a word: it was told to stop.
  void Stops();

  template <class Request>
  Result<typename Request::Reply> Perform(const Request& request) {
    return PortOfRequest(request).Perform(request, CallOptions{});
  }

  World& world() { return world_; }
  bool violated() const { return judge_.violated(); }
  bool reached() const { return judge_.reached(); }
  const std::string& message() const { return judge_.message(); }

 private:
  class Clock final : public Runtime {
   public:
    explicit Clock(Story& story) : story_(story) {}
    using Runtime::Perform;
    Result<TimeMs> Perform(const Now&, const CallOptions&) override { return story_.world_.now(); }
    Status Perform(const Wait& wait, const CallOptions&) override;
    Result<std::uint64_t> Perform(const RandomBelow&, const CallOptions&) override { return 0; }

   private:
    Story& story_;
  };

  void Pass(EffectCall& call) override;
  void Show(const Observation& observation);

  template <class Request>
  Handles<Request>& PortOfRequest(const Request&) {
    if constexpr (std::is_base_of_v<Handles<Request>, Terminal>) return terminal_;
    if constexpr (std::is_base_of_v<Handles<Request>, MigrationDatabase>) return database_;
    if constexpr (std::is_base_of_v<Handles<Request>, FileSystem>) return cache_;
    if constexpr (std::is_base_of_v<Handles<Request>, MigrationFiles>) return files_;
    if constexpr (std::is_base_of_v<Handles<Request>, ServerProcess>) return server_;
  }

  InvariantPointer invariant_;
  const StartSetup setup_;
  WorldModel model_;
  ForeignAgent foreigner_;
  World world_;
  FaultContext faults_;
  std::uint64_t memory_ = 0;
  Judge judge_;
  bool answer_lost_ = false;
  bool refused_ = false;
  std::string_view loses_;

  Clock clock_;
  SimulatedPort<Terminal, FakeTerminal> fake_terminal_;
  SimulatedPort<MigrationDatabase, FakePostgres> fake_database_;
  SimulatedPort<MigrationFiles, FakeMigrationFiles> fake_files_;
  SimulatedPort<FileSystem, FakeFileSystem> fake_cache_;
  SimulatedPort<ServerProcess, FakeServerProcess> fake_server_;
  SimulatedPort<Initdb, FakeInitdb> fake_initdb_;
  Interposed<Terminal> terminal_;
  Interposed<MigrationDatabase> database_;
  Interposed<MigrationFiles> files_;
  Interposed<FileSystem> cache_;
  Interposed<ServerProcess> server_;
  Interposed<Initdb> initdb_;
  AppServer app_;
};

inline Print Refusing(Refusal refusal) { return {.shown = Shown::kRefused, .refusal = refusal}; }

}  // namespace relapse::migrations

#endif  // TESTS_SCENARIOS_MIGRATIONS_STORY_H_

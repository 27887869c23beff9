#include "tests/scenarios/migrations/story.h"

#include <algorithm>
#include <utility>

#include "scenarios/migrations/prehistory.h"

namespace relapse::migrations {

Parameters Switched() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.follows = FollowedAdvice::kRun;
  parameters.script = {DeveloperStep{.switch_to = "other"}};
  return parameters;
}

Parameters Recorded(std::size_t runs) {
  Parameters parameters;
  parameters.trunk = 1;
  parameters.script.resize(runs);
  return parameters;
}

namespace {

StartSetup SetupWith(const Parameters& parameters, const Defects& defects) {
  StartSetup setup = SetupOf(parameters);
  setup.config.defects = defects;
  return setup;
}

}  // namespace

Story::Story(InvariantPointer invariant, const Parameters& parameters, const Defects& defects)
    : invariant_(std::move(invariant)),
      setup_(SetupWith(parameters, defects)),
      model_{.agents = {&foreigner_}},
      world_(MakeWorld(model_, parameters, setup_)),
      clock_(*this),
      fake_terminal_(world_, TerminalServer()),
      fake_database_(world_, PostgresServer()),
      fake_files_(world_, MigrationFilesServer()),
      fake_cache_(world_, FileSystemServer()),
      fake_server_(world_, ServerProcessServer()),
      fake_initdb_(world_, InitdbServer()),
      terminal_(fake_terminal_, *this),
      database_(fake_database_, *this),
      files_(fake_files_, *this),
      cache_(fake_cache_, *this),
      server_(fake_server_, *this),
      initdb_(fake_initdb_, *this),
      app_(server_, initdb_) {
  // Whoever is there already has begun.
  if (world_.NextTimer() <= world_.now()) world_.AdvanceTo(world_.now());
  Show({.moment = Moment::kStart, .world = world_, .faults = faults_});
}

void Story::Types(const Request& run) {
  DeveloperState& developer = world_.Mutate<DeveloperState>();
  developer.typed.run = run;
  developer.script[static_cast<std::size_t>(developer.next)].run = run;
  (void)Reads();
}

Command Story::Reads() { return *Perform(ReadCommand{}); }

bool Story::Runs() {
  const Command typed = Reads();
  if (typed.finished) return false;
  if (typed.wait > 0) (void)clock_.Perform(Wait{typed.wait}, CallOptions{});
  const RecoveryPorts ports{.database = &database_,
                            .files = &files_,
                            .cache_files = &cache_,
                            .server = &server_,
                            .runtime = &clock_};
  Prints(RunOnce(ports, setup_, typed, setup_.config.builtin ? &app_ : nullptr, StopToken{}));
  app_.Stop();
  return true;
}

void Story::RunsToTheEnd() {
  static constexpr int kMostRuns = 12;
  for (int i = 0; i < kMostRuns && Runs(); ++i) {
  }
}

std::int64_t Story::Opens(std::string_view application) {
  return Perform(OpenSession{.application = Text(application)})->session;
}

void Story::Locks(std::int64_t session) {
  for (const std::int64_t key : ExpectationsOf({}, setup_.config).lock_keys) {
    (void)Perform(TryAdvisoryLock{.session = session, .key = key});
  }
}

void Story::Stops() { Show({.moment = Moment::kExit, .world = world_, .faults = faults_}); }

void Story::Crashes() {
  SessionsOfProcessEnd(world_, Text(kRecoveryApplication));
  SessionsOfProcessEnd(world_, Text(kServerApplication));
  Show({.moment = Moment::kCrash, .world = world_, .faults = faults_});
  Show({.moment = Moment::kStart, .world = world_, .faults = faults_});
}

Status Story::Clock::Perform(const Wait& wait, const CallOptions&) {
  World& world = story_.world_;
  const TimeMs wake = world.now() + wait.duration;
  while (world.now() < wake) {
    const std::uint64_t before = world.change_count();
    world.AdvanceTo(std::min(wake, world.NextTimer()));
    if (world.change_count() == before) continue;
    Observation observation{.moment = Moment::kTimer, .world = world, .faults = story_.faults_};
    observation.changed = true;
    story_.Show(observation);
  }
  return Ok();
}

void Story::Pass(EffectCall& call) {
  const std::uint64_t before = world_.change_count();
  const bool refused = std::exchange(refused_, false);
  if (!refused) call.Execute();
  const bool named = !loses_.empty() && call.spec().name == loses_;
  if (named) loses_ = {};
  if (refused) {
    ++faults_.fired;
    call.AnswerError(Error{&kTimeout, Text("busy"), 0, true});
  } else if (std::exchange(answer_lost_, false) || named) {
    ++faults_.fired;
    call.AnswerError(Error{&kConnectionLost, Text("lost"), 0, true});
    // The server notices that nobody is there any more.
    SessionsOfProcessEnd(world_, Text(kRecoveryApplication));
  }
  Observation observation{.moment = Moment::kEffect, .world = world_, .faults = faults_};
  observation.call = &call;
  observation.executed = !refused;
  observation.heard = true;
  observation.changed = world_.change_count() != before;
  Show(observation);
}

void Story::Show(const Observation& observation) {
  if (invariant_->interest().Covers(observation)) invariant_->Step(observation, memory_, judge_);
}

}  // namespace relapse::migrations

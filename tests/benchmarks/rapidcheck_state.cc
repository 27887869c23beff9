#include "tests/benchmarks/rapidcheck_state.h"

#include <rapidcheck.h>
#include <rapidcheck/state.h>

#include "tests/benchmarks/direct_handles.h"
#include "tests/benchmarks/workload.h"

namespace relapse::benchmarks {

namespace {

const System& TheSystem() { return TheWorkload().instance().system; }

/// What the commands know: whether the process has not run yet, is dead, or has settled.
struct Model {
  enum class Phase { kFresh, kDead, kSettled } phase = Phase::kFresh;
};

/// RC_ASSERT would capture the values of its expression at every effect.
void Require(bool condition, const char* what) {
  if (!condition) RC_FAIL(what);
}

/// The world with what judging it needs: the monitors' memory and what is known of the faults.
struct Sut {
  StartState state{.world = TheWorkload().instance().initial,
                   .faults = {.last_fault_at = TheWorkload().instance().initial.now()}};
  std::uint64_t reached = 0;
  std::int64_t effects = 0;
  bool recovered = false;

  void Check(Observation& observation) {
    std::string message;
    const int broken = TheSystem().invariants->Step(observation, state.memory, reached, message);
    if (broken >= 0) RC_FAIL(message);
  }
};

/// Checks every effect and timer the way a careful user of rc::state would.
class CheckedHandles final : public DirectHandles {
 public:
  CheckedHandles(Sut& sut, int crash_after)
      : DirectHandles(sut.state.world, crash_after), sut_(sut) {}

  void Pass(EffectCall& call) override {
    if (call.spec().internal) return call.Execute();
    const std::uint64_t before = world_.change_count();
    call.Execute();
    ++sut_.effects;
    Observation observation = Observe(Moment::kEffect);
    observation.call = &call;
    observation.executed = true;
    observation.heard = next_ != crash_after_;
    observation.changed = world_.change_count() != before;
    // Refusals write nothing, and neither do reads; waiting is when others write.
    if (observation.changed && !call.spec().waits) {
      Require(call.spec().mutates, "a read changed the world");
      Require(call.error() == nullptr || call.error()->kind->follows_effect, "a refusal wrote");
    }
    sut_.Check(observation);
    if (next_++ == crash_after_) throw DirectCrash{};
  }
  Status Perform(const Wait& wait, const CallOptions&) override {
    const TimeMs wake = world_.now() + wait.duration;
    while (world_.now() < wake) {
      Advance(std::min(wake, world_.NextTimer()));
      Require(world_.now() - sut_.state.faults.last_fault_at <= TheSystem().rest_bound,
              "no rest point within the bound");
    }
    return Ok();
  }
  using DirectHandles::Perform;

  void Advance(TimeMs to) {
    const std::uint64_t before = world_.change_count();
    world_.AdvanceTo(to);
    if (world_.change_count() == before) return;
    Show(Moment::kTimer, true);
  }
  void Show(Moment moment, bool changed) {
    Observation observation = Observe(moment);
    observation.changed = changed;
    sut_.Check(observation);
  }

 private:
  Observation Observe(Moment moment) const {
    Observation observation{.moment = moment, .world = world_, .faults = sut_.state.faults};
    observation.process = TheSystem().processes.front().role;
    observation.incarnation = sut_.state.incarnation;
    return observation;
  }
  Sut& sut_;
};

void RunProcessUntilCrash(Sut& sut, int crash_after) {
  ++sut.state.incarnation;
  CheckedHandles handles(sut, crash_after);
  handles.Show(Moment::kStart, false);
  try {
    (void)TheSystem().processes.front().body(handles);
    RC_FAIL("the process outlived its crash");
  } catch (const DirectCrash&) {
  }
  ++sut.state.faults.fired;
  handles.Show(Moment::kCrash, false);
  sut.state.faults.last_fault_at = sut.state.world.now();
}

void RunProcessToItsEnd(Sut& sut) {
  ++sut.state.incarnation;
  CheckedHandles handles(sut, -1);
  handles.Show(Moment::kStart, false);
  (void)TheSystem().processes.front().body(handles);
  handles.Show(Moment::kExit, false);
  while (sut.state.world.NextTimer() != kNoTime) handles.Advance(sut.state.world.NextTimer());
  handles.Show(Moment::kRest, false);
  Require(TheSystem().rest(sut.state.world) == Rest::kSettled, "not settled in the end");
  sut.recovered = true;
}

using Command = rc::state::Command<Model, Sut>;
using CommandPointer = std::shared_ptr<const Command>;

struct RunUntilCrash final : Command {
  explicit RunUntilCrash(int crash_after) : at(crash_after) {}
  void checkPreconditions(const Model& model) const override {
    RC_PRE(model.phase == Model::Phase::kFresh);
  }
  void apply(Model& model) const override { model.phase = Model::Phase::kDead; }
  void run(const Model&, Sut& sut) const override { RunProcessUntilCrash(sut, at); }
  void show(std::ostream& os) const override { os << "RunUntilCrash(" << at << ")"; }
  int at;
};

struct Recover final : Command {
  void checkPreconditions(const Model& model) const override {
    RC_PRE(model.phase == Model::Phase::kDead);
  }
  void apply(Model& model) const override { model.phase = Model::Phase::kSettled; }
  void run(const Model&, Sut& sut) const override { RunProcessToItsEnd(sut); }
  void show(std::ostream& os) const override { os << "Recover"; }
};

/// Only what its phase allows, so that no draw is wasted. Commands are immutable and shared.
rc::Gen<CommandPointer> NextCommand(const Model& model) {
  static const CommandPointer crash = std::make_shared<RunUntilCrash>(TheWorkload().crash_index());
  static const CommandPointer recover = std::make_shared<Recover>();
  return rc::gen::just(model.phase == Model::Phase::kFresh ? crash : recover);
}

/// One history. rc::state draws how many commands there are: after a crash alone, the property
/// itself starts the process again, because it speaks of recovered worlds.
std::uint64_t RunHistoryUnderRapidcheck(RestOracle& oracle, std::int64_t& effects) {
  Sut sut;
  rc::state::check(Model{}, sut, NextCommand);
  if (!sut.recovered) RunProcessToItsEnd(sut);
  effects = sut.effects;
  const std::uint64_t hash = sut.state.world.CanonicalHash();
  HistoryResult result{.rest = Rest::kSettled, .effects = sut.effects, .end = std::move(sut.state)};
  Require(!oracle.Check(result).has_value(), "the rest point is not the fault-free run's");
  return hash;
}

struct Silent final : rc::detail::TestListener {
  void onTestCaseFinished(const rc::detail::CaseDescription&) override {}
  void onShrinkTried(const rc::detail::CaseDescription&, bool) override {}
  void onTestFinished(const rc::detail::TestMetadata&, const rc::detail::TestResult&) override {}
};

}  // namespace

RapidcheckFigures CheckWithRapidcheck(int cases, std::uint64_t seed, RestOracle& oracle) {
  RapidcheckFigures figures;
  rc::detail::TestParams parameters;
  parameters.seed = seed;
  parameters.maxSuccess = cases;
  parameters.maxSize = 1;  // one or two commands: more are never valid
  Silent listener;
  std::int64_t passed = 0;
  const auto result = rc::detail::checkTestable(
      [&] {
        std::int64_t effects = 0;
        const std::uint64_t hash = RunHistoryUnderRapidcheck(oracle, effects);
        figures.effects += effects;
        if (!RunsTwice(++passed)) return;
        Require(RunHistoryUnderRapidcheck(oracle, effects) == hash, "not deterministic");
      },
      rc::detail::TestMetadata{"history", "history"}, parameters, listener);
  figures.held = result.template is<rc::detail::SuccessResult>();
  return figures;
}

}  // namespace relapse::benchmarks

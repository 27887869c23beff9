#include "tests/benchmarks/rapidcheck_state.h"

#include <rapidcheck.h>
#include <rapidcheck/state.h>

#include "tests/benchmarks/direct_handles.h"
#include "tests/benchmarks/workload.h"

namespace relapse::benchmarks {

namespace {

/// What the commands know: whether the process runs, is dead, or has finished.
struct Model {
  enum class Phase { kFresh, kDead, kDone } phase = Phase::kFresh;
};

struct Sut {
  World world = TheWorkload().instance().initial;
  MonitorMemory memory;
  FaultContext faults{.last_fault_at = TheWorkload().instance().initial.now()};
  std::uint64_t reached = 0;
  std::int64_t effects = 0;

  void Check(Observation& observation) {
    std::string message;
    const int broken =
        TheWorkload().instance().system.invariants->Step(observation, memory, reached, message);
    RC_ASSERT(broken < 0);
  }
};

/// Checks every effect and timer the way a careful user of rc::state would.
class CheckedHandles final : public DirectHandles {
 public:
  CheckedHandles(Sut& sut, int crash_after) : DirectHandles(sut.world, crash_after), sut_(sut) {}

  void Pass(EffectCall& call) override {
    if (call.spec().internal) return call.Execute();
    const std::uint64_t before = sut_.world.change_count();
    call.Execute();
    ++sut_.effects;
    Observation observation{.moment = Moment::kEffect, .world = sut_.world, .faults = sut_.faults};
    observation.process = Role();
    observation.call = &call;
    observation.executed = true;
    observation.heard = next_ != crash_after_;
    observation.changed = sut_.world.change_count() != before;
    sut_.Check(observation);
    if (next_++ == crash_after_) throw DirectCrash{};
  }
  Status Perform(const Wait& wait, const CallOptions&) override {
    const TimeMs wake = sut_.world.now() + wait.duration;
    while (sut_.world.now() < wake) Advance(std::min(wake, sut_.world.NextTimer()));
    return Ok();
  }
  using DirectHandles::Perform;

  void Advance(TimeMs to) {
    const std::uint64_t before = sut_.world.change_count();
    sut_.world.AdvanceTo(to);
    if (sut_.world.change_count() == before) return;
    Show(Moment::kTimer, true);
  }
  void Show(Moment moment, bool changed) {
    Observation observation{.moment = moment, .world = sut_.world, .faults = sut_.faults};
    observation.process = Role();
    observation.changed = changed;
    sut_.Check(observation);
  }

 private:
  static Text Role() { return TheWorkload().instance().system.processes.front().role; }
  Sut& sut_;
};

using Command = rc::state::Command<Model, Sut>;

struct RunUntilCrash final : Command {
  int at = TheWorkload().crash_index();
  void checkPreconditions(const Model& model) const override {
    RC_PRE(model.phase == Model::Phase::kFresh);
  }
  void apply(Model& model) const override { model.phase = Model::Phase::kDead; }
  void run(const Model&, Sut& sut) const override {
    CheckedHandles handles(sut, at);
    handles.Show(Moment::kStart, false);
    try {
      (void)TheWorkload().instance().system.processes.front().body(handles);
    } catch (const DirectCrash&) {
    }
    handles.Show(Moment::kCrash, false);
    ++sut.faults.fired;
    sut.faults.last_fault_at = sut.world.now();
  }
  void show(std::ostream& os) const override { os << "RunUntilCrash(" << at << ")"; }
};

struct Recover final : Command {
  void checkPreconditions(const Model& model) const override {
    RC_PRE(model.phase == Model::Phase::kDead);
  }
  void apply(Model& model) const override { model.phase = Model::Phase::kDone; }
  void run(const Model&, Sut& sut) const override {
    CheckedHandles handles(sut, -1);
    handles.Show(Moment::kStart, false);
    (void)TheWorkload().instance().system.processes.front().body(handles);
    handles.Show(Moment::kExit, false);
    while (sut.world.NextTimer() != kNoTime) handles.Advance(sut.world.NextTimer());
    handles.Show(Moment::kRest, false);
    RC_ASSERT(TheWorkload().instance().system.rest(sut.world) == Rest::kSettled);
  }
  void show(std::ostream& os) const override { os << "Recover"; }
};

}  // namespace

std::int64_t RunRapidcheckHistory(std::uint64_t seed) {
  using Commands = rc::state::Commands<Command>;
  const Model model;
  // Every sequence is a crash and its recovery: rc::state checks preconditions and runs it.
  const auto pointer = [](auto command) {
    return rc::gen::just(std::shared_ptr<const Command>(std::move(command)));
  };
  const auto sequences = rc::gen::map(rc::gen::pair(pointer(std::make_shared<RunUntilCrash>()),
                                                    pointer(std::make_shared<Recover>())),
                                      [](const auto& both) {
                                        return Commands{both.first, both.second};
                                      });
  const Commands commands = sequences(rc::Random(seed), rc::kNominalSize).value();
  Sut sut;
  rc::state::runAll(commands, model, sut);
  return sut.effects;
}

}  // namespace relapse::benchmarks

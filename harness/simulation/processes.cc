// Lifecycle of processes: start, exit, crash, downtime, panic.
#include "harness/simulation/simulation.h"

namespace relapse::internal {

namespace {
constexpr int kMostIncarnations = 1000;
}  // namespace

void Simulation::Start(Process& process) {
  if (++process.incarnation_ > kMostIncarnations) {
    return Violate(kLivenessInvariant, "the process asks to be started again for ever", "start");
  }
  past_.clear();  // a crash state knows no past
  process.next_point_ = 0;
  process.stop_requested_ = false;
  process.stop_requested_at_ = kNoTime;
  process.alive_ = true;
  process.revoked_ = false;
  process.exit_code_ = kExitDone;
  process.panic_.clear();
  process.is_down_ = false;
  process.heard_ = static_cast<std::uint64_t>(process.incarnation_);
  RecordMoment(EventKind::kStart, &process, "");
  Observation observation = MakeObservation(Moment::kStart, &process);
  Observe(observation, "start");
  AddMainStrand(process);
}

void Simulation::AddMainStrand(Process& process) {
  Strand strand;
  strand.process = process.index_;
  strand.fiber = std::make_unique<Fiber>([this, &process] { RunBody(process); });
  ++unfinished_;
  for (Strand& slot : strands_) {
    if (!slot.finished) continue;
    slot = std::move(strand);
    return;
  }
  strands_.push_back(std::move(strand));
}

void Simulation::Finish(Strand& strand) {
  strand.finished = true;
  strand.fiber.reset();
  --unfinished_;
}

void Simulation::RunBody(Process& process) {
  if (process.revoked_) return;
  try {
    process.exit_code_ = process.definition_.body(process);
  } catch (const ProcessCrash&) {
  } catch (const CheckFailure& failure) {
    process.panic_ = failure.message;
  } catch (const std::exception& exception) {
    process.panic_ = exception.what();
  } catch (...) {
    process.panic_ = "an exception of unknown type escaped";
  }
}

void Simulation::UnwindStrands(int process) {
  // Tasks lie behind the strand that joins them and use what lives on its stack: last first.
  for (std::size_t i = strands_.size(); i-- > 0;) {
    Strand& strand = strands_[i];
    if (strand.process != process || strand.finished) continue;
    current_ = static_cast<int>(i);
    strand.fiber->Resume();
    RELAPSE_CHECK(strand.fiber->finished(), "a revoked fiber suspended again");
    Finish(strand);
    current_ = -1;
  }
  while (!strands_.empty() && strands_.back().finished) strands_.pop_back();
}

void Simulation::AfterStrandEnded(Process& process) {
  // Only the end of the main strand, a crash or a panic ends an incarnation; tasks just end.
  const bool crashed = process.revoked_;
  process.revoked_ = true;
  UnwindStrands(process.index_);
  process.alive_ = false;
  if (ended_) return;
  const bool changed = EndInWorld(process, crashed);
  if (ended_) return;
  if (crashed) return Crashed(process, changed);
  if (!process.panic_.empty()) {
    RecordMoment(EventKind::kPanic, &process, process.panic_);
    return Violate(kProcessInvariant, "the process died by itself: " + process.panic_, "panic");
  }
  RecordMoment(EventKind::kExit, &process, std::to_string(process.exit_code_));
  Observation observation = MakeObservation(Moment::kExit, &process);
  observation.changed = changed;
  Observe(observation, "exit");
  if (ended_) return;
  if (process.exit_code_ == kExitAgain) return Start(process);
  process.done_ = true;
  process.gave_up_ = process.exit_code_ == kExitGaveUp;
}

bool Simulation::EndInWorld(const Process& process, bool crashed) {
  const std::uint64_t changes_before = world_.change_count();
  RunOurs([&] {
    world_.ProcessEnded(process.definition_.role);
    if (crashed) CrashMachine(world_, process.crash_.disturbance);
  });
  return world_.change_count() != changes_before;
}

void Simulation::Crashed(Process& process, bool changed) {
  RecordMoment(EventKind::kCrash, &process, "");
  Observation observation = MakeObservation(Moment::kCrash, &process);
  observation.changed = changed;
  Observe(observation, "crash");
  if (ended_) return;
  if (options_.stop_at_crash) {
    ended_ = true;
    result_.ending = Ending::kCrashed;
    return;
  }
  process.timers_while_down_ = process.crash_.timers_while_down;
  process.is_down_ = true;
  ++down_;
  StartAgainIfDue(process);
}

void Simulation::StartAgainIfDue(Process& process) {
  if (ended_ || (process.timers_while_down_ > 0 && NextTimer() != kNoTime) || ended_) return;
  --down_;
  faults_.last_fault_at = world_.now();
  Start(process);
}

void Simulation::CountDownTime(bool timer_fired) {
  for (Process& process : processes_) {
    if (!process.is_down_) continue;
    if (timer_fired) --process.timers_while_down_;
    StartAgainIfDue(process);
  }
}

}  // namespace relapse::internal

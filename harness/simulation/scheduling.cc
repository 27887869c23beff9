// Clock and strands: who runs, who waits, and when time moves.
#include <algorithm>
#include <utility>

#include "harness/simulation/simulation.h"

namespace relapse::internal {

namespace {
/// Timers that fire after the last process has ended, at most: an agent that never rests is wrong.
constexpr int kMostTimersAtTheEnd = 100'000;
}  // namespace

World& Process::world() { return simulation_.world_; }

Result<TimeMs> Process::Perform(const Now&, const CallOptions&) { return simulation_.world_.now(); }

Result<std::uint64_t> Process::Perform(const RandomBelow& random, const CallOptions&) {
  return simulation_.options_.decider->RandomBelow(random.bound);
}

Status Process::Perform(const Wait& wait, const CallOptions& options) {
  const TimeMs now = simulation_.world_.now();
  const TimeMs wake =
      wait.duration >= kNoTime - now ? kNoTime : now + std::max<DurationMs>(wait.duration, 0);
  simulation_.WaitUntil(*this, wake, options.stop);
  if (options.stop.requested()) return Fail(kCancelled, Text("the process was asked to stop"));
  return Ok();
}

void Process::RunAll(std::span<const std::function<void()>> tasks, int at_most_parallel) {
  if (revoked_ || tasks.size() <= 1 || at_most_parallel <= 1) {
    for (const auto& task : tasks) task();
    return;
  }
  Simulation& simulation = simulation_;
  const int parent = simulation.current_;
  auto& strands = simulation.strands_;
  std::size_t next = 0;
  const auto start_one = [&] {
    const std::function<void()>& task = tasks[next++];
    Strand strand;
    strand.process = index_;
    strand.parent = parent;
    strand.fiber = std::make_unique<Fiber>([this, &task] {
      if (revoked_) return;
      try {
        task();
      } catch (const ProcessCrash&) {
      } catch (const CheckFailure& failure) {
        panic_ = failure.message;
      } catch (const std::exception& exception) {
        panic_ = exception.what();
      } catch (...) {
        panic_ = "an exception of unknown type escaped";
      }
    });
    strands.push_back(std::move(strand));
    ++simulation.unfinished_;
    ++strands[static_cast<std::size_t>(parent)].tasks_left;
  };
  while (next < tasks.size() || strands[static_cast<std::size_t>(parent)].tasks_left > 0) {
    while (next < tasks.size() &&
           strands[static_cast<std::size_t>(parent)].tasks_left < at_most_parallel) {
      start_one();
    }
    strands[static_cast<std::size_t>(parent)].joins = true;
    simulation.SwitchAway();
    strands[static_cast<std::size_t>(parent)].joins = false;
    if (revoked_) return;  // unwinding already, so nothing was thrown
  }
  // Only strands of finished tasks lie behind the parent's own.
  while (!strands.empty() && strands.back().finished) strands.pop_back();
}

TimeMs Simulation::NextTimer() {
  TimeMs next = kNoTime;
  RunOurs([&] { next = world_.NextTimer(); });
  return next;
}

bool Simulation::EverybodyParks() {
  const bool alone = Alone();
  // Tasks are work of one process, no gates.
  if (down_ > 0 || paused_ > 0 || (!alone && processes_.size() == 1)) return false;
  if (NextTimer() != kNoTime || !system_.rest || system_.rest(world_) != Rest::kParked) {
    if (!alone) {
      for (Strand& strand : strands_) strand.parked_waits = 0;
    }
    return false;
  }
  if (alone) return true;
  // Each must have gone once around its loop meanwhile, from one wait to the next: what it waits
  // for may have come just before the world was parked, and it not have looked yet.
  ++strands_[static_cast<std::size_t>(current_)].parked_waits;
  return std::all_of(strands_.begin(), strands_.end(), [](const Strand& strand) {
    return strand.finished || strand.joins || strand.parked_waits >= 2 ||
           (strand.waits && strand.wakes_at == kNoTime);
  });
}

int Simulation::PickRunnable() {
  int runnable = 0;
  int current = -1;
  int last = -1;
  for (std::size_t i = 0; i < strands_.size(); ++i) {
    if (!Runnable(strands_[i])) continue;
    last = static_cast<int>(i);
    if (last == current_) current = runnable;
    ++runnable;
  }
  if (runnable <= 1) return last;
  int choice = options_.decider->NextFiber(runnable, current);
  RELAPSE_CHECK(choice >= 0 && choice < runnable, "no such fiber");
  if (choice == current) return current_;
  for (std::size_t i = 0;; ++i) {
    if (Runnable(strands_[i]) && choice-- == 0) return static_cast<int>(i);
  }
}

void Simulation::SwitchAway() {
  const int self = current_;
  strands_[static_cast<std::size_t>(self)].fiber->Suspend();
  if (processes_[static_cast<std::size_t>(strands_[static_cast<std::size_t>(self)].process)]
          .revoked_ &&
      std::uncaught_exceptions() == 0) {
    throw ProcessCrash{};
  }
}

TimeMs Simulation::EarliestWake() const {
  TimeMs wake = kNoTime;
  for (const Strand& strand : strands_) {
    if (strand.finished) continue;
    const Process& process = processes_[static_cast<std::size_t>(strand.process)];
    if (process.paused_until_ != kNoTime) {
      // Over already: it goes on when another process has moved.
      if (process.paused_until_ > world_.now()) wake = std::min(wake, process.paused_until_);
    } else if (strand.waits) {
      wake = std::min(wake, strand.wakes_at);
    }
  }
  return wake;
}

void Simulation::AdvanceClock(TimeMs to, bool judge_bounds) {
  const std::uint64_t changes_before = world_.change_count();
  const bool timer_fires = down_ > 0 && NextTimer() <= to;
  if (keeps_past_) KeepPast(to);
  if (!RunOurs([&] { world_.AdvanceTo(to); })) return;
  if (world_.change_count() != changes_before) ShowTimer();
  if (judge_bounds) CheckBounds();
  if (down_ > 0) CountDownTime(timer_fires);
}

void Simulation::ShowTimer() {
  RecordMoment(EventKind::kTimer, nullptr, "");
  Observation observation = MakeObservation(Moment::kTimer, nullptr);
  observation.changed = true;
  Observe(observation, "timer");
}

void Simulation::CheckBounds() {
  if (ended_) return;
  // While a process is down or paused its fault is not over.
  if (down_ == 0 && paused_ == 0 && world_.now() - faults_.last_fault_at > system_.rest_bound) {
    return Violate(kLivenessInvariant,
                   "no rest point within " + std::to_string(system_.rest_bound / 1000) +
                       " s after the last fault",
                   "timer");
  }
  for (const Process& process : processes_) {
    if (process.alive_ && process.stop_requested_ && process.paused_until_ == kNoTime &&
        world_.now() - process.stop_requested_at_ > system_.shutdown_bound) {
      return Violate(kShutdownInvariant, "still running after it was asked to stop", "timer");
    }
  }
}

void Simulation::WaitUntil(Process& process, TimeMs wake, StopToken stop) {
  const auto self = static_cast<std::size_t>(current_);
  // What a process can depend on is for how long it waits, and that it was not told when it began.
  process.heard_ = HashCombine(process.heard_, static_cast<std::uint64_t>(wake));
  while (world_.now() < wake && !stop.requested()) {
    strands_[self].waits = true;
    strands_[self].wakes_at = wake;
    strands_[self].wait_stop = stop;
    if (!Alone()) {
      SwitchAway();  // the scheduler moves the clock when every strand waits
    } else {
      const TimeMs next = std::min(wake, NextTimer());
      if (next == kNoTime) {
        NothingScheduled();
      } else if (!ended_) {
        AdvanceClock(next);
      }
      if (ended_) Die(process, {});
    }
    strands_[self].waits = false;
    strands_[self].wakes_at = kNoTime;
    strands_[self].wait_stop = StopToken();
    if (process.revoked_) return;  // unwinding already, so nothing was thrown
  }
}

void Simulation::NothingScheduled() {
  if (ended_) return;
  if (down_ > 0) return CountDownTime(false);
  const Rest rest = system_.rest ? system_.rest(world_) : Rest::kNo;
  if (rest != Rest::kNo) return EndAtRest(rest);
  Violate(kLivenessInvariant, "every process waits and nothing is scheduled", "wait");
}

void Simulation::RunStrands() {
  while (!ended_) {
    current_ = -1;
    const int picked = chosen_ >= 0 ? std::exchange(chosen_, -1) : PickRunnable();
    if (picked < 0) {
      if (EndDuePause()) continue;
      if (strands_.empty() && down_ == 0) break;
      const TimeMs wake = std::min(EarliestWake(), NextTimer());
      if (ended_) break;
      if (wake == kNoTime) {
        NothingScheduled();
      } else {
        AdvanceClock(wake);
      }
      continue;
    }
    current_ = picked;
    const auto index = static_cast<std::size_t>(picked);
    NoteMove(strands_[index].process);
    strands_[index].fiber->Resume();
    current_ = -1;
    if (!strands_[index].fiber->finished()) continue;
    Finish(strands_[index]);
    Process& process = processes_[static_cast<std::size_t>(strands_[index].process)];
    const int parent = strands_[index].parent;
    if (parent >= 0) {
      Strand& joined = strands_[static_cast<std::size_t>(parent)];
      --joined.tasks_left;
      joined.joins = false;
      if (!process.revoked_ && process.panic_.empty()) continue;
    }
    AfterStrandEnded(process);
  }
  for (Process& process : processes_) {
    process.revoked_ = true;
    UnwindStrands(process.index_);
  }
}

void Simulation::Tail() {
  bool gave_up = false;
  for (const Process& process : processes_) gave_up = gave_up || process.gave_up_;
  for (int timers = 0; !ended_; ++timers) {
    const TimeMs next = NextTimer();
    if (next == kNoTime) break;
    if (timers == kMostTimersAtTheEnd) {
      FailHarness("the world's timers never end after every process has ended");
      break;
    }
    AdvanceClock(next, false);
  }
  if (ended_) return;
  const Rest rest = system_.rest ? system_.rest(world_) : Rest::kSettled;
  if (rest == Rest::kNo && !(gave_up && system_.may_give_up && !faults_.transparent)) {
    return Violate(kLivenessInvariant, "every process has ended, but not at a rest point", "exit");
  }
  result_.gave_up = gave_up;
  EndAtRest(rest == Rest::kNo ? Rest::kParked : rest);
}

}  // namespace relapse::internal

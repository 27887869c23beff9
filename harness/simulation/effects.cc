// One effect: the fault point, the decision, what happens on the other side, and who is told.
#include <array>
#include <exception>

#include "harness/simulation/simulation.h"
#include "harness/world/in_flight.h"

namespace relapse::internal {

namespace {

/// The names of effects are hashed once: looked up by address, compared by content.
std::uint64_t NameHash(const EffectSpec& spec) {
  struct Slot {
    const EffectSpec* spec = nullptr;
    std::uint64_t hash = 0;
  };
  thread_local std::array<Slot, 256> slots;
  Slot& slot = slots[(reinterpret_cast<std::uintptr_t>(&spec) >> 4) & 255];
  if (slot.spec != &spec) slot = {&spec, HashBytes(spec.name)};
  return slot.hash;
}

void AnswerDead(EffectCall& call) {
  static const Text kDead("the process is dead");
  call.AnswerError(Error{&kCancelled, kDead, 0, true});
}

constexpr std::size_t kStackReserveBytes = 32 * 1024;
/// Earlier worlds kept for stale answers.
constexpr std::size_t kMostPast = 16;
/// How long an answer is delayed at most where the caller sets no deadline of its own. An answer
/// past the deadline is another fault, `error_after` or `late`.
constexpr DurationMs kLongestDelay = Seconds(30);
/// Calls without a fault point for each effect of the budget.
constexpr std::int64_t kQuietCallsPerEffect = 10;

}  // namespace

void Process::Pass(EffectCall& call) { simulation_.Pass(*this, call); }

void Simulation::Pass(Process& process, EffectCall& call) {
  if (process.revoked_) {
    // A destructor that performs an effect while its process dies must not escape the crash.
    ++result_.zombie_calls;
    if (std::uncaught_exceptions() == 0) throw ProcessCrash{};
    return AnswerDead(call);
  }
  if (call.spec().internal) {
    CountQuietCall(process, call);
    call.Execute();
    return Hear(process, call);
  }
  if (strands_[static_cast<std::size_t>(current_)].fiber->StackLeft() < kStackReserveBytes) {
    throw CheckFailure{"stack exhausted"};
  }
  if (!call.spec().waits && call.options().stop.requested()) {
    static const Text kStopped("the process was asked to stop");
    CountQuietCall(process, call);
    return call.AnswerError(Error{&kCancelled, kStopped, 0, false});
  }
  if (call.spec().waits && EverybodyParks()) EndAtRest(Rest::kParked);
  if (ended_) return DieAt(process, call, {});

  FaultPoint point{.call = call,
                   .world = world_,
                   .process = process.definition_.role,
                   .incarnation = process.incarnation_,
                   .index = process.next_point_++,
                   .whole = options_.whole_states ? this : nullptr};
  if (processes_.size() > 1) {
    LetOthersGoFirst(process, point);
    if (process.revoked_) return AnswerDead(call);
    if (ended_) return DieAt(process, call, {});
  }
  point.changed_since_last =
      world_.change_count() != changes_at_last_point_ || world_.now() != time_at_last_point_;
  changes_at_last_point_ = world_.change_count();
  time_at_last_point_ = world_.now();
  const Decision decision = options_.decider->AtEffect(point);
  if (decision.abandon) {
    Abandon();
    return DieAt(process, call, {});
  }
  if (decision.outcome != Outcome::kNone) {
    ++faults_.fired;
    faults_.transparent = faults_.transparent && !decision.outage;
    faults_.last_fault_at = world_.now();
  }
  if (decision.outcome != Outcome::kNone) {
    strands_[static_cast<std::size_t>(current_)].decided =
        1 + static_cast<int>(decision.outcome) + kOutcomeCount * decision.timers_while_down;
  }
  if (decision.outcome == Outcome::kPause) {
    Pause(process, decision.paused_for);
    if (process.revoked_) return AnswerDead(call);
    if (ended_) return DieAt(process, call, {});
    changes_at_last_point_ = world_.change_count();
    time_at_last_point_ = world_.now();
  }
  if (keeps_past_) KeepPast(world_.now());
  const std::uint64_t changes_before = world_.change_count();
  Observation observation = MakeObservation(Moment::kEffect, &process);
  observation.call = &call;
  Apply(process, call, decision, observation);
  if (process.revoked_)
    return AnswerDead(call);  // its own exception is in flight: nothing is thrown
  strands_[static_cast<std::size_t>(current_)].decided = 0;
  point.ended_something = TellEnded(call, decision);
  if (++result_.effects > system_.effect_budget) {
    // By none of them: where a livelock runs out of its budget says nothing of its cause.
    Violate(kLivenessInvariant, "no rest point within the budget of effects", "budget");
  }
  observation.changed = world_.change_count() != changes_before;
  observation.stop_requested = process.stop_requested_.load(std::memory_order_relaxed);
  observation.stop_requested_at = process.stop_requested_at_;
  Hear(process, call);
  RecordEffect(process, call, decision, observation);
  // A crash before the effect is no moment of the world: nothing happened.
  if (decision.outcome != Outcome::kCrashBefore) Observe(observation, call.spec().name);
  options_.decider->AfterEffect(point, observation.changed);
  if (decision.outcome == Outcome::kDelay && !ended_) {
    LetTimersFire(decision.timers_meanwhile, call.options().timeout);
  }
  if (ended_) return DieAt(process, call, {});
  if (options_.listener != nullptr && decision.outcome != Outcome::kCrashBefore &&
      (world_.change_count() != changes_at_last_point_ || world_.now() != time_at_last_point_)) {
    options_.listener->OnCrashState(point, world_, memory_, faults_);
  }
  if (IsCrash(decision.outcome)) return DieAt(process, call, decision);
  if (!Alone()) {
    if (const int picked = PickRunnable(); picked != current_) {
      chosen_ = picked;
      SwitchAway();
    }
  }
}

void Simulation::CountQuietCall(Process& process, const EffectCall& call) {
  if (++quiet_calls_ <= kQuietCallsPerEffect * system_.effect_budget) return;
  Violate(kLivenessInvariant, "the process spins without letting time pass", call.spec().name);
  Die(process, {});
}

void Simulation::Apply(Process& process, EffectCall& call, const Decision& decision,
                       Observation& observation) {
  const auto injected = [&] {
    const ErrorKind& kind = decision.error != nullptr ? *decision.error : kTransient;
    return Error{&kind, Text(kind.name), 0, true};
  };
  const auto stop = [&] {
    process.stop_requested_ = true;
    process.stop_requested_at_ = world_.now();
  };
  if (decision.outcome == Outcome::kDisturb) Disturb(*decision.disturbance);
  if (call.spec().mutates && Executes(decision.outcome)) LandOvertakenBy(call);
  const std::uint64_t changes_before = world_.change_count();
  try {
    switch (decision.outcome) {
      case Outcome::kCrashBefore:
        call.AnswerError(injected());
        break;
      case Outcome::kErrorBefore:
        call.AnswerError(injected());
        observation.heard = true;
        break;
      case Outcome::kErrorAfter:
        call.Execute();
        call.AnswerError(injected());
        observation.executed = true;
        observation.heard = true;
        break;
      case Outcome::kLate:
        LeaveInFlight(call, decision.late_by);
        call.AnswerError(injected());
        observation.heard = true;
        break;
      case Outcome::kCancel:
        if (call.spec().waits) stop();
        call.Execute();
        if (!call.spec().waits) stop();
        observation.executed = true;
        observation.heard = true;
        break;
      case Outcome::kStale:
        AnswerStale(call);
        observation.executed = true;
        observation.heard = true;
        break;
      case Outcome::kNone:
      case Outcome::kCrashAfter:
      case Outcome::kDelay:
      case Outcome::kDisturb:
      case Outcome::kPause:
      case Outcome::kPreempt:
        call.Execute();
        observation.executed = true;
        observation.heard = decision.outcome != Outcome::kCrashAfter;
        break;
    }
  } catch (const CheckFailure& failure) {
    // The other side is ours: what it throws is the harness's failure, not the component's.
    FailHarness(failure.message);
    Die(process, {});
  } catch (const std::exception& exception) {
    FailHarness(exception.what());
    Die(process, {});
  }
  if (decision.outcome == Outcome::kNone && world_.change_count() != changes_before &&
      call.error() != nullptr && !call.error()->kind->follows_effect && !call.spec().waits) {
    FailHarness("a refusal wrote: " + std::string(call.spec().name) + " answered " +
                std::string(call.error()->kind->name));
    Die(process, {});
  }
  if (!call.spec().mutates && !call.spec().waits && world_.change_count() != changes_before &&
      decision.outcome != Outcome::kLate) {
    FailHarness("declared as a read, but it changed the world: " + std::string(call.spec().name));
    Die(process, {});
  }
}

void Simulation::Disturb(const Disturbance& disturbance) {
  if (RunOurs([&] { disturbance.happen(world_); })) ShowTimer();
}

void Simulation::KeepPast(TimeMs until) {
  if (!past_.empty() && past_.back().world.change_count() == world_.change_count()) {
    past_.back().until = until;
    return;
  }
  past_.push_back({world_, until});
  if (past_.size() > kMostPast) past_.pop_front();
}

void Simulation::AnswerStale(EffectCall& call) {
  call.Execute();
  const std::uint64_t present = call.ReplyHash();
  for (auto past = past_.rbegin(); past != past_.rend(); ++past) {
    if (world_.now() - past->until > call.spec().stale_for) break;
    if (past->world.change_count() == world_.change_count()) continue;
    World then = past->world;
    std::swap(world_, then);
    call.Execute();
    std::swap(world_, then);
    if (call.ReplyHash() != present) return;
  }
  call.Execute();
}

void Simulation::LetTimersFire(int timers, DurationMs patience) {
  const TimeMs begun = world_.now();
  const TimeMs latest = world_.now() + (patience > 0 ? patience - 1 : kLongestDelay);
  for (int fired = 0; fired < timers && !ended_; ++fired) {
    const TimeMs next = NextTimer();
    if (ended_ || next > latest) break;
    AdvanceClock(next, false);
  }
  // What an answer takes is not taken from the time in which a process must return.
  for (Process& process : processes_) {
    if (process.stop_requested_) process.stop_requested_at_ += world_.now() - begun;
  }
}

void Simulation::LandOvertakenBy(const EffectCall& call) {
  if (!world_.Has<InFlightRequests>() || world_.Get<InFlightRequests>().requests.empty()) return;
  bool landed = false;
  const bool sound = RunOurs([&] {
    landed = LandOvertaken(world_, *call.spec().port, call.object(), call.RequestHash());
  });
  if (sound && landed) ShowTimer();
}

void Simulation::LeaveInFlight(const EffectCall& call, DurationMs late_by) {
  world_.Mutate<InFlightRequests>().requests.push_back(
      InFlightRequest{.effect = Text(call.spec().name),
                      .object = call.object(),
                      .request_hash = call.RequestHash(),
                      .due = world_.now() + late_by,
                      .spec = &call.spec(),
                      .request = call.CopyRequest()});
}

void Simulation::RecordEffect(const Process& process, const EffectCall& call,
                              const Decision& decision, const Observation& observation) {
  ++events_;
  if (processes_.size() > 1) Fold(static_cast<std::uint64_t>(process.index_));
  Fold(NameHash(call.spec()));
  Fold(call.object().hash());
  Fold(static_cast<std::uint64_t>(world_.now() - started_at_) * 16 +
       static_cast<std::uint64_t>(decision.outcome));
  if (call.spec().mutates) Fold(call.RequestHash());
  if (observation.heard) Fold(call.ReplyHash());
  if (options_.canonical_trace != nullptr) {
    options_.canonical_trace->push_back(NameHash(call.spec()));
    options_.canonical_trace->push_back(call.object().hash());
    options_.canonical_trace->push_back(
        call.error() != nullptr ? HashBytes(call.error()->kind->name) : 0);
    options_.canonical_trace->push_back(world_.CanonicalHash());
  }
  if (options_.recording == nullptr) return;
  Event event;
  event.kind = EventKind::kEffect;
  event.at = world_.now() - started_at_;
  event.process = process.definition_.role;
  event.incarnation = process.incarnation_;
  event.effect = Text(call.spec().name);
  event.object = call.object();
  event.request = call.RequestJson();
  event.outcome = decision.outcome;
  if (decision.error != nullptr) event.error_kind = Text(decision.error->name);
  if (decision.disturbance != nullptr) event.note = decision.disturbance->name;
  if (observation.heard) event.reply = call.ReplyJson();
  event.executed = observation.executed;
  event.world_hash = world_.CanonicalHash();
  options_.recording->events.push_back(std::move(event));
  if (options_.recording->keep_worlds) options_.recording->worlds.push_back(world_.ToJson());
}

bool Simulation::TellEnded(EffectCall& call, const Decision& decision) {
  if (ended_ || !IsError(decision.outcome) || decision.error == nullptr ||
      decision.error->ends == Ends::kNothing) {
    return false;
  }
  const std::uint64_t changes_before = world_.change_count();
  RunOurs([&] { call.TellEnded(decision.error->ends); });
  return world_.change_count() != changes_before;
}

void Simulation::Die(Process& process, const Decision& decision) {
  process.revoked_ = true;
  process.crash_ = decision;
  if (std::uncaught_exceptions() == 0) throw ProcessCrash{};
}

void Simulation::DieAt(Process& process, EffectCall& call, const Decision& decision) {
  Die(process, decision);
  AnswerDead(call);
}

}  // namespace relapse::internal

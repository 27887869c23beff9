// Who goes on besides the clock's order: preemptions, pauses, and the state of everything.
#include <algorithm>

#include "harness/simulation/simulation.h"

namespace relapse::internal {

int Simulation::StrandThatCanGoOn(const Process& process) const {
  if (!process.alive_ || process.revoked_) return -1;
  if (process.paused_until_ != kNoTime && process.paused_until_ > world_.now()) return -1;
  for (std::size_t i = 0; i < strands_.size(); ++i) {
    if (strands_[i].process == process.index_ && CouldRun(strands_[i])) return static_cast<int>(i);
  }
  return -1;
}

void Simulation::LetOthersGoFirst(Process& process, FaultPoint& point) {
  others_.clear();
  for (const Process& other : processes_) {
    if (&other != &process && StrandThatCanGoOn(other) >= 0) {
      others_.push_back(other.definition_.role);
    }
  }
  point.others = others_;
  const Text to = options_.decider->SwitchBefore(point);
  point.others = {};  // they go on meanwhile
  if (to.empty()) return;
  RELAPSE_CHECK(std::find(others_.begin(), others_.end(), to) != others_.end(),
                "a process that cannot go on");
  const auto next = std::find_if(processes_.begin(), processes_.end(), [to](const Process& other) {
    return other.definition_.role == to;
  });
  RecordMoment(EventKind::kPreempt, &process, to.str());
  EndPause(*next);
  chosen_ = StrandThatCanGoOn(*next);
  SwitchAway();
}

void Simulation::Pause(Process& process, DurationMs duration) {
  RecordMoment(EventKind::kPause, &process, std::to_string(duration));
  process.paused_at_ = world_.now();
  process.paused_until_ = world_.now() + duration;
  process.overtaken_ = false;
  ++paused_;
  SwitchAway();
}

void Simulation::EndPause(Process& process) {
  if (process.paused_until_ == kNoTime) return;
  process.paused_until_ = kNoTime;
  --paused_;
  faults_.last_fault_at = world_.now();
  // A stopped process cannot return.
  if (process.stop_requested_) process.stop_requested_at_ += world_.now() - process.paused_at_;
}

void Simulation::NoteMove(int process) {
  if (paused_ == 0) return;
  for (Process& other : processes_) {
    if (other.index_ != process && other.paused_until_ <= world_.now()) other.overtaken_ = true;
  }
}

bool Simulation::EndDuePause() {
  if (paused_ == 0) return false;
  const bool others_will_move =
      down_ > 0 || std::any_of(strands_.begin(), strands_.end(), [this](const Strand& strand) {
        return !strand.finished && strand.waits && strand.wakes_at != kNoTime &&
               processes_[static_cast<std::size_t>(strand.process)].paused_until_ == kNoTime;
      });
  for (Process& process : processes_) {
    if (process.paused_until_ > world_.now()) continue;
    if (!process.overtaken_ && others_will_move) continue;
    EndPause(process);
    return true;
  }
  return false;
}

void Simulation::Abandon() {
  if (ended_) return;
  ended_ = true;
  result_.ending = Ending::kAbandoned;
}

void Simulation::Hear(Process& process, const EffectCall& call) {
  if (!options_.whole_states) return;
  const Strand& strand = strands_[static_cast<std::size_t>(current_)];
  // Tasks of one process share its memory, so it matters which of them heard.
  if (strand.parent >= 0) {
    process.heard_ = HashCombine(process.heard_, static_cast<std::uint64_t>(current_));
  }
  process.heard_ = HashCombine(process.heard_, HashBytes(call.spec().name));
  process.heard_ = HashCombine(process.heard_, call.ReplyHash());
}

std::uint64_t Simulation::Hash() const {
  std::uint64_t hash = world_.RawHash();
  const auto add = [&](auto word) { hash = HashCombine(hash, static_cast<std::uint64_t>(word)); };
  if (system_.invariants != nullptr) add(system_.invariants->MemoryHash(memory_));
  for (const Process& process : processes_) {
    add(process.heard_);
    add(process.next_point_);
    add(process.alive_ + 2 * process.done_ + 4 * process.gave_up_ + 8 * process.stop_requested_ +
        16 * process.is_down_);
    add(process.stop_requested_at_);
    add(process.timers_while_down_);
    add(process.paused_until_);
    add(process.overtaken_);
  }
  for (const Strand& strand : strands_) {
    add(strand.finished ? -1 : strand.process);
    add(strand.parked_waits + 1024 * strand.waits + 2048 * strand.joins);
    add(strand.wakes_at);
    add(strand.decided);
  }
  for (const Past& past : past_) {
    add(past.world.RawHash());
    add(past.until);
  }
  add(current_);
  add(faults_.transparent);
  return hash;
}

}  // namespace relapse::internal

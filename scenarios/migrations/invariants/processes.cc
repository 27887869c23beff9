// The built-in server's processes (spec/migration-recovery.md section 5, SAF-12).
#include "fakes/files/server_process_state.h"
#include "scenarios/migrations/invariants/invariants.h"

namespace relapse::migrations {

namespace {

/// Whose the data are, as the pid file tells.
enum class Owner : std::uint64_t { kNotSeen, kNobody, kDead, kForeign, kMaybe, kAlive };

Owner OwnerOf(const ServerProcessState& state) {
  switch (state.pid_file) {
    case PidFileState::kNone:
      return Owner::kNobody;
    case PidFileState::kDead:
      return Owner::kDead;
    case PidFileState::kForeign:
      return Owner::kForeign;
    case PidFileState::kAlive:
      return Owner::kAlive;
    case PidFileState::kEperm:
    case PidFileState::kEmpty:
      break;
  }
  return Owner::kMaybe;
}

class ProcessesInvariant final : public Invariant {
 public:
  ProcessesInvariant()
      : Invariant("SAF-12", PropertyForm::kAlways,
                  {.world_changes = true,
                   .lifecycle = true,
                   .of = EffectsOf<InspectDataFolder, StartServer, RemoveStalePidFile,
                                   SetDataFolderAside>()},
                  "pid file and data of a live or unknown postmaster are let alone, and no server "
                  "is started on another major version's data") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (!observation.world.Has<ServerProcessState>()) return;
    const ServerProcessState& state = observation.world.Get<ServerProcessState>();
    Seen seen(memory);
    if (observation.moment == Moment::kCrash) seen.SetInspected(Owner::kNotSeen);
    if (observation.call != nullptr && observation.executed) {
      if (observation.call->As<InspectDataFolder>() != nullptr) seen.SetInspected(OwnerOf(state));
      JudgeCall(*observation.call, state, seen, judge);
    }
    seen.SetNow(OwnerOf(state));
  }

 private:
  /// The owner now, and when the tool looked last: it may have changed between, which the port
  /// itself refuses.
  class Seen {
   public:
    explicit Seen(std::uint64_t& memory) : memory_(memory) {}
    Owner now() const { return static_cast<Owner>(memory_ & kMask); }
    Owner inspected() const { return static_cast<Owner>(memory_ >> kBits); }
    void SetNow(Owner owner) { memory_ = (memory_ & ~kMask) | static_cast<std::uint64_t>(owner); }
    void SetInspected(Owner owner) {
      memory_ = (memory_ & kMask) | static_cast<std::uint64_t>(owner) << kBits;
    }

   private:
    static constexpr int kBits = 3;
    static constexpr std::uint64_t kMask = (1u << kBits) - 1;
    std::uint64_t& memory_;
  };

  static void JudgeCall(const EffectCall& call, const ServerProcessState& state, const Seen& seen,
                        Judge& judge) {
    if (call.As<StartServer>() != nullptr) {
      if (state.folder == DataFolder::kPresent && state.major != state.binary_major) {
        judge.Violate("started on the data of another major version");
      }
      return;
    }
    const bool pid_file = call.As<RemoveStalePidFile>() != nullptr;
    if (!pid_file && call.As<SetDataFolderAside>() == nullptr) return;
    // Refused by the port is still tried; what was done was done to whoever was there.
    const Owner owner = call.error() == nullptr               ? seen.now()
                        : seen.inspected() == Owner::kNotSeen ? seen.now()
                                                              : seen.inspected();
    const bool forbidden =
        owner == Owner::kAlive || owner == Owner::kMaybe || (pid_file && owner == Owner::kForeign);
    if (!forbidden) return;
    judge.Violate(std::string(pid_file ? "the pid file" : "the data folder") +
                  (owner == Owner::kAlive   ? " of a live postmaster"
                   : owner == Owner::kMaybe ? " of what may be a live postmaster"
                                            : " that names another program") +
                  " was to be removed");
  }
};

}  // namespace

InvariantPointer Processes() { return std::make_unique<ProcessesInvariant>(); }

}  // namespace relapse::migrations

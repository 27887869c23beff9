// Monitors: the invariants of a scenario with their memories. The memories are a small value: they
// are copied into every crash state and are part of its identity.
#ifndef HARNESS_ORACLE_MONITORS_H_
#define HARNESS_ORACLE_MONITORS_H_

#include <array>
#include <span>
#include <vector>

#include "harness/oracle/invariant.h"

namespace relapse {

inline constexpr std::size_t kMostInvariants = 56;

/// One word an invariant, in the order of the scenario's list.
struct MonitorMemory {
  std::array<std::uint64_t, kMostInvariants> words{};
  friend bool operator==(const MonitorMemory&, const MonitorMemory&) = default;
};

struct Violation {
  std::string_view invariant;
  std::string message;
};

/// The invariants of a scenario, sorted by what they want to see. Immutable; shared by all
/// histories.
class InvariantSet {
 public:
  explicit InvariantSet(std::vector<const Invariant*> invariants);

  std::span<const Invariant* const> all() const { return all_; }
  std::uint64_t MemoryHash(const MonitorMemory& memory) const;

  /// Shows `observation` to every interested invariant. Returns the index of the first that is
  /// broken, or -1; `reached` collects a bit for every `sometimes` reached.
  int Step(const Observation& observation, MonitorMemory& memory, std::uint64_t& reached,
           std::string& message) const;

 private:
  struct Watch {
    const Invariant* invariant;
    std::uint32_t index;
  };
  using Watches = std::vector<Watch>;
  /// Who watches effects of one kind.
  struct EffectWatches {
    const EffectSpec* kind = nullptr;
    /// By whether the world changed (1) and whether the answer was an error (2).
    std::array<Watches, 4> by_answer;
  };

  EffectWatches WatchesOf(const EffectSpec* kind) const;
  /// Where `kind` is, or would be, in `on_effect_`.
  std::size_t SlotOf(const EffectSpec* kind) const;
  const Watches& WatchesOf(const Observation& observation) const;

  std::vector<const Invariant*> all_;
  /// The kinds that some invariant names. Open addressing, looked up by address, never iterated.
  std::vector<EffectWatches> on_effect_;
  EffectWatches on_other_effect_;
  Watches on_timer_;
  Watches on_lifecycle_;
  Watches on_rest_;
};

}  // namespace relapse

#endif  // HARNESS_ORACLE_MONITORS_H_

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

  std::vector<const Invariant*> all_;
  // One list for each combination of (moment group, world changed).
  std::vector<Watch> on_effect_;
  std::vector<Watch> on_changing_effect_;
  std::vector<Watch> on_timer_;
  std::vector<Watch> on_lifecycle_;
  std::vector<Watch> on_rest_;
};

}  // namespace relapse

#endif  // HARNESS_ORACLE_MONITORS_H_

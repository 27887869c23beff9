// What the strategies share: options in, figures and findings out.
#ifndef HARNESS_EXPLORE_OPTIONS_H_
#define HARNESS_EXPLORE_OPTIONS_H_

#include <functional>
#include <string>
#include <vector>

#include "fault_injection/plan_decider.h"
#include "harness/explore/catalogue.h"

namespace relapse {

/// The rules that make the reductions sound. Each can be broken, only to show in a test what is
/// lost without it (tests/harness/explorer_test.cc).
struct SoundnessRules {
  bool time_passes_while_down = true;
  bool pruning_respects_faults_left = true;
  bool memory_is_part_of_the_state = true;
};

class Coverage;
struct RawFinding;

/// One history as data, to be repeated elsewhere (repeat.h): the faults of its lives from the
/// initial world. Each life but the last ends in the one of its faults that is a crash.
struct SampledHistory {
  std::vector<std::vector<IndexedFault>> lives;
  std::uint32_t jitter = 0;
  std::uint64_t hash = 0;  ///< of the last life
};

struct ExploreOptions {
  Basis basis = Basis::kStandard;
  /// Treat equal crash states as one. Off only to check that it changes no verdict.
  bool merge = true;
  /// Skip a crash state explored with at least as many faults left. Off: explore it again for every
  /// number of faults left (--no-prune).
  bool prune = true;
  /// Several processes: preemptions of a schedule, at most.
  int preemptions = 2;
  /// Shares of merges, crash states and histories that are checked again, in percent.
  int congruence_percent = 5;
  int real_crash_percent = 5;
  int determinism_percent = 5;
  SoundnessRules rules;
  std::int64_t max_states = 1'000'000;
  /// Asked now and then; true ends the exploration where it is. The harness itself reads no clock.
  std::function<bool()> stop;
  /// Told now and then: states, histories.
  std::function<void(std::int64_t states, std::int64_t histories)> progress;
  /// Told of each finding as it is made, before it is shrunk.
  std::function<void(const RawFinding&)> found;
  /// Shown `sample_percent` of the histories; optional.
  std::function<void(const SampledHistory&)> sample;
  int sample_percent = 1;
  /// Counts what is done to every effect (coverage.h); optional.
  Coverage* coverage = nullptr;
};

/// A violation as it was found, before shrinking.
struct RawFinding {
  std::string invariant;
  std::string message;
  std::string broken_by;
  std::vector<IndexedFault> faults;  ///< from the initial world
  std::uint32_t jitter = 0;
  std::int64_t found_after = 0;  ///< histories run when it was found, itself included
};

struct ExploreFigures {
  std::int64_t plans = 0;
  std::int64_t histories = 0;
  std::int64_t effects = 0;
  std::int64_t states = 0;
  std::int64_t edges = 0;
  std::int64_t merged = 0;
  std::int64_t congruence_checked = 0;
  std::int64_t real_crashes_checked = 0;
  std::int64_t determinism_checked = 0;
  std::int64_t voids = 0;
  int deepest = 0;  ///< crashes on the shortest chain to the deepest state
  bool complete = true;
  DurationMs slowest_recovery = 0;  ///< virtual, from the last fault to the rest point
  std::uint64_t reached = 0;        ///< bits of `sometimes` invariants
  std::uint64_t history_hash = 0;   ///< of all histories in order
};

struct ExploreResult {
  ExploreFigures figures;
  std::vector<RawFinding> findings;  ///< fewest faults first, a few of each kind
  std::int64_t violating_histories = 0;
  /// Set when the harness disproved itself; ends the exploration.
  std::string harness_failure;
};

}  // namespace relapse

#endif  // HARNESS_EXPLORE_OPTIONS_H_

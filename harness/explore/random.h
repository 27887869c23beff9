// Random exploration: parameters drawn before each batch of histories, faults decided effect by
// effect (swarm: each history enables a random subset of outcomes, kinds and effects).
#ifndef HARNESS_EXPLORE_RANDOM_H_
#define HARNESS_EXPLORE_RANDOM_H_

#include "harness/explore/shrink.h"

namespace relapse {

inline constexpr int kHistoriesPerDraw = 500;

/// A finding with the parameters it was found with, shrunk too.
struct RandomFinding {
  Json parameters;
  Finding finding;
};

struct RandomOptions {
  std::uint64_t seed = 1;
  std::int64_t max_histories = 0;  ///< 0: until `stop` says so
  /// Histories on one set of parameters; the first set is the scenario's default.
  int histories_per_draw = kHistoriesPerDraw;
  /// Where in the stream of histories of this seed to begin. Those before it are not run; those
  /// after it are the same as if they had been.
  std::int64_t first_history = 0;
  /// The hash of the histories before; that of the figures goes on from it.
  std::uint64_t history_hash = 0;
  Json fixed_parameters;  ///< null: drawn
  DefectIds defects;
  int determinism_percent = 5;
  /// Stop after the history that violates.
  bool stop_at_first = false;
  /// Of violations of the same invariant by the same effect so many are shrunk, the rest counted.
  /// 0: all.
  int most_of_a_kind = 0;
  std::function<bool()> stop;
  std::function<void(std::int64_t histories)> progress;
  /// Told of each finding as it is made, before it is shrunk.
  std::function<void(const RawFinding&)> found;
  /// Told of each finding of a new signature, shrunk.
  std::function<void(const RandomFinding&)> reported;
  /// Told after each history, once its findings are reported.
  std::function<void(const ExploreFigures&, std::int64_t violating_histories)> after_history;
  /// Shown `sample_percent` of the histories and their parameters; optional.
  std::function<void(const Json& parameters, const SampledHistory&)> sample;
  int sample_percent = 1;
  /// Counts what is done to every effect (coverage.h); optional.
  Coverage* coverage = nullptr;
};

struct RandomResult {
  ExploreFigures figures;
  std::vector<RandomFinding> findings;
  std::int64_t violating_histories = 0;
  std::string harness_failure;
  /// By the invariants of the first world, whose bits `figures.reached` has: the histories in whose
  /// world each `sometimes` can be reached.
  std::vector<std::int64_t> chances;
};

RandomResult RunRandom(const Scenario& scenario, const RandomOptions& options);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_RANDOM_H_

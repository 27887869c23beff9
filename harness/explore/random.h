// Random exploration: parameters drawn before each batch of histories, faults decided effect by
// effect (swarm: each history enables a random subset of outcomes, kinds and effects).
#ifndef HARNESS_EXPLORE_RANDOM_H_
#define HARNESS_EXPLORE_RANDOM_H_

#include "harness/explore/shrink.h"

namespace relapse {

struct RandomOptions {
  std::uint64_t seed = 1;
  std::int64_t max_histories = 0;  ///< 0: until `stop` says so
  /// Histories on one set of parameters; the first set is the scenario's default.
  int histories_per_draw = 500;
  Json fixed_parameters;  ///< null: drawn
  DefectIds defects;
  int determinism_percent = 5;
  /// Stop after the history that violates.
  bool stop_at_first = false;
  std::function<bool()> stop;
  std::function<void(std::int64_t histories)> progress;
  /// Told of each finding as it is made, before it is shrunk.
  std::function<void(const RawFinding&)> found;
  /// Shown `sample_percent` of the histories and their parameters; optional.
  std::function<void(const Json& parameters, const SampledHistory&)> sample;
  int sample_percent = 1;
  /// Counts what is done to every effect (coverage.h); optional.
  Coverage* coverage = nullptr;
};

/// A finding with the parameters it was found with, shrunk too.
struct RandomFinding {
  Json parameters;
  Finding finding;
};

struct RandomResult {
  ExploreFigures figures;
  std::vector<RandomFinding> findings;
  std::int64_t violating_histories = 0;
  std::string harness_failure;
};

RandomResult RunRandom(const Scenario& scenario, const RandomOptions& options);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_RANDOM_H_

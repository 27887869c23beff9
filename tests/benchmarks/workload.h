// The fixed workload of the benchmarks: planetscale/apply at its default parameters, one crash in
// the middle and its recovery. Every contender runs the same engine on the same fakes.
#ifndef TESTS_BENCHMARKS_WORKLOAD_H_
#define TESTS_BENCHMARKS_WORKLOAD_H_

#include <memory>

#include "harness/explore/catalogue.h"

namespace relapse::benchmarks {

class Workload {
 public:
  Workload();

  const Instance& instance() const { return *instance_; }
  /// The fault point of the first incarnation at which it dies: right after the deploy was
  /// accepted.
  int crash_index() const { return crash_index_; }
  /// Effects of the history without the crash.
  std::int64_t fault_free_effects() const { return fault_free_effects_; }
  void Print() const;

 private:
  std::unique_ptr<Instance> instance_;
  Json parameters_;
  int crash_index_ = 0;
  std::int64_t fault_free_effects_ = 0;
};

/// Built once.
const Workload& TheWorkload();

/// Whether the `n`-th history of a benchmark is run a second time: 5 % of them, as in exploration.
constexpr bool RunsTwice(std::int64_t n) {
  return MixBits(static_cast<std::uint64_t>(n)) % 100 < 5;
}

}  // namespace relapse::benchmarks

#endif  // TESTS_BENCHMARKS_WORKLOAD_H_

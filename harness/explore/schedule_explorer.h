// ScheduleExplorer: exhaust for several processes. Every schedule with at most P preemptions
// together with every plan of at most K faults, each as one history from the initial world; a
// history ends early where its whole state was explored with at least as much left
// (docs/schedules.md).
#ifndef HARNESS_EXPLORE_SCHEDULE_EXPLORER_H_
#define HARNESS_EXPLORE_SCHEDULE_EXPLORER_H_

#include <array>
#include <cstdint>
#include <vector>

#include "harness/core/hash_index.h"
#include "harness/explore/options.h"
#include "harness/explore/raw_findings.h"
#include "harness/explore/rest_oracle.h"

namespace relapse {

class ScheduleExplorer {
 public:
  /// More faults than this are refused (CheckFailure): what is left of them is kept in three bits.
  static constexpr int kMostFaults = 7;
  static constexpr int kMostPreemptions = 254;

  ScheduleExplorer(const Instance& instance, const ExploreOptions& options);

  ExploreResult Exhaust(int faults, int preemptions);

 private:
  class PathDecider;

  /// What a path still may do.
  struct Left {
    int faults = 0;
    int preemptions = 0;
  };
  /// One path: its last fault or preemption, and what comes before.
  struct Node {
    int parent = -1;
    IndexedFault last;
    Left left;
  };
  struct State {
    std::uint64_t hash = 0;
    int node = 0;  ///< that met it first
    /// By faults left: preemptions left with which it was explored, plus 1; 0: not.
    std::array<std::uint8_t, kMostFaults + 1> explored{};
  };

  void ExploreNode(int node);
  /// The state met before with at least so much left, or -1: then it is explored from here.
  int Meet(std::uint64_t hash, int node, const Left& left);
  void Branch(int node, const std::vector<IndexedFault>& next);
  std::vector<IndexedFault> PathTo(int node) const;
  void Judge(const HistoryResult& result, const std::vector<IndexedFault>& path);
  void AddFinding(const std::vector<IndexedFault>& path, std::string_view invariant,
                  const std::string& message, std::string_view broken_by);
  void CheckDeterminism(const std::vector<IndexedFault>& path, std::uint64_t hash);
  /// Runs an abandoned history on to its end: it must be that of the history it was taken for.
  void CheckCongruence(const std::vector<IndexedFault>& path, int met_at);
  bool ShouldStop();
  ExploreResult Finish();

  const Instance& instance_;
  ExploreOptions options_;
  RestOracle rest_oracle_;
  std::vector<Node> nodes_;
  std::vector<std::uint64_t> ends_;  ///< by node: how its history ended; 0: unknown
  std::vector<State> states_;
  HashIndex index_;
  ExploreResult result_;
  RawFindings raw_findings_;
  bool stopped_ = false;
};

}  // namespace relapse

#endif  // HARNESS_EXPLORE_SCHEDULE_EXPLORER_H_

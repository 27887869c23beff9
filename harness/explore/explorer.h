// Explorer: the crash graph. Crash states are harvested from lives (one process run from a crash
// state under some API faults); exhaust and closure differ only in how many faults a state has
// left.
#ifndef HARNESS_EXPLORE_EXPLORER_H_
#define HARNESS_EXPLORE_EXPLORER_H_

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "harness/core/hash_index.h"
#include "harness/explore/options.h"
#include "harness/explore/raw_findings.h"
#include "harness/explore/rest_oracle.h"

namespace relapse {

class Explorer {
 public:
  /// Refuses (CheckFailure) a system of several processes: crash states are defined only where
  /// every live process dies in the crash.
  Explorer(const Instance& instance, const ExploreOptions& options);

  /// Every plan of at most `faults` faults over the basis, faults inside recovery included.
  ExploreResult Exhaust(int faults);
  /// Until no new crash state appears: restart with every plan of at most `api_faults` API faults,
  /// with and without a final crash, or let the next timer fire while everything is down.
  ExploreResult Close(int api_faults);

 private:
  class LifeDecider;
  class Harvest;

  struct Edge {
    int to;
    int cost;
  };
  struct Node {
    StartState start;
    int parent = -1;
    std::vector<IndexedFault> faults;  ///< of the life that led here from the parent, its crash too
    int used = 0;                      ///< faults from the initial world
    int depth = 0;                     ///< crashes from the initial world
    std::vector<std::int64_t> lives;   ///< histories run from here, by number of errors
    std::vector<Edge> edges;
  };
  struct Point {
    int incarnation;
    int index;
    const EffectSpec* effect;
    bool may_be_late;
    std::uint64_t disturbances;  ///< bits of those that are possible there
  };

  void Start(int faults_left);
  void ExploreNode(int node, int errors_allowed, bool harvest_crashes);
  void ExploreLife(int node, std::vector<IndexedFault>& errors, int errors_allowed);
  IndexedFault ErrorAt(const Point& point, const FaultOption& option,
                       const std::vector<IndexedFault>& earlier) const;
  HistoryResult RunLife(int node, const std::vector<IndexedFault>& errors, LifeDecider& decider);
  /// Of the processes' death, and of each thing that the machine's may leave besides.
  void AddCrashStates(int parent, const std::vector<IndexedFault>& errors, IndexedFault crash,
                      const StartState& state);
  void AddCrashState(int parent, const std::vector<IndexedFault>& errors, IndexedFault crash,
                     StartState state);
  /// A state known with fewer faults left is explored with as many as there are now.
  bool ReachWithFewerFaults(int known, int parent, const std::vector<IndexedFault>& faults,
                            const StartState& state, int used);
  int FindState(const StartState& state, std::uint64_t hash, int used) const;
  int AddNode(int parent, std::vector<IndexedFault> faults, const StartState& state,
              std::uint64_t hash);
  std::uint64_t HashOf(const StartState& state, int used) const;
  void CheckCongruence(int representative, const StartState& merged);
  void CheckRealCrash(int parent, const std::vector<IndexedFault>& faults, const StartState& state);
  void AddFinding(int node, const std::vector<IndexedFault>& faults, std::string_view invariant,
                  const std::string& message, std::string_view broken_by);
  std::vector<int> ChainTo(int node) const;
  std::vector<IndexedFault> FaultsTo(int node) const;
  void Sample(int node, const std::vector<IndexedFault>& errors, std::uint64_t hash) const;
  void CheckDeterminism(const StartState& start, const std::vector<IndexedFault>& errors,
                        std::uint64_t hash);
  std::int64_t PlansFrom(int node, int faults_left,
                         std::map<std::pair<int, int>, std::int64_t>& memo) const;
  bool ShouldStop();
  ExploreResult Finish();

  const Instance& instance_;
  ExploreOptions options_;
  RestOracle rest_oracle_;
  std::deque<Node> nodes_;
  HashIndex index_;
  ExploreResult result_;
  RawFindings raw_findings_;
  bool closing_ = false;
  bool harvesting_ = true;
  int most_faults_ = 0;
  bool stopped_ = false;
  std::int64_t merges_seen_ = 0;
};

}  // namespace relapse

#endif  // HARNESS_EXPLORE_EXPLORER_H_

// Campaign: the rules of a campaign that need neither process nor clock: which pieces of work there
// are, which shard does which, which seed a scenario gets, how the clock is shared.
#ifndef HARNESS_EXPLORE_CAMPAIGN_H_
#define HARNESS_EXPLORE_CAMPAIGN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/explore/catalogue.h"

namespace relapse {

/// One of `count` machines that share a campaign. `index` counts from 0.
struct Shard {
  int index = 0;
  int count = 1;

  bool is_whole() const { return count == 1; }
};

/// In the order in which they are done.
enum class PieceKind : std::uint8_t {
  kScenario,    ///< what there is to judge: names of properties, number of processes
  kRegression,  ///< a recorded bug: breaks with its defect, holds without
  kCorpus,      ///< a counterexample that an earlier build left in the folder
  kCanary,      ///< a scenario that must always fail
  kBank,        ///< a defect of the sample: must be killed
  kExhaust,     ///< every plan of at most 1 fault
  kClose,       ///< the crash graph, at most 1 API fault between two crashes
  kRandom,      ///< a batch of random histories
};
std::string_view EnumName(PieceKind kind);

/// A piece of work. It is journalled when it is done and never done again.
struct Piece {
  PieceKind kind = PieceKind::kScenario;
  std::string subject;  ///< scenario, defect, or name of a file

  /// "exhaust/family/scenario": the same on every machine.
  std::string key() const;
};

/// The name of the scenario that must always fail.
inline constexpr std::string_view kCanaryScenario = "canary";
/// Defects measured in one campaign.
inline constexpr std::size_t kBankSample = 8;
/// Histories of a batch of random ones, some parameters' worth.
inline constexpr std::int64_t kBatch = 20'000;

/// `size` defects, others for another seed. A defect that is added or goes moves no other one but
/// the last.
std::vector<const DefectInfo*> BankSample(const std::vector<const DefectInfo*>& defects,
                                          std::uint64_t seed, std::size_t size = kBankSample);

/// All pieces but the random batches, in order. `regressions`: names of files.
std::vector<Piece> PlannedPieces(const std::vector<const Scenario*>& scenarios,
                                 const std::vector<std::string>& regressions,
                                 const std::vector<const DefectInfo*>& bank_sample);

/// Whether this shard does the piece of that key: by its name alone, so that a piece stays where
/// it is when others come or go. What costs nothing, guards a machine or lies in its folder is done
/// on each: descriptions, the canary, the corpus.
bool IsDoneBy(const Shard& shard, std::string_view key);
/// The batches of a scenario go round the shards: the `turn`-th batch of this one.
std::int64_t BatchOf(const Shard& shard, std::int64_t turn);

/// The stream of random histories of a scenario: `relapse run SCENARIO --seed` of it repeats them.
std::uint64_t ScenarioSeed(std::uint64_t campaign_seed, std::string_view scenario);

/// What of `left_seconds` the next of `pieces_left` pieces may use: all alike. What a quick piece
/// leaves goes to those after it.
double ShareOfClock(double left_seconds, std::size_t pieces_left);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_CAMPAIGN_H_

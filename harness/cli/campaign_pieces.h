// What a worker of a campaign does, one function for each kind of piece. All run in the child.
#ifndef HARNESS_CLI_CAMPAIGN_PIECES_H_
#define HARNESS_CLI_CAMPAIGN_PIECES_H_

#include <functional>
#include <string>

#include "harness/cli/campaign_store.h"
#include "harness/cli/session.h"
#include "harness/explore/coverage.h"

namespace relapse {

struct PieceContext {
  const Session& session;  ///< of the campaign: catalogue and arguments
  CampaignStore& store;
  double seconds = 0;  ///< of real time that the piece may use; 0: no limit
  /// Sends a record or {"complaint": ...} to the campaign.
  std::function<void(const Json&)> send;
};

/// Where a batch of random histories begins and ends.
struct Batch {
  std::string key;
  std::uint64_t seed = 0;                  ///< of the scenario's stream
  std::int64_t first = 0;                  ///< of the batch, in the stream
  std::int64_t most = 0;                   ///< histories of the whole batch
  std::int64_t now = 0;                    ///< histories to be run now, at most
  PieceRecord before;                      ///< what is done of it
  BatchProgress progress;                  ///< the same, as the cursor has it
  std::vector<std::string> known_reached;  ///< `sometimes` that the campaign has reached already
  Coverage known_cells;                    ///< what it has done to effects
  std::string build;
};

ScenarioRecord DescribeScenario(const PieceContext& context, const Scenario& scenario);
PieceRecord ReplayRegression(const PieceContext& context, const std::string& file);
/// A counterexample of another build: kept again if it still breaks.
PieceRecord ReplayCorpus(const PieceContext& context, const std::string& name);
PieceRecord TryCanary(const PieceContext& context, const Scenario& scenario);
PieceRecord MeasureBank(const PieceContext& context, const DefectInfo& defect);
PieceRecord ExhaustPiece(const PieceContext& context, const Scenario& scenario);
PieceRecord ClosePiece(const PieceContext& context, const Scenario& scenario);
PieceRecord RandomPiece(const PieceContext& context, const Scenario& scenario, const Batch& batch);

/// Names of the `sometimes` whose bits are set.
std::vector<std::string> ReachedNames(const InvariantSet* invariants, std::uint64_t reached);
std::vector<CoverageRecord> CoverageRecords(const Coverage& coverage);
void AddCoverage(const std::vector<CoverageRecord>& records, const Catalogue& catalogue,
                 Coverage& coverage);

}  // namespace relapse

#endif  // HARNESS_CLI_CAMPAIGN_PIECES_H_

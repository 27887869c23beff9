// Campaign: the course of one campaign on one machine: what is planned is done piece by piece, each
// in a worker, then random batches go round the scenarios until the clock ends.
#ifndef HARNESS_CLI_CAMPAIGN_RUN_H_
#define HARNESS_CLI_CAMPAIGN_RUN_H_

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "harness/cli/campaign_pieces.h"

namespace relapse {

class Campaign {
 public:
  /// Seed and shard are settled, the store is open.
  Campaign(Session& session, CampaignStore& store);

  /// Throws CommandError before anything is run; afterwards everything is in the store.
  void Plan();
  void Run();

  const Shard& shard() const { return shard_; }
  /// Run by this start.
  std::int64_t histories() const { return histories_; }

 private:
  double Elapsed() const { return session_.console.clock().Seconds(); }
  bool has_clock() const { return limit_ > 0; }
  bool IsOver() const;

  // What is planned (campaign_run.cc).
  void DoPlanned();
  bool IsDone(const Piece& piece) const;
  void Do(const Piece& piece, double seconds);
  PieceRecord DoPiece(const PieceContext& context, const Piece& piece) const;
  /// Runs a worker and takes in what it sends. What it could not say itself is said for it.
  void Execute(const std::string& key, double seconds,
               const std::function<void(const PieceContext&)>& work);
  void Hear(const Json& line);
  void Take(const PieceRecord& record);
  void Tell(const PieceRecord& record) const;
  void Tell(const FindingRecord& finding);

  // Random batches (campaign_turns.cc).
  /// A campaign that was killed left a batch at work: what it had done of it is done.
  void TakeUpCursor();
  /// The scenario in the key of a batch; empty: it is none of those described.
  std::string ScenarioOf(const std::string& key) const;
  PieceRecord RecordAt(const std::string& key, const std::string& scenario,
                       const BatchProgress& progress) const;
  std::uint64_t BitsOf(const std::string& scenario, const std::vector<std::string>& reached) const;
  /// Draws that were worth keeping in an earlier build, before anything new.
  void RunLeftSeeds();
  void RunTurns();
  /// One turn of a scenario; false: it is out, because its quota is met or its worker failed.
  bool RunTurn(std::size_t at, std::int64_t& turn);
  /// Histories that this shard has done of a stream.
  std::int64_t DoneOf(const std::string& prefix) const;
  /// A batch goes on where it is. False: its worker failed, or nothing was run.
  bool RunBatch(const Scenario& scenario, Batch batch, double seconds);

  Session& session_;
  CampaignStore& store_;
  Shard shard_;
  std::uint64_t seed_;
  double limit_;  ///< seconds; 0: none
  std::string build_;
  std::vector<const Scenario*> explored_;  ///< all but the canary
  std::vector<std::int64_t> quotas_;       ///< random histories of each; empty: no limit
  std::vector<Piece> pieces_;              ///< of this shard
  std::set<std::string> told_;
  std::int64_t histories_ = 0;
  bool got_answer_ = false;
};

}  // namespace relapse

#endif  // HARNESS_CLI_CAMPAIGN_RUN_H_

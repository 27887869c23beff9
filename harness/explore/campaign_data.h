// CampaignData: everything a campaign knows, as records that can be joined in any order, any number
// of times, with the same result. The journal of a campaign is a list of them; so is a merged one.
#ifndef HARNESS_EXPLORE_CAMPAIGN_DATA_H_
#define HARNESS_EXPLORE_CAMPAIGN_DATA_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/json.h"
#include "harness/explore/campaign.h"

namespace relapse {

/// A campaign was started in this folder.
struct StartRecord {
  std::string seed;   ///< 64 bits, decimal
  std::string build;  ///< hash of the program
  int shard = 0;      ///< from 0
  int shards = 1;
  std::vector<std::string> planned;  ///< keys of the pieces of all shards, random ones left out
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("seed", self.seed, field::kPlain);
    visit("build", self.build, field::kPlain);
    visit("shard", self.shard, field::kPlain);
    visit("shards", self.shards, field::kPlain);
    visit("planned", self.planned, field::kPlain);
  }
};

/// A property of a scenario, and from which effort on a `sometimes` is due (invariant.h).
struct PropertyRecord {
  std::string name;
  std::string form;  ///< "always", "eventually", "sometimes", "oracle"
  std::string summary;
  int faults = 0;
  int api_faults = 0;
  std::int64_t histories = 0;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("form", self.form, field::kPlain);
    visit("summary", self.summary, field::kPlain);
    visit("faults", self.faults, field::kPlain);
    visit("api_faults", self.api_faults, field::kPlain);
    visit("histories", self.histories, field::kPlain);
  }
};

struct ScenarioRecord {
  std::string scenario;
  std::vector<PropertyRecord> properties;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("scenario", self.scenario, field::kPlain);
    visit("properties", self.properties, field::kPlain);
  }
};

/// What was done to one effect (coverage.h), outcome by outcome, first and later lives.
struct CoverageRecord {
  std::string effect;
  std::vector<std::int64_t> counts;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("effect", self.effect, field::kPlain);
    visit("counts", self.counts, field::kPlain);
  }
};

/// What a piece of work came to. A better answer takes the place of a worse one: a done piece that
/// of an unfinished one, a failure that of a success, more histories that of fewer.
enum class PieceVerdict : std::uint8_t {
  kUnfinished,  ///< the clock, Ctrl-C, a limit or a signal ended it; it is begun again
  kSkipped,     ///< makes no sense for this scenario; `words` say why
  kHeld,
  kViolated,
  kFailed,  ///< the harness disproved itself, or the worker died
};
std::string_view EnumName(PieceVerdict verdict);
bool EnumFromName(std::string_view name, PieceVerdict& verdict);

struct PieceRecord {
  std::string key;
  std::string kind;
  std::string scenario;  ///< empty for a regression whose file says nothing
  std::string strategy;  ///< "exhaust 1", "closure", "random"
  PieceVerdict verdict = PieceVerdict::kUnfinished;
  bool doubtful = false;  ///< though it was done: void histories, a regression that diverged
  std::string words;      ///< why, or what was covered
  std::string repeat;     ///< the command that does this piece alone
  std::int64_t histories = 0;
  std::int64_t effects = 0;
  std::int64_t voids = 0;
  std::int64_t violating = 0;
  std::string history_hash;
  std::vector<std::string> reached;  ///< names of `sometimes`
  std::vector<CoverageRecord> coverage;
  double seconds = 0;  ///< of the real world

  bool done() const { return verdict != PieceVerdict::kUnfinished; }

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("key", self.key, field::kPlain);
    visit("kind", self.kind, field::kPlain);
    visit("scenario", self.scenario, field::kPlain);
    visit("strategy", self.strategy, field::kPlain);
    visit("verdict", self.verdict, field::kPlain);
    visit("doubtful", self.doubtful, field::kPlain);
    visit("words", self.words, field::kPlain);
    visit("repeat", self.repeat, field::kPlain);
    visit("histories", self.histories, field::kPlain);
    visit("effects", self.effects, field::kPlain);
    visit("voids", self.voids, field::kPlain);
    visit("violating", self.violating, field::kPlain);
    visit("history_hash", self.history_hash, field::kPlain);
    visit("reached", self.reached, field::kPlain);
    visit("coverage", self.coverage, field::kPlain);
    visit("seconds", self.seconds, field::kPlain);
  }
};

/// A violation and its file. Of each (scenario, signature) the best counterexample counts.
struct FindingRecord {
  std::string scenario;
  std::string signature;
  std::string invariant;
  std::string message;
  std::string strategy;
  int faults = 0;
  std::vector<std::string> plan;  ///< in words
  std::string file;               ///< name in the folder of counterexamples; empty: not written
  std::int64_t bytes = 0;
  std::string content;  ///< hash of the file
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("scenario", self.scenario, field::kPlain);
    visit("signature", self.signature, field::kPlain);
    visit("invariant", self.invariant, field::kPlain);
    visit("message", self.message, field::kPlain);
    visit("strategy", self.strategy, field::kPlain);
    visit("faults", self.faults, field::kPlain);
    visit("plan", self.plan, field::kPlain);
    visit("file", self.file, field::kPlain);
    visit("bytes", self.bytes, field::kPlain);
    visit("content", self.content, field::kPlain);
  }
};

/// A draw of parameters whose histories were worth keeping: the first of this folder to reach
/// something, or one that failed. The next build runs it first.
struct SeedRecord {
  std::string scenario;
  std::string seed;  ///< of the scenario's stream
  std::int64_t draw = 0;
  std::string build;
  std::string why;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("scenario", self.scenario, field::kPlain);
    visit("seed", self.seed, field::kPlain);
    visit("draw", self.draw, field::kPlain);
    visit("build", self.build, field::kPlain);
    visit("why", self.why, field::kPlain);
  }
};

class CampaignData {
 public:
  void Join(const StartRecord& start);
  void Join(const ScenarioRecord& scenario);
  void Join(const PieceRecord& piece);
  void Join(const FindingRecord& finding);
  void Join(const SeedRecord& seed);
  /// One record as a journal has it: {"start": {...}}. Throws a JSON exception if it is none.
  void Join(const Json& record);
  void Join(const CampaignData& other);

  /// Every record once, in an order of their own.
  std::vector<Json> Records() const;

  /// Sorted by their JSON.
  const std::map<std::string, StartRecord>& starts() const { return starts_; }
  const std::map<std::string, ScenarioRecord>& scenarios() const { return scenarios_; }
  const std::map<std::string, PieceRecord>& pieces() const { return pieces_; }
  /// By scenario and signature.
  const std::map<std::pair<std::string, std::string>, FindingRecord>& findings() const {
    return findings_;
  }
  /// By scenario, seed and draw.
  const std::map<std::string, SeedRecord>& seeds() const { return seeds_; }
  const PieceRecord* FindPiece(const std::string& key) const;
  /// The best finding of each signature, whatever scenario it comes from.
  std::map<std::string, FindingRecord> BestOfSignatures() const;

 private:
  std::map<std::string, StartRecord> starts_;
  std::map<std::string, ScenarioRecord> scenarios_;
  std::map<std::string, PieceRecord> pieces_;
  std::map<std::pair<std::string, std::string>, FindingRecord> findings_;
  std::map<std::string, SeedRecord> seeds_;
};

/// {"piece": {...}}: a record with its kind, one line of a journal.
Json RecordJson(const StartRecord& start);
Json RecordJson(const ScenarioRecord& scenario);
Json RecordJson(const PieceRecord& piece);
Json RecordJson(const FindingRecord& finding);
Json RecordJson(const SeedRecord& seed);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_CAMPAIGN_DATA_H_

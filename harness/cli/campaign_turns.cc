// The random batches of a campaign: round and round, a turn for each scenario.
#include <algorithm>

#include "harness/cli/campaign_run.h"
#include "harness/explore/random.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

/// A scenario's turn, in seconds.
constexpr double kLeastTurn = 0.2;
constexpr double kMostTurn = 4.0;

}  // namespace

void Campaign::TakeUpCursor() {
  const std::string key = store_.cursor().key();
  const BatchProgress progress = store_.cursor().Read();
  const PieceRecord* known = store_.data().FindPiece(key);
  const std::string scenario = ScenarioOf(key);
  if (!key.empty() && !scenario.empty() &&
      progress.histories > (known == nullptr ? 0 : known->histories)) {
    store_.Add(RecordAt(key, scenario, progress));
  }
  store_.cursor().End();
}

std::string Campaign::ScenarioOf(const std::string& key) const {
  const std::size_t begin = key.find('/');
  const std::size_t batch = key.rfind('/');
  if (begin == std::string::npos || batch <= begin) return "";
  const std::size_t seed = key.rfind('/', batch - 1);
  if (seed <= begin) return "";
  const std::string name = key.substr(begin + 1, seed - begin - 1);
  return store_.data().scenarios().contains(name) ? name : "";
}

PieceRecord Campaign::RecordAt(const std::string& key, const std::string& scenario,
                               const BatchProgress& progress) const {
  const PieceRecord* known = store_.data().FindPiece(key);
  PieceRecord record = known == nullptr ? PieceRecord{} : *known;
  record.key = key;
  record.kind = key.substr(0, key.find('/'));
  record.scenario = scenario;
  record.strategy = "random";
  record.histories = progress.histories;
  record.effects = progress.effects;
  record.violating = progress.violating;
  record.history_hash = HashText(progress.history_hash);
  record.verdict = progress.violating > 0 ? PieceVerdict::kViolated : PieceVerdict::kUnfinished;
  record.reached.clear();
  // The invariants come first among the properties, in the order of their bits.
  const auto& properties = store_.data().scenarios().at(scenario).properties;
  for (std::size_t i = 0; i < std::min<std::size_t>(properties.size(), 64); ++i) {
    if ((progress.reached >> i & 1) != 0) record.reached.push_back(properties[i].name);
  }
  return record;
}

bool Campaign::RunBatch(const Scenario& scenario, Batch batch, double seconds) {
  if (const PieceRecord* known = store_.data().FindPiece(batch.key)) {
    batch.before = *known;
    batch.progress = {.histories = known->histories,
                      .effects = known->effects,
                      .violating = known->violating,
                      .history_hash = std::stoull("0" + known->history_hash, nullptr, 16),
                      .reached = BitsOf(scenario.name, known->reached)};
  }
  batch.now = std::min(batch.now, batch.most - batch.progress.histories);
  batch.build = build_;
  for (const auto& [key, piece] : store_.data().pieces()) {
    if (piece.scenario != scenario.name) continue;
    batch.known_reached.insert(batch.known_reached.end(), piece.reached.begin(),
                               piece.reached.end());
    AddCoverage(piece.coverage, session_.catalogue, batch.known_cells);
  }
  store_.cursor().Begin(batch.key, batch.progress);
  Execute(batch.key, seconds, [&](const PieceContext& context) {
    context.send(RecordJson(RandomPiece(context, scenario, batch)));
  });
  store_.cursor().End();
  const PieceRecord* after = store_.data().FindPiece(batch.key);
  return after != nullptr && after->verdict != PieceVerdict::kFailed &&
         after->histories > batch.progress.histories;
}

std::uint64_t Campaign::BitsOf(const std::string& scenario,
                               const std::vector<std::string>& reached) const {
  std::uint64_t bits = 0;
  const auto found = store_.data().scenarios().find(scenario);
  if (found == store_.data().scenarios().end()) return 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(found->second.properties.size(), 64); ++i) {
    const std::string& name = found->second.properties[i].name;
    if (std::find(reached.begin(), reached.end(), name) != reached.end())
      bits |= std::uint64_t{1} << i;
  }
  return bits;
}

void Campaign::RunLeftSeeds() {
  const std::map<std::string, SeedRecord> seeds = store_.data().seeds();
  for (const auto& [key, seed] : seeds) {
    const Scenario* scenario = session_.catalogue.FindScenario(seed.scenario);
    if (scenario == nullptr || seed.build == build_ || IsOver()) continue;
    if (!store_.data().scenarios().contains(seed.scenario)) continue;
    const Batch batch{.key = "seed/" + key,
                      .seed = ParseSeed("seed", seed.seed),
                      .first = seed.draw * kHistoriesPerDraw,
                      .most = kHistoriesPerDraw,
                      .now = kHistoriesPerDraw};
    const PieceRecord* known = store_.data().FindPiece(batch.key);
    if (!IsDoneBy(shard_, batch.key) || (known != nullptr && known->histories >= batch.most)) {
      continue;
    }
    (void)RunBatch(*scenario, batch, has_clock() ? limit_ - Elapsed() : 0);
  }
}

void Campaign::RunTurns() {
  std::vector<std::int64_t> turns(explored_.size(), 0);
  std::vector<bool> out(explored_.size(), false);
  for (bool any = true; any && !IsOver();) {
    any = false;
    for (std::size_t i = 0; i < explored_.size() && !IsOver(); ++i) {
      if (out[i]) continue;
      out[i] = !RunTurn(i, turns[i]);
      any = any || !out[i];
    }
  }
}

std::int64_t Campaign::DoneOf(const std::string& prefix) const {
  std::int64_t done = 0;
  const auto& pieces = store_.data().pieces();
  for (auto at = pieces.lower_bound(prefix); at != pieces.end() && at->first.starts_with(prefix);
       ++at) {
    const std::int64_t number = std::stoll(at->first.substr(prefix.size()));
    if (number % shard_.count == shard_.index) done += at->second.histories;
  }
  return done;
}

bool Campaign::RunTurn(std::size_t at, std::int64_t& turn) {
  const Scenario& scenario = *explored_[at];
  if (!store_.data().scenarios().contains(scenario.name)) return false;
  const std::uint64_t seed = ScenarioSeed(seed_, scenario.name);
  const std::string prefix = "random/" + scenario.name + "/" + std::to_string(seed) + "/";
  const auto is_over = [&](std::int64_t number) {
    const PieceRecord* known = store_.data().FindPiece(prefix + std::to_string(number));
    return known != nullptr && known->histories >= kBatch;
  };
  while (is_over(BatchOf(shard_, turn))) ++turn;
  const std::int64_t number = BatchOf(shard_, turn);
  Batch batch{.key = prefix + std::to_string(number),
              .seed = seed,
              .first = number * kBatch,
              .most = kBatch,
              .now = kBatch};
  if (!quotas_.empty()) batch.now = std::min(batch.now, quotas_[at] - DoneOf(prefix));
  const PieceRecord* known = store_.data().FindPiece(batch.key);
  if (batch.now <= 0 || (known != nullptr && known->verdict == PieceVerdict::kFailed)) return false;
  double seconds = 0;
  if (has_clock()) {
    const double left = std::max(limit_ - Elapsed(), kLeastTurn);
    const double turns_left = static_cast<double>(explored_.size());
    seconds = std::min(left, std::clamp(left / turns_left, kLeastTurn, kMostTurn));
  }
  return RunBatch(scenario, batch, seconds);
}

}  // namespace relapse

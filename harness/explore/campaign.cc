#include "harness/explore/campaign.h"

#include <algorithm>
#include <tuple>

#include "harness/core/hash.h"

namespace relapse {

std::string_view EnumName(PieceKind kind) {
  switch (kind) {
    case PieceKind::kScenario:
      return "scenario";
    case PieceKind::kRegression:
      return "regression";
    case PieceKind::kCorpus:
      return "corpus";
    case PieceKind::kCanary:
      return "canary";
    case PieceKind::kBank:
      return "bank";
    case PieceKind::kExhaust:
      return "exhaust";
    case PieceKind::kClose:
      return "close";
    case PieceKind::kRandom:
      return "random";
  }
  return "";
}

std::string Piece::key() const { return std::string(EnumName(kind)) + "/" + subject; }

std::vector<const DefectInfo*> BankSample(const std::vector<const DefectInfo*>& defects,
                                          std::uint64_t seed, std::size_t size) {
  std::vector<std::pair<std::uint64_t, const DefectInfo*>> ranked;
  for (const DefectInfo* defect : defects) {
    ranked.emplace_back(HashCombine(seed, HashBytes(defect->id)), defect);
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second->id) < std::tie(b.first, b.second->id);
  });
  std::vector<const DefectInfo*> sample;
  for (std::size_t i = 0; i < std::min(size, ranked.size()); ++i)
    sample.push_back(ranked[i].second);
  return sample;
}

std::vector<Piece> PlannedPieces(const std::vector<const Scenario*>& scenarios,
                                 const std::vector<std::string>& regressions,
                                 const std::vector<const DefectInfo*>& bank_sample) {
  std::vector<Piece> pieces;
  const auto add_scenarios = [&](PieceKind kind) {
    for (const Scenario* scenario : scenarios) {
      const bool is_canary = scenario->name == kCanaryScenario;
      if (is_canary == (kind == PieceKind::kCanary)) pieces.push_back({kind, scenario->name});
    }
  };
  add_scenarios(PieceKind::kScenario);
  for (const std::string& file : regressions) pieces.push_back({PieceKind::kRegression, file});
  add_scenarios(PieceKind::kCanary);
  for (const DefectInfo* defect : bank_sample) pieces.push_back({PieceKind::kBank, defect->id});
  add_scenarios(PieceKind::kExhaust);
  add_scenarios(PieceKind::kClose);
  return pieces;
}

bool IsDoneBy(const Shard& shard, std::string_view key) {
  for (const PieceKind everywhere :
       {PieceKind::kScenario, PieceKind::kCorpus, PieceKind::kCanary}) {
    if (key.substr(0, key.find('/')) == EnumName(everywhere)) return true;
  }
  return HashBytes(key) % static_cast<std::uint64_t>(shard.count) ==
         static_cast<std::uint64_t>(shard.index);
}

std::int64_t BatchOf(const Shard& shard, std::int64_t turn) {
  return turn * shard.count + shard.index;
}

std::uint64_t ScenarioSeed(std::uint64_t campaign_seed, std::string_view scenario) {
  return HashCombine(campaign_seed, HashBytes(scenario));
}

double ShareOfClock(double left_seconds, std::size_t pieces_left) {
  return left_seconds <= 0
             ? 0
             : left_seconds / static_cast<double>(std::max<std::size_t>(pieces_left, 1));
}

}  // namespace relapse

#include "harness/explore/campaign_data.h"

#include <algorithm>
#include <tuple>

namespace relapse {

namespace {

constexpr PieceVerdict kVerdicts[] = {PieceVerdict::kUnfinished, PieceVerdict::kSkipped,
                                      PieceVerdict::kHeld, PieceVerdict::kViolated,
                                      PieceVerdict::kFailed};

/// The greater of two records under a total order, so that joining is a maximum.
template <class Key, class Record, class IsLess>
void JoinGreatest(std::map<Key, Record>& map, const Key& key, const Record& record,
                  const IsLess& is_less) {
  const auto [known, added] = map.emplace(key, record);
  if (!added && is_less(known->second, record)) known->second = record;
}

template <class Record>
bool HasSmallerJson(const Record& a, const Record& b) {
  return JsonLine(ToJson(a)) < JsonLine(ToJson(b));
}

bool IsLessPiece(const PieceRecord& a, const PieceRecord& b) {
  const auto rank = [](const PieceRecord& one) {
    return std::tuple(one.verdict, one.histories, JsonLine(ToJson(one)));
  };
  return rank(a) < rank(b);
}

/// A finding whose file is written is worth more than any without.
bool IsLessFinding(const FindingRecord& a, const FindingRecord& b) {
  const auto rank = [](const FindingRecord& one) {
    return std::tuple(one.file.empty(), one.faults, one.bytes, one.content, JsonLine(ToJson(one)));
  };
  return rank(b) < rank(a);
}

std::string KeyOf(const SeedRecord& seed) {
  return seed.scenario + "/" + seed.seed + "/" + std::to_string(seed.draw);
}

template <class Record>
Record Read(const Json& json) {
  Record record;
  FromJson(json, record);
  return record;
}

}  // namespace

std::string_view EnumName(PieceVerdict verdict) {
  switch (verdict) {
    case PieceVerdict::kUnfinished:
      return "unfinished";
    case PieceVerdict::kSkipped:
      return "skipped";
    case PieceVerdict::kHeld:
      return "held";
    case PieceVerdict::kViolated:
      return "violated";
    case PieceVerdict::kFailed:
      return "failed";
  }
  return "";
}

bool EnumFromName(std::string_view name, PieceVerdict& verdict) {
  for (const PieceVerdict one : kVerdicts) {
    if (EnumName(one) != name) continue;
    verdict = one;
    return true;
  }
  return false;
}

Json RecordJson(const StartRecord& start) { return {{"start", ToJson(start)}}; }
Json RecordJson(const ScenarioRecord& scenario) { return {{"scenario", ToJson(scenario)}}; }
Json RecordJson(const PieceRecord& piece) { return {{"piece", ToJson(piece)}}; }
Json RecordJson(const FindingRecord& finding) { return {{"finding", ToJson(finding)}}; }
Json RecordJson(const SeedRecord& seed) { return {{"seed", ToJson(seed)}}; }

void CampaignData::Join(const StartRecord& start) {
  starts_.emplace(JsonLine(ToJson(start)), start);
}

void CampaignData::Join(const ScenarioRecord& scenario) {
  JoinGreatest(scenarios_, scenario.scenario, scenario, HasSmallerJson<ScenarioRecord>);
}

void CampaignData::Join(const PieceRecord& piece) {
  JoinGreatest(pieces_, piece.key, piece, IsLessPiece);
}

void CampaignData::Join(const FindingRecord& finding) {
  JoinGreatest(findings_, std::pair(finding.scenario, finding.signature), finding, IsLessFinding);
}

void CampaignData::Join(const SeedRecord& seed) {
  JoinGreatest(seeds_, KeyOf(seed), seed, HasSmallerJson<SeedRecord>);
}

void CampaignData::Join(const Json& record) {
  if (record.contains("start")) return Join(Read<StartRecord>(record["start"]));
  if (record.contains("scenario")) return Join(Read<ScenarioRecord>(record["scenario"]));
  if (record.contains("piece")) return Join(Read<PieceRecord>(record["piece"]));
  if (record.contains("finding")) return Join(Read<FindingRecord>(record["finding"]));
  Join(Read<SeedRecord>(record.at("seed")));
}

void CampaignData::Join(const CampaignData& other) {
  for (const auto& [key, start] : other.starts_) Join(start);
  for (const auto& [key, scenario] : other.scenarios_) Join(scenario);
  for (const auto& [key, piece] : other.pieces_) Join(piece);
  for (const auto& [key, finding] : other.findings_) Join(finding);
  for (const auto& [key, seed] : other.seeds_) Join(seed);
}

std::vector<Json> CampaignData::Records() const {
  std::vector<Json> records;
  for (const auto& [key, start] : starts_) records.push_back(RecordJson(start));
  for (const auto& [key, scenario] : scenarios_) records.push_back(RecordJson(scenario));
  for (const auto& [key, piece] : pieces_) records.push_back(RecordJson(piece));
  for (const auto& [key, finding] : findings_) records.push_back(RecordJson(finding));
  for (const auto& [key, seed] : seeds_) records.push_back(RecordJson(seed));
  return records;
}

const PieceRecord* CampaignData::FindPiece(const std::string& key) const {
  const auto found = pieces_.find(key);
  return found == pieces_.end() ? nullptr : &found->second;
}

std::map<std::string, FindingRecord> CampaignData::BestOfSignatures() const {
  std::map<std::string, FindingRecord> best;
  for (const auto& [key, finding] : findings_) {
    JoinGreatest(best, finding.signature, finding, IsLessFinding);
  }
  return best;
}

}  // namespace relapse

#include "harness/explore/rest_oracle.h"

namespace relapse {

namespace {

/// Calls `leaf(path, value)` for everything below `json`, whose own path is `path`: lengthened on
/// the way down, as it was in the end.
template <class Leaf>
void VisitLeaves(const Json& json, std::string& path, const Leaf& leaf) {
  const std::size_t length = path.size();
  const auto below = [&](std::string_view name, const Json& value) {
    if (!path.empty()) path += '.';
    path += name;
    VisitLeaves(value, path, leaf);
    path.resize(length);
  };
  if (json.is_object() && !json.empty()) {
    for (const auto& [name, value] : json.get_ref<const Json::object_t&>()) below(name, value);
  } else if (json.is_array()) {
    below("size", Json(json.size()));
    for (std::size_t i = 0; i < json.size(); ++i) below(std::to_string(i), json[i]);
  } else {
    leaf(path, json);
  }
}

}  // namespace

std::vector<std::pair<std::string, std::string>> FlattenJson(const Json& json) {
  std::vector<std::pair<std::string, std::string>> leaves;
  std::string path;
  VisitLeaves(json, path, [&](const std::string& place, const Json& value) {
    leaves.emplace_back(place, JsonLine(value));
  });
  return leaves;
}

RestOracle::RestOracle(const Instance& instance)
    : instance_(instance), mask_(instance.masked_fields) {
  FaultFree decider;
  HistoryOptions options{.decider = &decider};
  reference_ = RunHistory(instance.system, StartState{.world = instance.initial}, options);
  ++histories_;
  reference_words_ = reference_.end.world.UnmaskedWords(mask_);
}

std::vector<std::pair<std::string, std::string>> RestOracle::UnmaskedFields(
    const World& world) const {
  std::vector<std::pair<std::string, std::string>> fields;
  std::string path;
  VisitLeaves(world.ToCanonicalJson(), path, [&](const std::string& place, const Json& value) {
    for (const std::string& mask : instance_.masked_fields) {
      if (MatchesFieldPath(mask, place)) return;
    }
    fields.emplace_back(place, JsonLine(value));
  });
  return fields;
}

std::optional<RestVerdict> RestOracle::Differential(const HistoryResult& result) const {
  if (!result.end.faults.transparent || reference_.ending != Ending::kRest) return std::nullopt;
  if (result.end.world.UnmaskedWords(mask_) == reference_words_) return std::nullopt;
  // Something differs, or is only written in another way: the fields tell, and name it.
  const auto fields = UnmaskedFields(result.end.world);
  const auto wanted = UnmaskedFields(reference_.end.world);
  for (std::size_t i = 0; i < std::max(fields.size(), wanted.size()); ++i) {
    if (i < fields.size() && i < wanted.size() && fields[i] == wanted[i]) continue;
    std::string message = "the rest point differs from the fault-free run's at ";
    if (i >= fields.size()) {
      message += wanted[i].first + ": missing";
    } else if (i >= wanted.size()) {
      message += fields[i].first + ": " + fields[i].second + ", not there without faults";
    } else {
      message += fields[i].first + ": " + fields[i].second + " instead of ";
      message += wanted[i].second;
    }
    return RestVerdict{kDifferentialOracle, std::move(message)};
  }
  return std::nullopt;
}

namespace {

/// `world`, left alone until `until`.
World LeftAlone(World world, TimeMs until) {
  while (world.NextTimer() <= until) world.AdvanceTo(world.NextTimer());
  world.AdvanceTo(until);
  return world;
}

}  // namespace

std::optional<RestVerdict> RestOracle::Idempotent(const HistoryResult& result) {
  FaultFree decider;
  HistoryOptions options{.decider = &decider};
  const HistoryResult again = RunHistory(instance_.system, result.end, options);
  ++histories_;
  if (again.ending == Ending::kViolation) {
    return RestVerdict{kIdempotentOracle, "recovering at the rest point breaks " +
                                              std::string(again.invariant) + ": " + again.message};
  }
  if (again.end.world.SameState(result.end.world)) return std::nullopt;
  // What time alone does is not the recovery's doing.
  const World left_alone = LeftAlone(result.end.world, again.end.world.now());
  if (again.end.world.SameState(left_alone)) return std::nullopt;
  const auto before = FlattenJson(left_alone.ToCanonicalJson());
  const auto after = FlattenJson(again.end.world.ToCanonicalJson());
  std::string where = "the world";
  for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
    if (before[i] == after[i]) continue;
    where = after[i].first + " from " + before[i].second + " to " + after[i].second;
    break;
  }
  return RestVerdict{kIdempotentOracle, "recovering at the rest point changes " + where};
}

std::optional<RestVerdict> RestOracle::Check(const HistoryResult& result) {
  // A worker that gave up in an outage left work to do: the next one may go on with it.
  if (result.gave_up && !result.end.faults.transparent) return std::nullopt;
  const StartState& end = result.end;
  std::uint64_t hash = HashCombine(end.world.CanonicalHash(), end.faults.transparent ? 1 : 0);
  if (instance_.system.invariants != nullptr) {
    hash = HashCombine(hash, instance_.system.invariants->MemoryHash(end.memory));
  }
  const int known = index_.Find(hash, [&](int id) {
    const Judged& judged = judged_[static_cast<std::size_t>(id)];
    return judged.memory == end.memory && judged.transparent == end.faults.transparent &&
           judged.world.SameState(end.world);
  });
  if (known >= 0) return judged_[static_cast<std::size_t>(known)].verdict;
  std::optional<RestVerdict> verdict = Differential(result);
  if (!verdict.has_value()) verdict = Idempotent(result);
  index_.Insert(hash, static_cast<int>(judged_.size()));
  judged_.push_back({end.world, end.memory, end.faults.transparent, verdict});
  return verdict;
}

}  // namespace relapse

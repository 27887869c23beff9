// The masks of the differential oracle. A field belongs into the golden file if it differs between
// fault-free runs with different latencies, and only such fields, or those that one fault changes,
// may stand in it.
#include <algorithm>
#include <array>
#include <set>

#include "harness/cli/doctor_checks.h"
#include "harness/cli/numbered_faults.h"
#include "harness/explore/rest_oracle.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

using Fields = std::map<std::string, std::string>;

/// Worlds drawn beside the one that is asked for.
constexpr std::uint64_t kDrawnWorlds = 24;

Fields FieldsOf(const World& world) {
  Fields fields;
  for (auto& [path, value] : FlattenJson(world.ToCanonicalJson())) {
    fields.emplace(std::move(path), std::move(value));
  }
  return fields;
}

std::set<std::string> Differing(const Fields& a, const Fields& b) {
  std::set<std::string> paths;
  for (const auto& [path, value] : a) {
    const auto other = b.find(path);
    if (other == b.end() || other->second != value) paths.insert(path);
  }
  for (const auto& [path, value] : b) {
    if (!a.contains(path)) paths.insert(path);
  }
  return paths;
}

/// A parameter that says how long something takes, by its name. One that is 0 is switched off:
/// setting it would make another environment.
bool IsLatency(const std::string& name, const Json& value) {
  static constexpr std::array<std::string_view, 5> kSuffixes{"_ms", "_seconds", "_ticks", "delay",
                                                             "latency"};
  if (!value.is_number_integer() || value.get<std::int64_t>() <= 0) return false;
  return std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [&](std::string_view suffix) { return name.ends_with(suffix); });
}

struct Varied {
  std::string what;
  Json parameters;
};

std::vector<Varied> OtherLatencies(const Json& parameters) {
  std::vector<Varied> all;
  Json doubled = parameters;
  for (const auto& [name, value] : parameters.items()) {
    if (!IsLatency(name, value)) continue;
    const auto length = value.get<std::int64_t>();
    doubled[name] = 2 * length;
    for (const std::int64_t other : {2 * length, length + std::max<std::int64_t>(1, length / 4)}) {
      Varied one{name + " " + std::to_string(other), parameters};
      one.parameters[name] = other;
      all.push_back(std::move(one));
    }
  }
  if (all.size() > 2) all.push_back({"every latency doubled", doubled});
  return all;
}

/// What a mask was good for, over all parameters at which it applies.
struct MaskUse {
  bool matches = false;
  bool differs = false;
};

/// One set of parameters.
class MaskedWorld {
 public:
  explicit MaskedWorld(const Target& target) : target_(target) {}

  /// False if the fault-free run does not come to rest.
  bool Examine() {
    NumberedFaults none({});
    const HistoryResult reference = RunNumbered(*target_.instance, none);
    if (reference.ending != Ending::kRest) return false;
    reference_ = FieldsOf(reference.end.world);
    VaryLatencies();
    FaultEverywhere(none.effects);
    return true;
  }

  void Note(std::map<std::string, MaskUse>& uses) const {
    for (const std::string& mask : target_.instance->masked_fields) {
      MaskUse& use = uses[mask];
      const auto matches = [&](const std::string& path) { return MatchesFieldPath(mask, path); };
      use.differs = use.differs || std::any_of(differing_.begin(), differing_.end(), matches);
      use.matches = use.matches || std::any_of(reference_.begin(), reference_.end(),
                                               [&](const auto& one) { return matches(one.first); });
    }
  }

  const std::vector<std::string>& problems() const { return problems_; }
  std::int64_t fields() const { return std::ssize(reference_); }
  std::int64_t latency_runs() const { return latency_runs_; }
  std::int64_t fault_runs() const { return fault_runs_; }

 private:
  void VaryLatencies() {
    for (const Varied& varied : OtherLatencies(target_.parameters)) {
      const Target other = TargetAt(target_, varied.parameters);
      NumberedFaults none({});
      const HistoryResult result = RunNumbered(*other.instance, none);
      if (result.ending != Ending::kRest) continue;
      ++latency_runs_;
      const Fields fields = FieldsOf(result.end.world);
      for (const std::string& path : Differing(reference_, fields)) {
        // The parameters themselves may stand in the world.
        if (IsParameter(path, varied)) continue;
        if (differing_.insert(path).second && !IsMasked(path)) {
          problems_.push_back("not masked: " + path + " differs with " + varied.what);
        }
      }
    }
  }

  bool IsParameter(const std::string& path, const Varied& varied) const {
    const std::string name = path.substr(path.rfind('.') + 1);
    const auto before = target_.parameters.find(name);
    return before != target_.parameters.end() && *before != varied.parameters[name];
  }

  void FaultEverywhere(const std::vector<const EffectSpec*>& effects) {
    for (std::size_t point = 0; point < effects.size(); ++point) {
      Strike({{point, Decision{.outcome = Outcome::kCrashAfter}}});
      for (const FaultOption& option :
           OptionsFor(*effects[point], Basis::kStandard, target_.instance->rules)) {
        if (option.outcome == Outcome::kLate) continue;
        Strike({{point, Decision{.outcome = option.outcome, .error = option.error}}});
      }
    }
  }

  /// Pauses with and without jitter: it moves what follows into another second.
  void Strike(const std::vector<NumberedFault>& faults) {
    for (const std::uint32_t jitter : {0U, 1U}) {
      NumberedFaults decider(faults, jitter);
      const HistoryResult result = RunNumbered(*target_.instance, decider);
      if (result.ending != Ending::kRest) continue;
      ++fault_runs_;
      differing_.merge(Differing(reference_, FieldsOf(result.end.world)));
    }
  }

  bool IsMasked(const std::string& path) const {
    const auto& masks = target_.instance->masked_fields;
    return std::any_of(masks.begin(), masks.end(),
                       [&](const std::string& mask) { return MatchesFieldPath(mask, path); });
  }

  const Target& target_;
  Fields reference_;
  std::set<std::string> differing_;
  std::vector<std::string> problems_;
  std::int64_t latency_runs_ = 0;
  std::int64_t fault_runs_ = 0;
};

bool Contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

DoctorCheck CheckMasks(const Target& target) {
  DoctorCheck check{.name = "masks"};
  MaskedWorld own(target);
  if (!own.Examine()) {
    check.ok = false;
    check.detail = "not examined";
    check.problems.push_back("the fault-free run does not come to rest: nothing can be compared");
    return check;
  }
  check.problems = own.problems();
  std::map<std::string, MaskUse> uses;
  own.Note(uses);
  std::int64_t fault_runs = own.fault_runs();
  // Lists for kinds of worlds: whether they are needed shows only in such worlds.
  for (std::uint64_t seed = 1; target.scenario->draw_parameters && seed <= kDrawnWorlds; ++seed) {
    const Target drawn = TargetAt(target, target.scenario->draw_parameters(seed));
    // Every field is masked where the outcome itself may differ: the oracle is silent there.
    if (Contains(drawn.instance->masked_fields, "**")) continue;
    MaskedWorld world(drawn);
    if (!world.Examine()) continue;
    world.Note(uses);
    fault_runs += world.fault_runs();
  }
  std::int64_t unseen = 0;
  for (const auto& [mask, use] : uses) {
    if (use.differs) continue;
    if (!Contains(target.instance->masked_fields, mask)) {
      ++unseen;  // for a kind of world; these few drawn ones did not need it
      continue;
    }
    check.problems.push_back(
        (use.matches ? "masked, but never differs: " : "masked, but there is no such field: ") +
        mask);
  }
  check.ok = check.problems.empty();
  check.detail = Counted(std::ssize(uses), "mask") + " over " + Counted(own.fields(), "field") +
                 ", examined in " + Counted(own.latency_runs(), "run") +
                 " with other latencies and " + Counted(fault_runs, "run") + " with one fault";
  if (unseen > 0) check.detail += "; " + std::to_string(unseen) + " not needed in them";
  return check;
}

}  // namespace relapse

// The masks of the differential oracle. A field belongs into the golden file if it differs between
// fault-free runs with different latencies, and only such fields, or those that one crash changes,
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

Fields FieldsOf(const World& world) {
  Fields fields;
  for (auto& [path, value] : FlattenJson(world.ToJson())) {
    if (path != "now") fields.emplace(std::move(path), std::move(value));
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

class MaskExamination {
 public:
  explicit MaskExamination(const Target& target) : target_(target) {}

  DoctorCheck Run() {
    NumberedFaults none({});
    const HistoryResult reference = RunNumbered(*target_.instance, none);
    if (reference.ending != Ending::kRest) {
      check_.detail = "not used: the fault-free run does not come to rest";
      return check_;
    }
    reference_ = FieldsOf(reference.end.world);
    VaryLatencies();
    CrashEverywhere(none.effects.size());
    JudgeMasks();
    check_.ok = problems_.empty();
    check_.detail = Counted(std::ssize(target_.instance->masked_fields), "mask") + " over " +
                    Counted(std::ssize(reference_), "field") + ", examined in " +
                    Counted(latency_runs_, "run") + " with other latencies and " +
                    Counted(crash_runs_, "run") + " with one crash";
    check_.problems = problems_;
    return check_;
  }

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

  void CrashEverywhere(std::size_t points) {
    for (std::size_t point = 0; point < points; ++point) {
      NumberedFaults crash({{point, Decision{.outcome = Outcome::kCrashAfter}}});
      const HistoryResult result = RunNumbered(*target_.instance, crash);
      if (result.ending != Ending::kRest) continue;
      ++crash_runs_;
      differing_.merge(Differing(reference_, FieldsOf(result.end.world)));
    }
  }

  bool IsMasked(const std::string& path) const {
    const auto& masks = target_.instance->masked_fields;
    return std::any_of(masks.begin(), masks.end(),
                       [&](const std::string& mask) { return MatchesFieldPath(mask, path); });
  }

  void JudgeMasks() {
    for (const std::string& mask : target_.instance->masked_fields) {
      const bool needed = std::any_of(differing_.begin(), differing_.end(), [&](const auto& path) {
        return MatchesFieldPath(mask, path);
      });
      if (needed) continue;
      const bool matches =
          std::any_of(reference_.begin(), reference_.end(),
                      [&](const auto& field) { return MatchesFieldPath(mask, field.first); });
      problems_.push_back(
          (matches ? "masked, but never differs: " : "masked, but there is no such field: ") +
          mask);
    }
  }

  const Target& target_;
  DoctorCheck check_{.name = "masks"};
  Fields reference_;
  std::set<std::string> differing_;
  std::vector<std::string> problems_;
  std::int64_t latency_runs_ = 0;
  std::int64_t crash_runs_ = 0;
};

}  // namespace

DoctorCheck CheckMasks(const Target& target) { return MaskExamination(target).Run(); }

}  // namespace relapse

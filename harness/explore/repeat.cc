#include "harness/explore/repeat.h"

#include <algorithm>
#include <stdexcept>

#include "harness/core/rng.h"

namespace relapse {

namespace {

constexpr std::size_t kMostOfALine = 300;

Json FaultJson(const IndexedFault& fault) {
  const Decision& decision = fault.decision;
  return {{"incarnation", fault.incarnation},
          {"index", fault.index},
          {"process", fault.process.str()},
          {"effect", fault.effect != nullptr ? std::string(fault.effect->name) : ""},
          {"outcome", std::string(EnumName(decision.outcome))},
          {"error", decision.error != nullptr ? std::string(decision.error->name) : ""},
          {"timers_while_down", decision.timers_while_down},
          {"late_by", decision.late_by},
          {"timers_meanwhile", decision.timers_meanwhile},
          {"disturbance",
           decision.disturbance != nullptr ? std::string(decision.disturbance->name) : ""},
          {"paused_for", decision.paused_for},
          {"to", decision.to.str()},
          {"outage", decision.outage},
          {"calls", fault.calls},
          {"lasts", fault.lasts}};
}

IndexedFault FaultFromJson(const Json& json, const std::vector<const EffectSpec*>& effects,
                           const FaultRules& rules) {
  IndexedFault fault;
  fault.incarnation = json.at("incarnation").get<int>();
  fault.index = json.at("index").get<int>();
  fault.process = Text(json.at("process").get<std::string>());
  fault.calls = json.at("calls").get<int>();
  fault.lasts = json.at("lasts").get<DurationMs>();
  Decision& decision = fault.decision;
  EnumFromName(json.at("outcome").get<std::string>(), decision.outcome);
  decision.timers_while_down = json.at("timers_while_down").get<int>();
  decision.late_by = json.at("late_by").get<DurationMs>();
  decision.outage = json.at("outage").get<bool>();
  decision.timers_meanwhile = json.at("timers_meanwhile").get<int>();
  decision.paused_for = json.at("paused_for").get<DurationMs>();
  decision.to = Text(json.at("to").get<std::string>());
  const auto disturbance = json.at("disturbance").get<std::string>();
  if (!disturbance.empty()) {
    decision.disturbance = FindDisturbance(rules, decision.outcome, disturbance);
    if (decision.disturbance == nullptr) {
      throw std::invalid_argument("the scenario has no disturbance " + disturbance);
    }
  }
  const auto name = json.at("effect").get<std::string>();
  const auto effect = std::find_if(effects.begin(), effects.end(),
                                   [&](const EffectSpec* one) { return one->name == name; });
  if (effect != effects.end()) fault.effect = *effect;
  const auto error = json.at("error").get<std::string>();
  if (error.empty()) return fault;
  if (fault.effect != nullptr) decision.error = FindErrorKind(*fault.effect, error);
  if (decision.error == nullptr) {
    throw std::invalid_argument("the catalogue lists no effect " + name + " with an error " +
                                error);
  }
  return fault;
}

bool SameFaults(const std::vector<IndexedFault>& a, const std::vector<IndexedFault>& b) {
  const auto same = [](const IndexedFault& one, const IndexedFault& other) {
    return one.incarnation == other.incarnation && one.index == other.index &&
           one.process == other.process && one.calls == other.calls &&
           one.decision.outcome == other.decision.outcome &&
           one.decision.error == other.decision.error &&
           one.decision.timers_while_down == other.decision.timers_while_down &&
           one.decision.late_by == other.decision.late_by &&
           one.decision.timers_meanwhile == other.decision.timers_meanwhile &&
           one.decision.disturbance == other.decision.disturbance &&
           one.decision.paused_for == other.decision.paused_for &&
           one.decision.to == other.decision.to && one.lasts == other.lasts &&
           one.decision.outage == other.decision.outage;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

std::string Shown(const std::vector<std::string>& trace, std::size_t event) {
  if (event >= trace.size()) return "missing";
  return "\"" + trace[event].substr(0, kMostOfALine) + "\"";
}

}  // namespace

bool IsSampled(std::int64_t counter, int percent) {
  return static_cast<int>(MixBits(static_cast<std::uint64_t>(counter)) % 100) < percent;
}

const IndexedFault& CrashOf(const std::vector<IndexedFault>& life) {
  const auto crash = std::find_if(life.begin(), life.end(), [](const IndexedFault& fault) {
    return IsCrash(fault.decision.outcome);
  });
  RELAPSE_CHECK(crash != life.end(), "a life without a crash");
  return *crash;
}

Json ToJson(const SampledHistory& history) {
  Json lives = Json::array();
  for (const auto& life : history.lives) {
    Json faults = Json::array();
    for (const IndexedFault& fault : life) faults.push_back(FaultJson(fault));
    lives.push_back(std::move(faults));
  }
  return {{"lives", lives}, {"jitter", history.jitter}, {"hash", HashText(history.hash)}};
}

SampledHistory SampledFromJson(const Json& json, const std::vector<const EffectSpec*>& effects,
                               const FaultRules& rules) {
  SampledHistory history;
  for (const Json& life : json.at("lives")) {
    std::vector<IndexedFault>& faults = history.lives.emplace_back();
    for (const Json& fault : life) faults.push_back(FaultFromJson(fault, effects, rules));
  }
  history.jitter = json.at("jitter").get<std::uint32_t>();
  history.hash = std::stoull(json.at("hash").get<std::string>(), nullptr, 16);
  return history;
}

HistoryResult Repeater::Repeat(const SampledHistory& history, Recording* recording) {
  RELAPSE_CHECK(!history.lives.empty(), "a history has at least one life");
  const std::size_t crashes = history.lives.size() - 1;
  std::size_t known = 0;
  while (known < std::min(crashes, crashes_.size()) &&
         SameFaults(crashes_[known].faults, history.lives[known])) {
    ++known;
  }
  crashes_.resize(known);
  StartState state{.world = instance_.initial};
  if (known > 0) state = crashes_.back().state;
  std::uint64_t reached = 0;
  for (std::size_t i = known; i < crashes; ++i) {
    const std::vector<IndexedFault>& faults = history.lives[i];
    IndexDecider decider(faults, false, history.jitter);
    HistoryResult life =
        RunHistory(instance_.system, state, {.decider = &decider, .stop_at_crash = true});
    if (life.ending != Ending::kCrashed || decider.fired() != faults.size()) {
      life.harness_failure = "life " + std::to_string(i + 1) + " did not end in its crash";
      return life;
    }
    state = std::move(life.end);
    for (int timer = 0; timer < CrashOf(faults).decision.timers_while_down; ++timer) {
      (void)FireNextTimer(instance_.system, state, reached);
    }
    crashes_.push_back({faults, state});
  }
  IndexDecider decider(history.lives.back(), false, history.jitter);
  return RunHistory(instance_.system, state, {.decider = &decider, .recording = recording});
}

std::vector<std::string> TraceOf(const Recording& recording) {
  std::vector<std::string> trace;
  for (const Event& event : recording.events) {
    std::string line = std::to_string(event.at) + " ms " + event.process.str() + " " +
                       std::to_string(event.incarnation) + " " + std::string(EnumName(event.kind));
    if (event.kind == EventKind::kEffect) {
      line += " " + event.effect.str() + " " + event.object.str() + " " +
              std::string(EnumName(event.outcome)) + " " + JsonLine(event.request) + " " +
              JsonLine(event.reply);
    }
    trace.push_back(line + " " + event.note + " state " + HashText(event.world_hash));
  }
  return trace;
}

std::string DifferenceOf(const std::vector<std::string>& here,
                         const std::vector<std::string>& there) {
  std::size_t event = 0;
  while (event < std::min(here.size(), there.size()) && here[event] == there[event]) ++event;
  if (event == here.size() && event == there.size()) {
    return "; run once more, the two do not differ in any event";
  }
  return "; the first differing event is number " + std::to_string(event) + ", " +
         Shown(here, event) + " here and " + Shown(there, event) + " there";
}

std::string DifferenceOfTwoRuns(const std::function<void(Recording&)>& run) {
  Recording here;
  Recording there;
  run(here);
  run(there);
  return DifferenceOf(TraceOf(here), TraceOf(there));
}

}  // namespace relapse

#include "harness/explore/counterexample.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "harness/explore/shrink.h"

namespace relapse {

std::string_view EnumName(ReplayAnswer answer) {
  switch (answer) {
    case ReplayAnswer::kExact:
      return "exact";
    case ReplayAnswer::kRebased:
      return "rebased";
    case ReplayAnswer::kDiverged:
      return "diverged";
  }
  return "";
}

namespace {

/// A fault that a typing error has emptied would be played as no fault, and the file would hold.
void RequireSense(const Fault& fault, std::size_t index) {
  const char* missing =
      fault.place.effect.empty()        ? "names no effect"
      : fault.outcome == Outcome::kNone ? "has no outcome"
      : fault.place.nth < 1             ? "has a place with nth below 1"
      : fault.calls < 1                 ? "covers fewer than 1 call"
      : fault.timers_while_down < 0     ? "is down for fewer than 0 timers"
      : fault.late_by < 0               ? "lands before it was sent"
      : fault.timers_meanwhile < 0      ? "is answered fewer than 0 timers later"
      : (fault.outcome == Outcome::kPause) != (fault.paused_for > 0)
          ? "stops for a time without being a pause, or the other way round"
      : IsPreemption(fault.outcome) == fault.to.empty()
          ? "says who goes on without being a preemption, or the other way round"
      : fault.lasts < 0                                           ? "lasts for less than no time"
      : fault.lasts > 0 && fault.outcome != Outcome::kErrorBefore ? "lasts, but is no error_before"
      : !IsCrash(fault.outcome) && (fault.outcome == Outcome::kDisturb) == fault.disturbance.empty()
          ? "names a disturbance without being one, or the other way round"
      : fault.skip < 0 ? "skips its place fewer than 0 times"
                       : nullptr;
  if (missing == nullptr) return;
  throw std::invalid_argument("fault " + std::to_string(index + 1) + " of the plan " + missing);
}

}  // namespace

Json Counterexample::ToJson() const {
  Json json;
  json["format"] = "relapse counterexample";
  json["version"] = version;
  if (!title.empty()) json["title"] = title;
  json["scenario"] = scenario;
  json["parameters"] = parameters;
  json["defects"] = defects;
  json["plan"] = relapse::ToJson(plan);
  json["verdict"] = {{"violated", verdict.violated()},
                     {"invariant", verdict.invariant},
                     {"message", verdict.message},
                     {"broken_by", verdict.broken_by},
                     {"step", verdict.step}};
  json["signature"] = signature;
  json["state_hashes"] = state_hashes;
  return json;
}

Counterexample Counterexample::FromJson(const Json& json) {
  if (!json.is_object()) throw std::invalid_argument("not a relapse counterexample (no object)");
  try {
    if (json.value("format", "") != "relapse counterexample") {
      throw std::invalid_argument("not a relapse counterexample (no \"format\")");
    }
    Counterexample read;
    read.version = json.at("version").get<int>();
    if (read.version != kCounterexampleVersion) {
      throw std::invalid_argument("format version " + std::to_string(read.version) +
                                  "; this program reads version " +
                                  std::to_string(kCounterexampleVersion));
    }
    read.title = json.value("title", "");
    read.scenario = json.at("scenario").get<std::string>();
    read.parameters = json.at("parameters");
    read.defects = json.at("defects").get<DefectIds>();
    json.at("plan").at("faults");
    relapse::FromJson(json.at("plan"), read.plan);
    for (std::size_t i = 0; i < read.plan.faults.size(); ++i) RequireSense(read.plan.faults[i], i);
    const Json& verdict = json.at("verdict");
    read.verdict.invariant = verdict.at("invariant").get<std::string>();
    read.verdict.message = verdict.value("message", "");
    read.verdict.broken_by = verdict.value("broken_by", "");
    read.verdict.step = verdict.value("step", -1);
    read.signature = json.value("signature", "");
    read.state_hashes = json.value("state_hashes", std::vector<std::string>{});
    return read;
  } catch (const nlohmann::json::exception& error) {
    throw std::invalid_argument(error.what());
  }
}

Counterexample ReadCounterexample(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    throw std::invalid_argument(
        "cannot read " + path + ": " +
        (std::filesystem::is_directory(path) ? "it is a directory" : std::strerror(errno)));
  }
  std::stringstream content;
  content << file.rdbuf();
  const Json json = Json::parse(content.str(), nullptr, false);
  if (json.is_discarded()) {
    throw std::invalid_argument(path + " is no JSON: fetch the counterexample again");
  }
  try {
    return Counterexample::FromJson(json);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(path + ": " + error.what());
  }
}

void WriteFileAtomically(const std::string& path, const std::string& content) {
  const std::string temporary = path + ".tmp." + std::to_string(getpid());
  const auto fail = [&](const char* what) {
    const int reason = errno;
    std::remove(temporary.c_str());
    throw std::runtime_error(std::string(what) + " " + path + ": " + std::strerror(reason));
  };
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
      throw std::runtime_error("cannot create " + folder.string() + ": " + error.message());
    }
  }
  std::FILE* file = std::fopen(temporary.c_str(), "wb");
  if (file == nullptr) fail("cannot write");
  const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size() &&
                       std::fflush(file) == 0 && fsync(fileno(file)) == 0;
  if (std::fclose(file) != 0 || !written) fail("cannot write");
  if (std::rename(temporary.c_str(), path.c_str()) != 0) fail("cannot rename to");
}

void WriteCounterexample(const std::string& path, const Counterexample& counterexample) {
  WriteFileAtomically(path, counterexample.ToJson().dump(2) + "\n");
}

namespace {

std::vector<std::string> HashesOf(const Recording& recording) {
  std::vector<std::string> hashes;
  for (const Event& event : recording.events) hashes.push_back(HashText(event.world_hash));
  return hashes;
}

std::string DescribeDivergence(const PlanRun& run, const FaultPlan& plan) {
  const std::size_t missing = run.fired.faults.size();
  std::string text = "fault " + std::to_string(missing + 1) + " of " +
                     std::to_string(plan.faults.size()) + " (" + Describe(plan.faults[missing]) +
                     ") ";
  if (!run.illegal.empty()) return text + "is not legal where its place came: " + run.illegal;
  text += "found no place";
  if (run.nearest.has_value()) {
    text += "; nearest: " + run.nearest->effect.str() + " " + run.nearest->object.str() +
            ", occurrence " + std::to_string(run.nearest->nth);
    if (!run.nearest->anchor_effect.empty()) {
      text += " after " + run.nearest->anchor_effect.str() + " " + run.nearest->anchor_object.str();
    }
    text += ", incarnation " + std::to_string(run.nearest->incarnation);
  }
  return text;
}

}  // namespace

Counterexample MakeCounterexample(const Instance& instance, RestOracle& oracle,
                                  const std::string& scenario, const Json& parameters,
                                  const DefectIds& defects, const FaultPlan& plan) {
  Recording recording;
  const PlanRun run = RunPlan(instance, oracle, plan, &recording);
  Counterexample made;
  made.scenario = scenario;
  made.parameters = parameters;
  made.defects = defects;
  made.plan = run.fired;
  made.verdict = run.verdict;
  made.signature = SignatureOf(run.verdict, run.fired);
  made.state_hashes = HashesOf(recording);
  return made;
}

Replay ReplayCounterexample(const Instance& instance, RestOracle& oracle,
                            const Counterexample& counterexample) {
  Replay replay;
  replay.run = RunPlan(instance, oracle, counterexample.plan, &replay.recording);
  if (!replay.run.all_placed) {
    replay.answer = ReplayAnswer::kDiverged;
    replay.diverged = DescribeDivergence(replay.run, counterexample.plan);
    return replay;
  }
  const std::vector<std::string> hashes = HashesOf(replay.recording);
  const std::size_t both = std::min(hashes.size(), counterexample.state_hashes.size());
  std::size_t step = 0;
  while (step < both && hashes[step] == counterexample.state_hashes[step]) ++step;
  if (step == hashes.size() && step == counterexample.state_hashes.size()) return replay;
  replay.answer = ReplayAnswer::kRebased;
  replay.first_difference = static_cast<int>(step);
  return replay;
}

}  // namespace relapse

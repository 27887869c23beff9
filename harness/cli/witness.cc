#include "harness/cli/witness.h"

#include <cstdio>
#include <iostream>

#include "harness/cli/interrupt.h"
#include "harness/cli/watchdog.h"
#include "harness/explore/repeat.h"

namespace relapse {

namespace {

constexpr std::string_view kElsewhere =
    " in a child process with other addresses and filled memory";

std::uint64_t HashOfPlan(const Instance& instance, const FaultPlan& plan, Recording* recording) {
  PlanDecider decider(plan, instance.rules);
  return RunHistory(instance.system, StartState{.world = instance.initial},
                    {.decider = &decider, .recording = recording})
      .hash;
}

void Answer(const Json& json) {
  std::printf("%s\n", JsonLine(json).c_str());
  std::fflush(stdout);
}

/// The child's side.
class Repeating {
 public:
  explicit Repeating(const Catalogue& catalogue) : catalogue_(catalogue) {}

  void Obey(const Json& order) {
    if (order.contains("scenario")) {
      TakeTarget(order);
    } else if (order.contains("plan")) {
      RunPlan(order);
    } else {
      RunHistory(order);
    }
  }
  void Finish() const {
    Json answer = {{"repeated", repeated_}};
    if (!different_.is_null()) answer["different"] = different_;
    Answer(answer);
  }

 private:
  void TakeTarget(const Json& order) {
    target_ = order;
    repeater_.reset();
    const Scenario& scenario = ScenarioNamed(catalogue_, order.at("scenario").get<std::string>());
    instance_ = scenario.instantiate(order.at("parameters"), order.at("defects").get<DefectIds>());
    repeater_ = std::make_unique<Repeater>(*instance_);
  }

  void RunPlan(const Json& order) const {
    FaultPlan plan;
    FromJson(order.at("plan"), plan);
    Json answer = {{"hash", HashText(HashOfPlan(*instance_, plan, nullptr))}};
    if (answer["hash"] != order.at("hash")) {
      Recording recording;
      (void)HashOfPlan(*instance_, plan, &recording);
      answer["trace"] = TraceOf(recording);
    }
    Answer(answer);
  }

  void RunHistory(const Json& order) {
    const SampledHistory history = SampledFromJson(order, catalogue_.effects, instance_->rules);
    const HistoryResult result = repeater_->Repeat(history);
    ++repeated_;
    if ((result.hash == history.hash && result.harness_failure.empty()) || !different_.is_null()) {
      return;
    }
    Recording recording;
    (void)repeater_->Repeat(history, &recording);
    different_ = {{"target", target_},
                  {"history", order},
                  {"hash", HashText(result.hash)},
                  {"failure", result.harness_failure},
                  {"trace", TraceOf(recording)}};
  }

  const Catalogue& catalogue_;
  Json target_;
  std::unique_ptr<Instance> instance_;
  std::unique_ptr<Repeater> repeater_;
  std::int64_t repeated_ = 0;
  Json different_;
};

std::string ErrorOf(const std::string& line, Json& answer) {
  answer = Json::parse(line, nullptr, false);
  if (answer.is_discarded() || !answer.is_object()) return "it answered nothing";
  return answer.value("error", "");
}

}  // namespace

namespace {

/// The parent may take its time: shrinking sends nothing.
bool ReadOrder(std::string& line) {
  const WatchdogPause pause;
  return static_cast<bool>(std::getline(std::cin, line));
}

}  // namespace

int RunWitness(const Catalogue& catalogue) {
  Repeating repeating(catalogue);
  try {
    for (std::string line; ReadOrder(line);) repeating.Obey(Json::parse(line));
    repeating.Finish();
    return static_cast<int>(ExitStatus::kHeld);
  } catch (const CheckFailure& failure) {
    Answer({{"error", failure.message}});
  } catch (const std::exception& error) {
    Answer({{"error", error.what()}});
  }
  return static_cast<int>(ExitStatus::kHarnessFailure);
}

bool Witness::Started() {
  if (child_ == nullptr && unavailable_.empty()) {
    child_ = std::make_unique<Child>(std::vector<std::string>{
        std::string(kWitnessArgument), std::to_string(session_.arguments.watchdog)});
    unavailable_ = child_->failure();
    if (!unavailable_.empty()) child_.reset();
  }
  return child_ != nullptr;
}

void Witness::SendTarget(const Scenario& scenario, const Json& parameters,
                         const DefectIds& defects) {
  const std::string target =
      JsonLine({{"scenario", scenario.name}, {"parameters", parameters}, {"defects", defects}});
  if (target == sent_target_) return;
  (void)child_->Write(target);
  sent_target_ = target;
}

void Witness::Repeat(const Scenario& scenario, const Json& parameters, const DefectIds& defects,
                     const SampledHistory& history) {
  if (!Started()) return;
  const WatchdogPause pause;
  SendTarget(scenario, parameters, defects);
  // A child that has ended says so when it is asked for its answers.
  (void)child_->Write(JsonLine(ToJson(history)));
  ++histories_;
}

std::string Witness::RunPlan(const Target& target, const FaultPlan& plan, std::uint64_t hash) {
  if (!Started()) return "";
  const WatchdogPause pause;
  SendTarget(*target.scenario, target.parameters, target.defects);
  (void)child_->Write(JsonLine({{"plan", ToJson(plan)}, {"hash", HashText(hash)}}));
  Json answer;
  const std::string error = ErrorOf(child_->Read().value_or(""), answer);
  if (!error.empty()) {
    return Interrupted()
               ? ""
               : "a counterexample could not be run" + std::string(kElsewhere) + ": " + error;
  }
  if (answer.value("hash", "") == HashText(hash)) return "";
  Recording recording;
  (void)HashOfPlan(*target.instance, plan, &recording);
  return "not deterministic: a counterexample gave " + HashText(hash) + " here and " +
         answer.value("hash", "") + std::string(kElsewhere) +
         DifferenceOf(TraceOf(recording), answer.value("trace", std::vector<std::string>{}));
}

std::string Witness::Finish() {
  if (child_ == nullptr) return "";
  const WatchdogPause pause;
  child_->CloseInput();
  Json answer;
  const std::string error = ErrorOf(child_->Read().value_or(""), answer);
  const int status = child_->Wait();
  child_.reset();
  sent_target_.clear();
  if (Interrupted() && !error.empty()) return "";
  if (!error.empty() || answer.value("repeated", std::int64_t{-1}) != histories_) {
    return "histories could not be repeated" + std::string(kElsewhere) + ": " +
           (error.empty() ? "some are missing" : error) + " (status " + std::to_string(status) +
           ")";
  }
  return answer.contains("different") ? Difference(answer["different"]) : "";
}

std::string Witness::Difference(const Json& different) const {
  const Json& target = different.at("target");
  const Scenario& scenario =
      ScenarioNamed(session_.catalogue, target.at("scenario").get<std::string>());
  const auto instance =
      scenario.instantiate(target.at("parameters"), target.at("defects").get<DefectIds>());
  const Json& order = different.at("history");
  Recording recording;
  (void)Repeater(*instance).Repeat(
      SampledFromJson(order, session_.catalogue.effects, instance->rules), &recording);
  const std::string failure = different.value("failure", "");
  return "not deterministic: a history gave " + order.value("hash", "") + " here and " +
         different.value("hash", "") + std::string(kElsewhere) +
         (failure.empty() ? "" : " (" + failure + ")") +
         DifferenceOf(TraceOf(recording), different.value("trace", std::vector<std::string>{}));
}

}  // namespace relapse

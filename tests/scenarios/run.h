// Running a scenario's histories in tests.
#ifndef TESTS_SCENARIOS_RUN_H_
#define TESTS_SCENARIOS_RUN_H_

#include <gtest/gtest.h>

#include <string>

#include "scenarios/catalogue.h"

namespace relapse {

inline const Catalogue& TheCatalogue() {
  static const Catalogue catalogue = MakeCatalogue();
  return catalogue;
}

inline HistoryResult RunFrom(const Instance& instance, Decider& decider) {
  HistoryOptions options{.decider = &decider};
  return RunHistory(instance.system, StartState{.world = instance.initial}, options);
}

/// "L-PROGRESS at wait: ...", or how it ended.
inline std::string Say(const HistoryResult& result) {
  if (!result.harness_failure.empty()) return "harness: " + result.harness_failure;
  if (result.ending == Ending::kViolation) {
    return std::string(result.invariant) + " at " + std::string(result.broken_by) + ": " +
           result.message;
  }
  return result.rest == Rest::kNo ? "no rest" : "held";
}

inline bool Held(const HistoryResult& result) {
  return result.harness_failure.empty() && result.ending == Ending::kRest &&
         result.rest != Rest::kNo;
}

/// All scenarios that are to hold: every one but the canary.
inline std::vector<const Scenario*> SoundScenarios() {
  std::vector<const Scenario*> sound;
  for (const Scenario& scenario : TheCatalogue().scenarios) {
    if (scenario.name != "canary") sound.push_back(&scenario);
  }
  return sound;
}

inline std::string TestNameOf(const testing::TestParamInfo<const Scenario*>& info) {
  std::string name;
  for (const char letter : info.param->name) {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0) name += letter;
  }
  return name;
}

}  // namespace relapse

#endif  // TESTS_SCENARIOS_RUN_H_

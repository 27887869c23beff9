// The explorer's checks of its own reductions: congruence of merged states, and harvested crash
// states against real unwinding crashes.
#include "harness/explore/explorer.h"
#include "harness/explore/repeat.h"

namespace relapse {

void Explorer::CheckCongruence(int representative, const StartState& merged) {
  if (!IsSampled(++merges_seen_, options_.congruence_percent)) return;
  const StartState& first = nodes_[static_cast<std::size_t>(representative)].start;
  if (first.world.RawWords() == merged.world.RawWords()) return;
  ++result_.figures.congruence_checked;
  const auto trace_of = [&](const StartState& start) {
    std::vector<std::uint64_t> trace;
    FaultFree decider;
    HistoryOptions options{.decider = &decider, .canonical_trace = &trace};
    (void)RunHistory(instance_.system, start, options);
    return trace;
  };
  if (trace_of(first) == trace_of(merged)) return;
  // Which field the canonical form should not have dropped: the raw difference names it.
  const auto before = FlattenJson(first.world.ToJson());
  const auto after = FlattenJson(merged.world.ToJson());
  std::string fields;
  for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
    if (before[i] != after[i] && before[i].first != "now") fields += " " + after[i].first;
  }
  result_.harness_failure =
      "not congruent: two states merged as one recover differently; they differ in" + fields;
}

void Explorer::CheckRealCrash(int parent, const std::vector<IndexedFault>& faults,
                              const StartState& state) {
  const StartState start = nodes_[static_cast<std::size_t>(parent)].start;
  IndexDecider decider(faults);
  HistoryOptions options{.decider = &decider, .stop_at_crash = true};
  const HistoryResult real = RunHistory(instance_.system, start, options);
  ++result_.figures.real_crashes_checked;
  if (real.ending == Ending::kCrashed && real.end.world.RawWords() == state.world.RawWords() &&
      real.end.memory == state.memory) {
    return;
  }
  result_.harness_failure =
      "a harvested crash state differs from the one a real crash leaves, after " +
      std::string(CrashOf(faults).effect->name);
}

void Explorer::CheckDeterminism(const StartState& start, const std::vector<IndexedFault>& errors,
                                std::uint64_t hash) {
  if (!IsSampled(result_.figures.histories, options_.determinism_percent)) return;
  ++result_.figures.determinism_checked;
  const auto again = [&](Recording* recording) {
    IndexDecider decider(errors);
    return RunHistory(instance_.system, start, {.decider = &decider, .recording = recording});
  };
  if (again(nullptr).hash == hash || !result_.harness_failure.empty()) return;
  result_.harness_failure = "not deterministic: the same history gave two hashes" +
                            DifferenceOfTwoRuns([&](Recording& one) { (void)again(&one); });
}

void Explorer::Sample(int node, const std::vector<IndexedFault>& errors, std::uint64_t hash) const {
  SampledHistory sampled{.hash = hash};
  for (const int at : ChainTo(node)) {
    // The initial world is reached by no fault.
    if (at != 0) sampled.lives.push_back(nodes_[static_cast<std::size_t>(at)].faults);
  }
  sampled.lives.push_back(errors);
  options_.sample(sampled);
}

}  // namespace relapse

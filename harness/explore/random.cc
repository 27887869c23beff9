#include "harness/explore/random.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "harness/explore/coverage.h"
#include "harness/explore/priorities.h"
#include "harness/explore/repeat.h"

namespace relapse {

namespace {

constexpr int kMostFaults = 6;
constexpr std::size_t kEnoughFindings = 20;

/// What one history may draw from: a random subset of outcomes and kinds, and how often.
struct Swarm {
  std::uint64_t one_in = 40;  ///< chance of a fault at a point
  int most_faults = 1;
  bool crashes = true;
  bool errors = true;
  bool late = true;
  bool cancel = true;
  bool bursts = false;
  bool lasting = false;  ///< of the bursts, some cover a whole port for a time
  bool stale = false;
  bool delay = false;
  bool disturb = false;
  bool pauses = false;
  std::uint64_t muted = 0;  ///< effects whose name hash falls here get none
  std::uint32_t jitter = 0;

  static Swarm Draw(Rng& rng) {
    Swarm swarm;
    static constexpr std::uint64_t kRates[] = {8, 20, 40, 80};
    swarm.one_in = kRates[rng.Below(4)];
    swarm.most_faults = 1 + static_cast<int>(rng.Below(kMostFaults));
    swarm.crashes = rng.Chance(4, 5);
    swarm.errors = rng.Chance(4, 5);
    swarm.late = rng.Chance(1, 2);
    swarm.cancel = rng.Chance(1, 4);
    swarm.bursts = rng.Chance(1, 4);
    swarm.muted = rng.Below(4);
    swarm.lasting = rng.Chance(1, 4);
    swarm.stale = rng.Chance(1, 4);
    swarm.delay = rng.Chance(1, 3);
    swarm.disturb = rng.Chance(1, 3);
    swarm.jitter = rng.Chance(1, 3) ? static_cast<std::uint32_t>(1 + rng.Below(1'000'000)) : 0;
    return swarm;
  }
};

/// Decides effect by effect and writes down what it did, as a plan by position.
class RandomDecider final : public Decider {
 public:
  /// `points`: about how many a history has.
  RandomDecider(const Instance& instance, std::int64_t points, Rng rng)
      : rules_(instance.rules), rng_(rng), swarm_(Swarm::Draw(rng_)), jitter_(swarm_.jitter) {
    const bool several = instance.system.processes.size() > 1;
    if (several && rng_.Chance(3, 4)) {
      priorities_ = Priorities::Draw(instance.system, points, rng_);
    }
    swarm_.pauses = several && rng_.Chance(1, 2);
  }

  Text SwitchBefore(const FaultPoint& point) override {
    const Text to = priorities_.Choose(point);
    if (!to.empty()) {
      faults.push_back({.incarnation = point.incarnation,
                        .index = point.index,
                        .decision = {.outcome = Outcome::kPreempt, .to = to},
                        .effect = &point.call.spec(),
                        .process = point.process});
    }
    return to;
  }

  Decision AtEffect(const FaultPoint& point) override {
    const EffectSpec& effect = point.call.spec();
    if (const auto covered = burst_.At(point)) return *covered;
    if (fired_ >= swarm_.most_faults) return {};
    if (!rng_.Chance(1, swarm_.one_in)) return {};
    if (swarm_.muted != 0 && effect.name.size() % 4 == swarm_.muted) return {};
    IndexedFault fault{.incarnation = point.incarnation,
                       .index = point.index,
                       .effect = &effect,
                       .process = point.process};
    if (!DrawDecision(point, fault.decision)) return {};
    if (IsError(fault.decision.outcome)) {
      if (swarm_.bursts && rng_.Chance(1, 2)) DrawBurst(fault);
      fault.decision.outage =
          budget_.Spend(point, fault.calls) > rules_.transparent_errors || fault.lasts > 0;
    }
    burst_.Begin(point, fault.decision, fault.calls, fault.lasts);
    faults.push_back(fault);
    ++fired_;
    return fault.decision;
  }
  bool MayAnswerStale() const override { return swarm_.stale && rules_.stale_reads; }
  std::uint64_t RandomBelow(std::uint64_t bound) override { return jitter_.Below(bound); }
  std::uint32_t jitter() const { return swarm_.jitter; }

  std::vector<IndexedFault> faults;

 private:
  void DrawBurst(IndexedFault& fault) {
    if (swarm_.lasting && fault.decision.outcome == Outcome::kErrorBefore) {
      static constexpr DurationMs kLasting[] = {Seconds(1), Seconds(10), Minutes(1), Minutes(10)};
      fault.lasts = kLasting[rng_.Below(4)];
      return;
    }
    fault.calls = 2 + static_cast<int>(rng_.Below(4));
  }

  bool Wants(Outcome outcome) const {
    switch (outcome) {
      case Outcome::kCancel:
        return swarm_.cancel;
      case Outcome::kLate:
        return swarm_.late;
      case Outcome::kStale:
        return swarm_.stale;
      case Outcome::kDelay:
        return swarm_.delay;
      case Outcome::kDisturb:
        return swarm_.disturb;
      case Outcome::kPause:
        return swarm_.pauses;
      default:
        return swarm_.errors;
    }
  }

  bool DrawDecision(const FaultPoint& point, Decision& decision) {
    const EffectSpec& effect = point.call.spec();
    if (swarm_.crashes && rng_.Chance(1, 3)) {
      decision.outcome = rng_.Chance(1, 4) ? Outcome::kCrashBefore : Outcome::kCrashAfter;
      if (rng_.Chance(1, 3)) {
        decision.timers_while_down = static_cast<int>(rng_.Below(20));
      }
      if (const auto& machine = rules_.machine_crashes; !machine.empty() && rng_.Chance(1, 3)) {
        decision.disturbance = machine[rng_.Below(machine.size())];
      }
      return true;
    }
    const auto options = OptionsFor(effect, Basis::kAll, rules_);
    if (options.empty()) return false;
    const FaultOption& option = options[rng_.Below(options.size())];
    if (!Wants(option.outcome) || !IsPossible(option, point.world, rules_)) return false;
    decision = DecisionOf(option, rules_);
    if (option.outcome == Outcome::kLate) {
      decision.late_by = rules_.late_by * (1 + static_cast<DurationMs>(rng_.Below(4)));
    }
    if (option.outcome == Outcome::kDelay) {
      decision.timers_meanwhile = 1 + static_cast<int>(rng_.Below(6));
    }
    if (option.outcome == Outcome::kPause) {
      decision.paused_for = rules_.pause_for * (1 + static_cast<DurationMs>(rng_.Below(4))) / 4;
    }
    return true;
  }

  const FaultRules& rules_;
  Rng rng_;
  Swarm swarm_;
  Jitter jitter_;
  Burst burst_;
  ErrorBudget budget_;
  Priorities priorities_;
  int fired_ = 0;  ///< faults, without preemptions
};

/// The `sometimes` of drawn worlds, by the names of those of the world that the run is judged by:
/// a world in which something cannot be reached does not list it, and its other bits lie elsewhere.
class SometimesNames {
 public:
  explicit SometimesNames(const Instance& judged) {
    for (const Invariant* one : Listed(judged)) names_.push_back(one->name());
  }
  std::size_t size() const { return names_.size(); }

  /// From now on histories are of `drawn`.
  void Follow(const Instance& drawn) {
    bits_.clear();
    const std::span<const Invariant* const> listed = Listed(drawn);
    for (std::size_t i = 0; i < listed.size(); ++i) {
      if (listed[i]->form() != PropertyForm::kSometimes) continue;
      const auto name = std::find(names_.begin(), names_.end(), listed[i]->name());
      if (name != names_.end()) {
        bits_.push_back({i, static_cast<std::size_t>(name - names_.begin())});
      }
    }
  }

  /// One history of the world followed reached `reached`.
  std::uint64_t Count(std::uint64_t reached, std::vector<std::int64_t>& chances) const {
    std::uint64_t translated = 0;
    for (const Bit& bit : bits_) {
      ++chances[bit.judged];
      translated |= (reached >> bit.drawn & 1) << bit.judged;
    }
    return translated;
  }

 private:
  struct Bit {
    std::size_t drawn;
    std::size_t judged;
  };
  static std::span<const Invariant* const> Listed(const Instance& instance) {
    const InvariantSet* set = instance.system.invariants;
    return set == nullptr ? std::span<const Invariant* const>() : set->all();
  }

  std::vector<std::string_view> names_;
  std::vector<Bit> bits_;
};

class RandomRun {
 public:
  RandomRun(const Scenario& scenario, const RandomOptions& options)
      : scenario_(scenario),
        options_(options),
        judged_(scenario.instantiate(ParametersOf(0), options.defects)),
        sometimes_(*judged_) {
    result_.figures.history_hash = options.history_hash;
    result_.chances.resize(sometimes_.size());
  }

  RandomResult Run() {
    const std::int64_t first_draw = options_.first_history / options_.histories_per_draw;
    auto skipped = static_cast<int>(options_.first_history % options_.histories_per_draw);
    for (auto draw = static_cast<std::uint64_t>(first_draw); !Done(); ++draw) {
      RunBatch(draw, skipped);
      skipped = 0;
      if (options_.progress) options_.progress(result_.figures.histories);
    }
    return std::move(result_);
  }

 private:
  bool Done() const {
    if (!result_.harness_failure.empty()) return true;
    if (options_.stop_at_first && !result_.findings.empty()) return true;
    if (options_.max_histories > 0 && result_.figures.histories >= options_.max_histories) {
      return true;
    }
    return options_.stop && options_.stop();
  }

  Json ParametersOf(std::uint64_t draw) const {
    if (!options_.fixed_parameters.is_null()) return options_.fixed_parameters;
    if (draw == 0 || !scenario_.draw_parameters) return scenario_.default_parameters;
    return scenario_.draw_parameters(HashCombine(options_.seed, draw));
  }

  /// `skipped` histories of the draw are left out: only their numbers are drawn.
  void RunBatch(std::uint64_t draw, int skipped) {
    const Json parameters = ParametersOf(draw);
    const auto instance = scenario_.instantiate(parameters, options_.defects);
    RestOracle oracle(*instance);
    sometimes_.Follow(*instance);
    Rng rng(HashCombine(HashCombine(options_.seed, 0x5eed), draw));
    for (int i = 0; i < options_.histories_per_draw; ++i) {
      const Rng one = rng.Split(static_cast<std::uint64_t>(i));
      if (i < skipped) continue;
      if (Done()) return;
      RunOne(*instance, oracle, one, parameters);
      if (options_.after_history) {
        options_.after_history(result_.figures, result_.violating_histories);
      }
    }
  }

  void RunOne(const Instance& instance, RestOracle& oracle, const Rng& rng,
              const Json& parameters) {
    const std::int64_t points = oracle.reference().effects;
    RandomDecider decider(instance, points, rng);
    HistoryOptions history{.decider = &decider};
    std::optional<CountingDecider> counting;
    if (options_.coverage != nullptr) {
      history.decider = &counting.emplace(decider, *options_.coverage);
    }
    const StartState start{.world = instance.initial};
    const HistoryResult result = RunHistory(instance.system, start, history);
    ++result_.figures.histories;
    result_.figures.effects += result.effects;
    result_.figures.reached |= sometimes_.Count(result.reached, result_.chances);
    result_.figures.history_hash = HashCombine(result_.figures.history_hash, result.hash);
    if (!result.harness_failure.empty()) result_.harness_failure = result.harness_failure;
    CheckDeterminism(instance, points, rng, start, result.hash);
    if (options_.sample && Sampled(options_.sample_percent)) {
      options_.sample(parameters, SampledHistory{.lives = {decider.faults},
                                                 .jitter = decider.jitter(),
                                                 .hash = result.hash});
    }
    const Verdict verdict = VerdictOf(result, oracle);
    if (!verdict.violated()) return;
    ++result_.violating_histories;
    if (result_.findings.size() >= kEnoughFindings || IsOneTooMany(verdict)) return;
    Report(instance, parameters,
           RawFinding{.invariant = verdict.invariant,
                      .message = verdict.message,
                      .broken_by = verdict.broken_by,
                      .faults = decider.faults,
                      .jitter = decider.jitter(),
                      .found_after = result_.figures.histories});
  }

  bool Sampled(int percent) const { return IsSampled(result_.figures.histories, percent); }

  bool IsOneTooMany(const Verdict& verdict) {
    if (options_.most_of_a_kind == 0) return false;
    return ++seen_of_kind_[verdict.invariant + "|" + verdict.broken_by] > options_.most_of_a_kind;
  }

  void CheckDeterminism(const Instance& instance, std::int64_t points, const Rng& rng,
                        const StartState& start, std::uint64_t hash) {
    if (!Sampled(options_.determinism_percent)) return;
    ++result_.figures.determinism_checked;
    const auto again = [&](Recording* recording) {
      RandomDecider decider(instance, points, rng);
      return RunHistory(instance.system, start, {.decider = &decider, .recording = recording});
    };
    if (again(nullptr).hash == hash) return;
    result_.harness_failure = "not deterministic: the same history gave two hashes" +
                              DifferenceOfTwoRuns([&](Recording& one) { (void)again(&one); });
  }

  void Report(const Instance& instance, const Json& parameters, const RawFinding& raw) {
    if (options_.found) options_.found(raw);
    Findings found = Canonicalise(instance, {raw});
    if (!found.harness_failure.empty()) {
      result_.harness_failure = found.harness_failure;
      return;
    }
    RandomFinding finding{parameters, std::move(found.list.front())};
    ShrinkParameters(finding);
    for (const RandomFinding& known : result_.findings) {
      if (known.finding.signature == finding.finding.signature) return;
    }
    if (options_.reported) options_.reported(finding);
    result_.findings.push_back(std::move(finding));
  }

  /// Walks the scenario's smaller parameters as long as the shrunk plan still breaks the same
  /// invariant.
  void ShrinkParameters(RandomFinding& finding) {
    if (!scenario_.shrink_parameters || !options_.fixed_parameters.is_null()) return;
    for (int round = 0; round < 100; ++round) {
      bool smaller = false;
      for (const Json& candidate : scenario_.shrink_parameters(finding.parameters)) {
        const auto instance = scenario_.instantiate(candidate, options_.defects);
        RestOracle oracle(*instance);
        const PlanRun run = RunPlan(*instance, oracle, finding.finding.plan);
        if (!run.all_placed || !run.verdict.SameAs(finding.finding.verdict)) continue;
        const Shrunk shrunk = Shrink(*instance, oracle, run.fired, run.verdict);
        finding.parameters = candidate;
        finding.finding.plan = shrunk.plan;
        finding.finding.verdict = shrunk.verdict;
        finding.finding.signature = shrunk.signature;
        smaller = true;
        break;
      }
      if (!smaller) return;
    }
  }

  const Scenario& scenario_;
  const RandomOptions& options_;
  std::unique_ptr<const Instance> judged_;  ///< keeps the names
  SometimesNames sometimes_;
  RandomResult result_;
  std::map<std::string, int> seen_of_kind_;
};

}  // namespace

RandomResult RunRandom(const Scenario& scenario, const RandomOptions& options) {
  return RandomRun(scenario, options).Run();
}

}  // namespace relapse

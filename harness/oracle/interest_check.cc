#include "harness/oracle/interest_check.h"

namespace relapse {

namespace {

Interest Everything() {
  return {.world_changes = true, .effects = true, .lifecycle = true, .rest = true, .timers = true};
}

std::string_view NameOf(Moment moment) {
  switch (moment) {
    case Moment::kStart:
      return "start";
    case Moment::kEffect:
      return "effect";
    case Moment::kTimer:
      return "timer";
    case Moment::kCrash:
      return "crash";
    case Moment::kExit:
      return "exit";
    case Moment::kRest:
      return "rest";
  }
  return "moment";
}

std::string Say(const Observation& observation) {
  const EffectCall* call = observation.call;
  std::string at(call != nullptr ? call->spec().name : NameOf(observation.moment));
  if (observation.changed) at += " (changing)";
  if (call != nullptr && call->error() != nullptr) at += " (failed)";
  return at;
}

}  // namespace

/// One invariant, twice. Its memory is the number of a pair: what each of the two remembers.
class InterestCheck::Doubled final : public Invariant {
 public:
  Doubled(const Invariant& inner, std::set<Gap>& gaps)
      : Invariant(inner.name(), inner.form(), Everything(), inner.summary(), inner.reach()),
        inner_(inner),
        gaps_(gaps) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    const Pair before = pairs_[static_cast<std::size_t>(memory)];
    Pair after = before;
    Judge widely;
    inner_.Step(observation, after.wide, widely);
    Judge narrowly;
    const bool shown = inner_.interest().Covers(observation);
    if (shown) inner_.Step(observation, after.narrow, narrowly);
    Compare(observation, widely, narrowly);
    if (shown && after.wide != after.narrow) Note(observation, "remembers something else");
    if (after != before) memory = NumberOf(after);
    if (narrowly.reached()) judge.Reach();
    if (narrowly.violated()) judge.Violate(narrowly.message());
  }

 private:
  struct Pair {
    std::uint64_t narrow = 0;
    std::uint64_t wide = 0;
    auto operator<=>(const Pair&) const = default;
  };

  void Compare(const Observation& observation, const Judge& widely, const Judge& narrowly) const {
    if (widely.reached() != narrowly.reached()) {
      Note(observation, widely.reached() ? "reached, and not seen" : "not reached, if all is seen");
    }
    if (widely.violated() == narrowly.violated()) return;
    Note(observation, widely.violated() ? "broken, and not seen: " + widely.message()
                                        : "not broken, if all is seen: " + narrowly.message());
  }
  void Note(const Observation& observation, std::string what) const {
    gaps_.insert({std::string(name()), Say(observation), std::move(what)});
  }
  std::uint64_t NumberOf(const Pair& pair) const {
    const auto [known, is_new] = numbers_.emplace(pair, pairs_.size());
    if (is_new) pairs_.push_back(pair);
    return known->second;
  }

  const Invariant& inner_;
  std::set<Gap>& gaps_;
  /// The same pair has one number for ever, so that equal memories stay equal.
  mutable std::vector<Pair> pairs_{Pair{}};
  mutable std::map<Pair, std::uint64_t> numbers_{{Pair{}, 0}};
};

InterestCheck::InterestCheck(const InvariantSet& invariants)
    : doubled_(Double(invariants)), set_(Pointers(doubled_)) {}

std::vector<std::unique_ptr<const Invariant>> InterestCheck::Double(
    const InvariantSet& invariants) {
  std::vector<std::unique_ptr<const Invariant>> doubled;
  for (const Invariant* one : invariants.all()) {
    doubled.push_back(std::make_unique<const Doubled>(*one, gaps_));
  }
  return doubled;
}

std::vector<const Invariant*> InterestCheck::Pointers(
    const std::vector<std::unique_ptr<const Invariant>>& doubled) {
  std::vector<const Invariant*> pointers;
  for (const auto& one : doubled) pointers.push_back(one.get());
  return pointers;
}

}  // namespace relapse

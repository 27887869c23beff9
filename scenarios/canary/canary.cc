#include "scenarios/canary/canary.h"

#include <stdexcept>

#include "harness/effect/interpose.h"
#include "harness/world/server.h"

namespace relapse::canary {

namespace {

// The component's one port: two accounts in a book, each written by a statement of its own.
inline constexpr const ErrorKind* kBookErrors[] = {&kTransient, &kTimeout};
inline constexpr PortSpec kBookPort{.name = "canary_book", .error_kinds = kBookErrors};

struct ReadBook {
  struct Reply {
    std::int64_t taken = 0;
    std::int64_t given = 0;

    template <class Self, class Visitor>
    static void VisitFields(Self& self, Visitor&& visit) {
      visit("taken", self.taken, field::kPlain);
      visit("given", self.given, field::kPlain);
    }
  };
  static constexpr EffectSpec kEffect{.name = "canary_read", .port = &kBookPort};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

struct Take {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "canary_take", .port = &kBookPort, .mutates = true};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

struct Give {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "canary_give", .port = &kBookPort, .mutates = true};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

class Book : public PortOf<ReadBook, Take, Give> {};

struct BookState {
  static constexpr std::string_view kPartName = "book";
  std::int64_t taken = 0;
  std::int64_t given = 0;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("taken", self.taken, field::kPlain);
    visit("given", self.given, field::kPlain);
  }
};

class FakeBook {
 public:
  Result<ReadBook::Reply> On(World& world, const ReadBook&) const {
    const BookState& book = world.Get<BookState>();
    return ReadBook::Reply{book.taken, book.given};
  }
  Status On(World& world, const Take&) const {
    ++world.Mutate<BookState>().taken;
    return Ok();
  }
  Status On(World& world, const Give&) const {
    ++world.Mutate<BookState>().given;
    return Ok();
  }
};

/// Moves one coin, retrying errors. The planted bug: it believes that nothing was taken unless the
/// coin was also given, so a crash or a lost answer in between takes it twice.
int RunMover(ProcessHandles& handles) {
  static const FakeBook server;
  SimulatedPort<Book, FakeBook> fake(handles.world(), server);
  Interposed<Book> book(fake, handles.gate());
  for (int tries = 0; tries < 10; ++tries) {
    const Result<ReadBook::Reply> read = book.Perform(ReadBook{});
    if (!read.ok()) continue;
    if (read->given > 0) return kExitDone;
    if (!book.Perform(Take{}).ok()) continue;
    if (book.Perform(Give{}).ok()) return kExitDone;
  }
  return kExitGaveUp;
}

class TakenOnce final : public Invariant {
 public:
  TakenOnce()
      : Invariant("CANARY-TAKEN-ONCE", PropertyForm::kAlways, {.world_changes = true},
                  "one coin is taken once; planted to break") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (observation.world.Get<BookState>().taken > 1) judge.Violate("the coin was taken twice");
  }
};

class CanaryInstance final : public Instance {
 public:
  CanaryInstance() : set_({&taken_once_}), model_(WorldModel{}) {
    initial = World(&model_);
    initial.Add(BookState{});
    static const Text kMover("mover");
    system.processes.push_back({kMover, RunMover});
    system.invariants = &set_;
    system.rest = [](const World& world) {
      return world.Get<BookState>().given > 0 ? Rest::kSettled : Rest::kNo;
    };
    masked_fields = {"**"};  // only the planted invariant speaks
  }

 private:
  TakenOnce taken_once_;
  InvariantSet set_;
  WorldModel model_;
};

}  // namespace

Scenario CanaryScenario() {
  Scenario scenario;
  scenario.name = "canary";
  scenario.component = "canary";
  scenario.summary = "a tiny component with a planted bug: it must always fail";
  scenario.default_parameters = Json::object();
  scenario.draw_parameters = [](std::uint64_t) { return Json::object(); };
  scenario.shrink_parameters = [](const Json&) { return std::vector<Json>(); };
  scenario.instantiate = [](const Json& parameters, const DefectIds& defects) {
    if (!parameters.empty()) throw std::invalid_argument("canary has no parameters");
    if (!defects.empty()) throw std::invalid_argument("canary has no defects but its own");
    return std::make_unique<CanaryInstance>();
  };
  return scenario;
}

std::vector<const EffectSpec*> CanaryEffects() {
  return {&ReadBook::kEffect, &Take::kEffect, &Give::kEffect};
}

}  // namespace relapse::canary

#include "tests/harness/cli_toy.h"

#include <algorithm>

#include "harness/effect/interpose.h"
#include "harness/world/in_flight.h"
#include "harness/world/server.h"

namespace relapse::toy {

namespace {

inline constexpr const ErrorKind* kMillErrors[] = {&kTransient, &kTimeout, &kRateLimited};
inline constexpr PortSpec kMillPort{.name = "mill", .error_kinds = kMillErrors};
inline constexpr const ErrorKind* kBookErrors[] = {&kTransient, &kTimeout};
inline constexpr PortSpec kBookPort{.name = "book", .error_kinds = kBookErrors};

struct Grinding {
  std::int64_t number = 0;
  Text state = "grinding";
  TimeMs ready_at = kNoTime;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
    visit("state", self.state, field::kPlain);
    visit("ready_at", self.ready_at, field::Age{Seconds(5)});
  }
};
struct Mill {
  static constexpr std::string_view kPartName = "mill";
  std::vector<Grinding> grindings;
  std::int64_t grinding_ms = 3000;
  bool touchy = false;  ///< looking at it changes it: a fake that is wrong
  std::int64_t looks = 0;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("grindings", self.grindings, field::kPlain);
    visit("grinding_ms", self.grinding_ms, field::kPlain);
    visit("touchy", self.touchy, field::kPlain);
    visit("looks", self.looks, field::kPlain);
  }
};
struct Book {
  static constexpr std::string_view kPartName = "book";
  std::int64_t number = 0;
  bool done = false;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
    visit("done", self.done, field::kPlain);
  }
};
struct Grindings {
  std::vector<Grinding> list;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("list", self.list, field::kPlain);
  }
};

struct CreateGrinding {
  using Reply = Grinding;
  static constexpr EffectSpec kEffect{
      .name = "create_grinding", .port = &kMillPort, .mutates = true};
  Text grain;
  Text Object() const { return grain; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("grain", self.grain, field::kPlain);
  }
};
struct ListGrindings {
  using Reply = Grindings;
  static constexpr EffectSpec kEffect{.name = "list_grindings", .port = &kMillPort};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};
struct GetGrinding {
  using Reply = Grinding;
  static constexpr EffectSpec kEffect{.name = "get_grinding", .port = &kMillPort};
  std::int64_t number = 0;
  Text Object() const { return Text("#" + std::to_string(number)); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
  }
};
struct CloseMill {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "close_mill", .port = &kMillPort, .mutates = true};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};
struct LoadBook {
  using Reply = Book;
  static constexpr EffectSpec kEffect{.name = "load_book", .port = &kBookPort};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};
struct SaveBook {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "save_book", .port = &kBookPort, .mutates = true};
  std::int64_t number = 0;
  bool done = false;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
    visit("done", self.done, field::kPlain);
  }
};
class MillPort : public PortOf<CreateGrinding, ListGrindings, GetGrinding, CloseMill> {};
class BookPort : public PortOf<LoadBook, SaveBook> {};

struct FakeMill {
  Result<Grinding> On(World& world, const CreateGrinding&) const {
    Mill& mill = world.Mutate<Mill>();
    Grinding made{.number = std::ssize(mill.grindings) + 1};
    made.ready_at = world.now() + mill.grinding_ms;
    mill.grindings.push_back(made);
    return made;
  }
  Result<Grindings> On(World& world, const ListGrindings&) const {
    return Grindings{world.Get<Mill>().grindings};
  }
  Result<Grinding> On(World& world, const GetGrinding& get) const {
    if (world.Get<Mill>().touchy) ++world.Mutate<Mill>().looks;
    const auto& all = world.Get<Mill>().grindings;
    if (get.number < 1 || get.number > std::ssize(all)) return Fail(kNotFound, "no such grinding");
    return all[static_cast<std::size_t>(get.number - 1)];
  }
  Status On(World&, const CloseMill&) const { return Ok(); }
};
struct FakeBook {
  Result<Book> On(World& world, const LoadBook&) const { return world.Get<Book>(); }
  Status On(World& world, const SaveBook& save) const {
    const Book& book = world.Get<Book>();
    if (book.number == save.number && book.done == save.done) return Ok();
    world.Mutate<Book>() = Book{save.number, save.done};
    return Ok();
  }
};
class MillStones final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override {
    TimeMs next = kNoTime;
    for (const Grinding& one : world.Get<Mill>().grindings) {
      if (one.state == Text("grinding")) next = std::min(next, std::max(one.ready_at, world.now()));
    }
    return next;
  }
  void Advance(World& world) const override {
    for (Grinding& one : world.Mutate<Mill>().grindings) {
      if (one.ready_at <= world.now()) one.state = "ready";
    }
  }
};

struct MillerBugs {
  bool forgets = false;        ///< never looks for a grinding ordered in an earlier life
  bool orders_twice = false;   ///< orders without need: no fault needed
  bool gives_nothing = false;  ///< breaks nothing: a survivor
};

/// Orders one grinding, however often it is killed: what was ordered is looked for before it is
/// ordered.
class Miller {
 public:
  Miller(MillPort& mill, BookPort& book, Runtime& runtime, const MillerBugs& bugs)
      : mill_(mill), book_(book), runtime_(runtime), bugs_(bugs) {}

  int Run() {
    const auto book = book_.Perform(LoadBook{});
    if (!book.ok()) return kExitAgain;
    if (book->done) return kExitDone;
    std::int64_t number = book->number;
    if (number == 0 && !Order(number)) return kExitAgain;
    if (bugs_.orders_twice) (void)mill_.Perform(CreateGrinding{.grain = "rye"});
    if (!book_.Perform(SaveBook{.number = number}).ok()) return kExitAgain;
    for (;;) {
      const auto grinding = mill_.Perform(GetGrinding{.number = number});
      if (!grinding.ok()) return kExitAgain;
      if (grinding->state == Text("ready")) break;
      (void)runtime_.Perform(Wait{500});
    }
    return book_.Perform(SaveBook{.number = number, .done = true}).ok() ? kExitDone : kExitAgain;
  }

 private:
  bool Order(std::int64_t& number) {
    if (!bugs_.forgets) {
      const auto known = mill_.Perform(ListGrindings{});
      if (!known.ok()) return false;
      if (!known->list.empty()) {
        number = known->list.front().number;
        return true;
      }
    }
    const auto made = mill_.Perform(CreateGrinding{.grain = "rye"});
    if (made.ok()) number = made->number;
    return made.ok();
  }

  MillPort& mill_;
  BookPort& book_;
  Runtime& runtime_;
  MillerBugs bugs_;
};

struct OneGrinding final : Invariant {
  OneGrinding()
      : Invariant("ONE-GRINDING", PropertyForm::kAlways, {.world_changes = true}, "one grinding") {}
  void Step(const Observation& o, std::uint64_t&, Judge& judge) const override {
    const auto count = o.world.Get<Mill>().grindings.size();
    if (count > 1) judge.Violate("two grindings (#1, #2) of one bag");
  }
};
struct Finishes final : Invariant {
  Finishes()
      : Invariant("FINISHES", PropertyForm::kEventually, {.rest = true}, "the bag is ground") {}
  void Step(const Observation& o, std::uint64_t&, Judge& judge) const override {
    if (!o.world.Get<Book>().done) judge.Violate("not done at rest");
  }
};
struct CrashedWhileGrinding final : Invariant {
  CrashedWhileGrinding()
      : Invariant("crashed-while-grinding", PropertyForm::kSometimes, {.lifecycle = true},
                  "a crash", {.faults = 1, .api_faults = 0, .histories = 100}) {}
  void Step(const Observation& o, std::uint64_t&, Judge& judge) const override {
    if (o.moment == Moment::kStart && !o.world.Get<Mill>().grindings.empty()) judge.Reach();
  }
};
struct NeverReached final : Invariant {
  NeverReached()
      : Invariant("pigs-fly", PropertyForm::kSometimes, {.lifecycle = true}, "never",
                  {.faults = 1, .api_faults = 0, .histories = 100}) {}
  void Step(const Observation&, std::uint64_t&, Judge&) const override {}
};
struct Canary final : Invariant {
  Canary() : Invariant("CANARY", PropertyForm::kAlways, {.world_changes = true}, "always fails") {}
  void Step(const Observation& o, std::uint64_t&, Judge& judge) const override {
    if (!o.world.Get<Mill>().grindings.empty()) judge.Violate("the canary died, as it must");
  }
};

struct MillInstance final : Instance {
  FakeMill mill;
  FakeBook book;
  MillStones stones;
  InFlightAgent in_flight;
  ServerLander<MillPort, FakeMill> mill_lander{mill};
  WorldModel model{{&stones, &in_flight}, {&mill_lander}};
  OneGrinding one_grinding;
  Finishes finishes;
  CrashedWhileGrinding crashed;
  NeverReached never;
  Canary canary;
  std::unique_ptr<InvariantSet> invariants;
};

/// What a scenario of this catalogue adds to the miller.
struct Extras {
  bool canary = false;
  bool pigs = false;
  bool spins = false;
  bool two_millers = false;
  bool wrong_masks = false;
  bool touchy = false;
  bool reads_addresses = false;
};

bool Grinds(const World& world) {
  const Mill& mill = world.Get<Mill>();
  return !mill.grindings.empty() && mill.grindings.back().ready_at > world.now();
}
void GrindLonger(World& world) { world.Mutate<Mill>().grindings.back().ready_at += Seconds(1); }
constexpr Disturbance kWindDrops{.name = "wind_drops",
                                 .summary = "the wind drops, and the grinding takes longer",
                                 .possible = Grinds,
                                 .happen = GrindLonger};
constexpr Disturbance kWindTurns{.name = "wind_turns",
                                 .summary = "the wind turns, and the grinding takes longer",
                                 .possible = Grinds,
                                 .happen = GrindLonger,
                                 .transparent = false};
constexpr const Disturbance* kWeather[] = {&kWindDrops, &kWindTurns};

/// The same all through one process, another in the next.
std::int64_t AddressOfSomething() {
  static const int something = 0;
  return static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(&something) >> 12);
}

std::unique_ptr<Instance> MakeMill(const Json& parameters, const DefectIds& defects,
                                   const Extras& extras) {
  const auto on = [&](const char* id) {
    return std::find(defects.begin(), defects.end(), id) != defects.end();
  };
  const MillerBugs bugs{on("mill/forgets-the-order"), on("mill/orders-twice"), on("mill/harmless")};
  const auto grinding_ms = parameters.at("grinding_ms").get<std::int64_t>();
  if (grinding_ms < 1) throw std::invalid_argument("grinding_ms must be at least 1");
  auto made = std::make_unique<MillInstance>();
  made->initial = World(&made->model);
  made->initial.Add(Mill{.grinding_ms = grinding_ms, .touchy = extras.touchy});
  made->initial.Add(Book{});
  made->initial.Add(InFlightRequests{});
  made->masked_fields = {"mill.grindings.*.ready_at"};
  if (extras.wrong_masks) made->masked_fields = {"book.done", "book.pages"};
  std::vector<const Invariant*> list{&made->one_grinding, &made->finishes, &made->crashed};
  if (extras.canary) list.insert(list.begin(), &made->canary);
  if (extras.pigs) list.push_back(&made->never);
  made->invariants = std::make_unique<InvariantSet>(list);
  made->system.invariants = made->invariants.get();
  made->system.rest = [](const World& world) {
    return world.Get<Book>().done ? Rest::kSettled : Rest::kNo;
  };
  made->system.rest_bound = Minutes(10);
  const ProcessDefinition miller{
      "miller", [instance = made.get(), bugs, spins = extras.spins,
                 reads_addresses = extras.reads_addresses](ProcessHandles& handles) {
        SimulatedPort<MillPort, FakeMill> mill(handles.world(), instance->mill);
        SimulatedPort<BookPort, FakeBook> book(handles.world(), instance->book);
        Interposed<MillPort> gated_mill(mill, handles.gate());
        Interposed<BookPort> gated_book(book, handles.gate());
        Interposed<Runtime> gated_runtime(handles.runtime(), handles.gate());
        for (volatile bool forever = spins; forever;) continue;
        if (reads_addresses) {
          (void)gated_mill.Perform(GetGrinding{.number = -AddressOfSomething()});
        }
        return Miller(gated_mill, gated_book, gated_runtime, bugs).Run();
      }};
  made->system.processes.push_back(miller);
  if (extras.two_millers) {
    made->system.processes.push_back({"idler", [](ProcessHandles&) { return kExitDone; }});
    made->rules.disturbances = kWeather;
  }
  return made;
}

Scenario MillScenario(const char* name, const char* summary, const Extras& extras) {
  Scenario scenario;
  scenario.name = name;
  scenario.component = "mill";
  scenario.summary = summary;
  scenario.default_parameters = {{"grinding_ms", 3000}, {"grain", "rye"}};
  scenario.draw_parameters = [](std::uint64_t seed) {
    return Json{{"grinding_ms", 500 + seed % 4 * 1000}, {"grain", "rye"}};
  };
  scenario.instantiate = [extras](const Json& parameters, const DefectIds& defects) {
    return MakeMill(parameters, defects, extras);
  };
  return scenario;
}

}  // namespace

Catalogue MakeMillCatalogue() {
  Catalogue catalogue;
  catalogue.scenarios = {
      MillScenario("mill/order", "one grinding ordered and waited for", {}),
      MillScenario("mill/pigs", "a `sometimes` that nothing reaches", {.pigs = true}),
      MillScenario("mill/spin", "a process that never comes back", {.spins = true}),
      MillScenario("mill/two", "two processes", {.two_millers = true}),
      MillScenario("mill/masks", "masks that are wrong", {.wrong_masks = true}),
      MillScenario("mill/touchy", "a declared read that changes the world", {.touchy = true}),
      MillScenario("mill/address", "a process that depends on an address",
                   {.reads_addresses = true}),
      MillScenario("canary", "must always fail", {.canary = true}),
  };
  const auto defect = [](const char* id, const char* summary, int faults) {
    return DefectInfo{.id = id,
                      .component = "mill",
                      .source = "made up",
                      .summary = summary,
                      .violates = {"ONE-GRINDING"},
                      .scenario = "mill/order",
                      .faults = faults};
  };
  catalogue.defects = {
      defect("mill/forgets-the-order", "an order of an earlier life is not looked for", 2),
      defect("mill/orders-twice", "orders once more, without any fault", 1),
      defect("mill/harmless", "changes nothing: the bank must say that it survives", 1)};
  catalogue.defects[1].needs_no_fault = true;
  catalogue.effects = {&CreateGrinding::kEffect, &ListGrindings::kEffect, &GetGrinding::kEffect,
                       &CloseMill::kEffect,      &LoadBook::kEffect,      &SaveBook::kEffect};
  return catalogue;
}

}  // namespace relapse::toy

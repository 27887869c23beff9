// A lab: one port with a read, a write and misbehaving requests, its fake, and processes made of
// lambdas. For tests of the harness itself; the toy (toy.h) is a whole component.
#ifndef TESTS_HARNESS_LAB_H_
#define TESTS_HARNESS_LAB_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "fault_injection/plan_decider.h"
#include "harness/effect/interpose.h"
#include "harness/explore/catalogue.h"
#include "harness/world/in_flight.h"
#include "harness/world/server.h"

namespace relapse::lab {

inline constexpr const ErrorKind* kErrors[] = {&kTransient,       &kTimeout,  &kRateLimited,
                                               &kGatewayNotFound, &kNotFound, &kConflict};
inline constexpr PortSpec kPort{.name = "shelf", .error_kinds = kErrors};

struct Item {
  Text name;
  std::int64_t count = 0;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("count", self.count, field::kPlain);
  }
};

/// The durable part. The bell rings once at `rings_at`, then again every `every` if that is not 0.
struct Shelf {
  static constexpr std::string_view kPartName = "shelf";
  std::vector<Item> items;
  TimeMs rings_at = kNoTime;
  DurationMs every = 0;
  std::int64_t rings = 0;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("items", self.items, field::kPlain);
    visit("rings_at", self.rings_at, field::Age{0});
    visit("every", self.every, field::kPlain);
    visit("rings", self.rings, field::kPlain);
  }
};
std::int64_t CountOf(const World& world, Text name);

struct Count {
  using Reply = std::int64_t;
  static constexpr EffectSpec kEffect{.name = "count", .port = &kPort};
  Text name;
  Text Object() const { return name; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
  }
};

/// The same from a replica that may lag.
struct CountLoosely {
  using Reply = std::int64_t;
  static constexpr EffectSpec kEffect{
      .name = "count_loosely", .port = &kPort, .stale_for = Seconds(1)};
  Text name;
  Text Object() const { return name; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
  }
};

struct Put {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "put", .port = &kPort, .mutates = true, .late = LateRule::kAlways};
  Text name;
  std::int64_t by = 1;
  Text Object() const { return name; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("by", self.by, field::kPlain);
  }
};

struct SetBell {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "set_bell", .port = &kPort, .mutates = true};
  DurationMs after = 0;
  DurationMs every = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("after", self.after, field::kPlain);
    visit("every", self.every, field::kPlain);
  }
};

/// What a wrong fake does.
enum class Misdeed { kReadThatWrites, kFailedCheck, kException };
struct Misbehave {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "misbehave", .port = &kPort};
  Misdeed how = Misdeed::kReadThatWrites;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("how", self.how, field::kPlain);
  }
};

class ShelfPort : public PortOf<Count, CountLoosely, Put, SetBell, Misbehave> {};

/// One of "x" is taken away; no excuse for anybody.
inline constexpr Disturbance kMouse{
    .name = "mouse",
    .summary = "a mouse takes one x",
    .possible = [](const World& world) { return CountOf(world, Text("x")) > 0; },
    .happen = [](World& world) { --world.Mutate<Shelf>().items.front().count; }};
/// Everything is gone; whoever gives up then is right.
inline constexpr Disturbance kFire{
    .name = "fire",
    .summary = "the shelf burns down",
    .possible = [](const World& world) { return !world.Get<Shelf>().items.empty(); },
    .happen = [](World& world) { world.Mutate<Shelf>().items.clear(); },
    .transparent = false};
inline constexpr const Disturbance* kDisturbances[] = {&kMouse, &kFire};

struct FakeShelf {
  Result<std::int64_t> On(World& world, const Count& request) const;
  Result<std::int64_t> On(World& world, const CountLoosely& request) const;
  Status On(World& world, const Put& request) const;
  Status On(World& world, const SetBell& request) const;
  Status On(World& world, const Misbehave& request) const;
};

class Bell final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override { return world.Get<Shelf>().rings_at; }
  void Advance(World& world) const override;
};

/// What the body of a process holds.
struct Hands {
  ShelfPort& shelf;
  Runtime& runtime;
  ProcessHandles& process;

  Status PutOne(Text name) { return shelf.Perform(Put{.name = name}); }
  std::int64_t CountOneLoosely(Text name) {
    return shelf.Perform(CountLoosely{.name = name}).value_or(-1);
  }
  std::int64_t CountOne(Text name) { return shelf.Perform(Count{.name = name}).value_or(-1); }
  Status WaitFor(DurationMs duration, StopToken stop = {}) {
    return runtime.Perform(Wait{.duration = duration}, CallOptions{.stop = stop});
  }
};
using Body = std::function<int(Hands&)>;

struct Lab final : Instance {
  FakeShelf fake;
  Bell bell;
  InFlightAgent in_flight;
  ServerLander<ShelfPort, FakeShelf> lander{fake};
  WorldModel model{{&bell, &in_flight}, {&lander}};
  InvariantSet invariants{{}};
};

/// Processes named "p0", "p1", ... At rest whenever nothing is left to happen, unless `system.rest`
/// is changed.
std::unique_ptr<Lab> MakeLab(std::vector<Body> bodies,
                             std::vector<const Invariant*> invariants = {});
std::unique_ptr<Lab> MakeLab(Body body, std::vector<const Invariant*> invariants = {});

struct Ran {
  HistoryResult result;
  Recording recording;

  int Events(std::string_view effect) const;
  /// "p0.put, p0 crash, ...": effects and moments, for readable expectations.
  std::string Line() const;
};
Ran RunLab(const Instance& instance, Decider& decider);
Ran RunLab(const Instance& instance, const std::vector<IndexedFault>& faults = {});
Ran RunLab(const Instance& instance, const FaultPlan& plan);

/// The fault at the `index`-th point of the first incarnation.
IndexedFault At(int index, Outcome outcome, const ErrorKind* error = nullptr, int calls = 1);

}  // namespace relapse::lab

#endif  // TESTS_HARNESS_LAB_H_

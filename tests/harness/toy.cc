#include "tests/harness/toy.h"

#include <algorithm>

#include "harness/world/in_flight.h"
#include "harness/world/server.h"

namespace relapse::toy {

namespace {

inline constexpr const ErrorKind* kErrors[] = {&kTransient, &kTimeout};
inline constexpr PortSpec kPort{.name = "office", .error_kinds = kErrors};

enum class OrderState : std::uint8_t { kNone, kOpen, kConfirmed, kExpired, kClosed };

struct Office {
  static constexpr std::string_view kPartName = "office";
  OrderState order = OrderState::kNone;
  std::int64_t orders = 0;
  TimeMs expires_at = kNoTime;
  bool notice_recorded = false;
  bool sent_properly = true;
  std::int64_t wear = 0;
  std::int64_t notices = 0;
  std::int64_t steps = 0;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("order", self.order, field::kPlain);
    visit("orders", self.orders, field::kPlain);
    visit("expires_at", self.expires_at, field::Age{0});
    visit("notice_recorded", self.notice_recorded, field::kPlain);
    visit("sent_properly", self.sent_properly, field::kPlain);
    visit("wear", self.wear, field::kPlain);
    visit("notices", self.notices, field::kUnread);
    visit("steps", self.steps, field::kPlain);
  }
};

#define TOY_REQUEST(Name, text, reply, is_mutating, late_rule)                    \
  struct Name {                                                                   \
    using Reply = reply;                                                          \
    static constexpr EffectSpec kEffect{                                          \
        .name = text, .port = &kPort, .mutates = is_mutating, .late = late_rule}; \
    Text Object() const { return Text(); }                                        \
    template <class Self, class Visitor>                                          \
    static void VisitFields(Self&, Visitor&&) {}                                  \
  }
TOY_REQUEST(Look, "look", Office, false, LateRule::kAlways);
TOY_REQUEST(Open, "open", Nothing, true, LateRule::kIfServerRefusesDuplicates);
TOY_REQUEST(Confirm, "confirm", Nothing, true, LateRule::kAlways);
TOY_REQUEST(Knock, "knock", Nothing, true, LateRule::kNever);
TOY_REQUEST(SendNotice, "send_notice", Nothing, true, LateRule::kNever);
TOY_REQUEST(RecordNotice, "record_notice", Nothing, true, LateRule::kNever);
TOY_REQUEST(Step, "step", Nothing, true, LateRule::kNever);
TOY_REQUEST(GiveUp, "give_up", Nothing, true, LateRule::kNever);
TOY_REQUEST(Close, "close", Nothing, true, LateRule::kNever);
#undef TOY_REQUEST

class OfficePort
    : public PortOf<Look, Open, Confirm, Knock, SendNotice, RecordNotice, Step, GiveUp, Close> {};

struct FakeOffice {
  Result<Office> On(World& world, const Look&) const { return world.Get<Office>(); }
  Status On(World& world, const Open&) const {
    Office& office = world.Mutate<Office>();
    office.order = OrderState::kOpen;
    ++office.orders;
    office.expires_at = world.now() + 1000;
    return Ok();
  }
  Status On(World& world, const Confirm&) const {
    if (world.Get<Office>().order == OrderState::kConfirmed) return Ok();
    if (world.Get<Office>().order != OrderState::kOpen) return Fail(kConflict, "not open");
    Office& office = world.Mutate<Office>();
    office.order = OrderState::kConfirmed;
    office.expires_at = kNoTime;
    return Ok();
  }
  Status On(World& world, const Knock&) const {
    world.Mutate<Office>().wear += 1;
    return Ok();
  }
  Status On(World& world, const SendNotice&) const {
    ++world.Mutate<Office>().notices;
    return Ok();
  }
  Status On(World& world, const RecordNotice&) const {
    world.Mutate<Office>().notice_recorded = true;
    return Ok();
  }
  Status On(World& world, const Step&) const {
    ++world.Mutate<Office>().steps;
    return Ok();
  }
  Status On(World& world, const GiveUp&) const {
    Office& office = world.Mutate<Office>();
    office.order = OrderState::kClosed;
    office.sent_properly = false;
    return Ok();
  }
  Status On(World& world, const Close&) const {
    world.Mutate<Office>().order = OrderState::kClosed;
    return Ok();
  }
};

class Expiry final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override {
    const Office& office = world.Get<Office>();
    return office.order == OrderState::kOpen ? std::max(office.expires_at, world.now()) : kNoTime;
  }
  void Advance(World& world) const override {
    Office& office = world.Mutate<Office>();
    office.order = OrderState::kExpired;
    office.expires_at = kNoTime;
  }
};

/// The subject. Correct behaviour: an expired order is opened again only after it was given back,
/// which this office does by itself (so the count stays); notices are recorded before they are
/// sent.
class Courier {
 public:
  Courier(OfficePort& office, Runtime& runtime, TaskRunner& runner, const ToyBugs& bugs, int tasks)
      : office_(office), runtime_(runtime), runner_(runner), bugs_(bugs), tasks_(tasks) {}

  int Run() {
    const auto first = office_.Perform(Look{});
    const auto seen = first.ok() ? first : Retry<Look>();
    if (!seen.ok()) return kExitAgain;
    if (seen->order == OrderState::kClosed) return kExitDone;
    if (bugs_.panics_on_recovery && seen->order == OrderState::kOpen) {
      throw std::logic_error("an open order already");
    }
    if (!first.ok() && bugs_.worn_read_gives_up && seen->wear >= 4 &&
        seen->order == OrderState::kConfirmed) {
      return office_.Perform(GiveUp{}).ok() ? kExitDone : kExitAgain;
    }
    // Each start knocks twice; nobody minds unless a bug does.
    (void)office_.Perform(Knock{});
    (void)office_.Perform(Knock{});
    if (!OpenAndConfirm(*seen) || !Notify(*seen)) return kExitAgain;
    RunTasks();
    return Retry<Close>().ok() ? kExitDone : kExitAgain;
  }

 private:
  template <class Request>
  Result<typename Request::Reply> Retry() {
    auto reply = office_.Perform(Request{});
    for (int i = 0; i < 3 && !reply.ok(); ++i) {
      (void)office_.Perform(Knock{});
      reply = office_.Perform(Request{});
    }
    return reply;
  }

  bool OpenAndConfirm(const Office& seen) {
    if (seen.order == OrderState::kConfirmed) return true;
    if (seen.order == OrderState::kNone ||
        (seen.order == OrderState::kExpired && bugs_.expired_is_new)) {
      if (!OpenOnce()) return false;
    } else if (seen.order == OrderState::kExpired) {
      return true;  // an expired order needs no confirmation, only its notice
    }
    return Retry<Confirm>().ok();
  }

  /// A lost answer says nothing: look before opening again.
  bool OpenOnce() {
    for (int i = 0; i < 3; ++i) {
      if (office_.Perform(Open{}).ok()) return true;
      if (bugs_.blind_retry) continue;
      const auto looked = Retry<Look>();
      if (!looked.ok()) return false;
      if (looked->order != OrderState::kNone) return true;
    }
    return false;
  }

  bool Notify(const Office& seen) {
    if (seen.notice_recorded) return true;
    if (bugs_.notice_not_recorded) {
      (void)office_.Perform(SendNotice{});
      return Retry<RecordNotice>().ok();
    }
    // At most once: recorded first, so a crash loses a notice rather than sending two.
    return Retry<RecordNotice>().ok() && (office_.Perform(SendNotice{}).ok() || true);
  }

  void RunTasks() {
    std::vector<std::function<void()>> tasks;
    for (int i = 0; i < tasks_; ++i) {
      tasks.emplace_back([this, i] {
        (void)runtime_.Perform(Wait{100 * (tasks_ - i)});
        (void)Retry<Step>();
      });
    }
    runner_.RunAll(tasks, 2);
  }

  OfficePort& office_;
  Runtime& runtime_;
  TaskRunner& runner_;
  ToyBugs bugs_;
  int tasks_;
};

struct OneOrder final : Invariant {
  OneOrder()
      : Invariant("ONE-ORDER", PropertyForm::kAlways, {.world_changes = true}, "one order") {}
  void Step(const Observation& o, std::uint64_t&, Judge& judge) const override {
    if (o.world.Get<Office>().orders > 1) judge.Violate("two orders were opened");
  }
};
struct OneNotice final : Invariant {
  OneNotice()
      : Invariant("ONE-NOTICE", PropertyForm::kAlways, {.world_changes = true}, "one notice") {}
  void Step(const Observation& o, std::uint64_t& memory, Judge& judge) const override {
    if (o.call == nullptr || o.call->As<SendNotice>() == nullptr || !o.executed) return;
    if (memory != 0) judge.Violate("the notice was sent twice");
    memory = 1;
  }
};
struct SentProperly final : Invariant {
  SentProperly()
      : Invariant("SENT-PROPERLY", PropertyForm::kAlways, {.world_changes = true},
                  "no unsent close") {}
  void Step(const Observation& o, std::uint64_t&, Judge& judge) const override {
    if (!o.world.Get<Office>().sent_properly) judge.Violate("the order was given up");
  }
};
struct RecoveredOpen final : Invariant {
  RecoveredOpen()
      : Invariant("recovered-open-order", PropertyForm::kSometimes, {.lifecycle = true},
                  "a crash while the order is open") {}
  void Step(const Observation& o, std::uint64_t&, Judge& judge) const override {
    if (o.moment == Moment::kCrash && o.world.Get<Office>().order == OrderState::kOpen)
      judge.Reach();
  }
};

struct ToyInstance final : Instance {
  FakeOffice fake;
  Expiry expiry;
  InFlightAgent in_flight;
  ServerLander<OfficePort, FakeOffice> lander{fake};
  WorldModel model{{&expiry, &in_flight}, {&lander}};
  OneOrder one_order;
  OneNotice one_notice;
  SentProperly sent_properly;
  RecoveredOpen recovered_open;
  InvariantSet invariants{{&one_order, &one_notice, &sent_properly, &recovered_open}};
};

}  // namespace

std::unique_ptr<Instance> MakeToy(const ToyBugs& bugs, int tasks) {
  auto toy = std::make_unique<ToyInstance>();
  toy->initial = World(&toy->model);
  toy->initial.Add(Office{});
  toy->initial.Add(InFlightRequests{});
  toy->masked_fields = {"office.wear", "office.notices", "office.expires_at", "office.steps"};
  toy->system.invariants = &toy->invariants;
  toy->system.rest = [](const World& world) {
    return world.Get<Office>().order == OrderState::kClosed ? Rest::kSettled : Rest::kNo;
  };
  toy->system.rest_bound = Minutes(10);
  toy->system.processes.push_back(
      {"courier", [instance = toy.get(), bugs, tasks](ProcessHandles& handles) {
         SimulatedPort<OfficePort, FakeOffice> office(handles.world(), instance->fake);
         Interposed<OfficePort> gated_office(office, handles.gate());
         Interposed<Runtime> gated_runtime(handles.runtime(), handles.gate());
         return Courier(gated_office, gated_runtime, handles.tasks(), bugs, tasks).Run();
       }});
  return toy;
}

namespace {

struct NamedBug {
  const char* id;
  bool ToyBugs::*flag;
  const char* invariant;
};
constexpr NamedBug kBugs[] = {
    {"toy/expired-is-new", &ToyBugs::expired_is_new, "ONE-ORDER"},
    {"toy/worn-read-gives-up", &ToyBugs::worn_read_gives_up, "SENT-PROPERLY"},
    {"toy/notice-not-recorded", &ToyBugs::notice_not_recorded, "ONE-NOTICE"},
    {"toy/blind-retry", &ToyBugs::blind_retry, "ONE-ORDER"},
    {"toy/panics-on-recovery", &ToyBugs::panics_on_recovery, "L-PROC"},
};

}  // namespace

Catalogue MakeToyCatalogue() {
  Catalogue catalogue;
  Scenario scenario;
  scenario.name = "toy/courier";
  scenario.component = "toy/courier";
  scenario.summary = "an order opened, confirmed, notified and closed";
  scenario.default_parameters = {{"tasks", 0}};
  scenario.draw_parameters = [](std::uint64_t seed) { return Json{{"tasks", seed % 4}}; };
  scenario.shrink_parameters = [](const Json& parameters) {
    const int tasks = parameters.at("tasks").get<int>();
    return tasks > 0 ? std::vector<Json>{{{"tasks", tasks - 1}}} : std::vector<Json>{};
  };
  scenario.instantiate = [](const Json& parameters, const DefectIds& defects) {
    ToyBugs bugs;
    for (const NamedBug& bug : kBugs) {
      bugs.*bug.flag = std::find(defects.begin(), defects.end(), bug.id) != defects.end();
    }
    return MakeToy(bugs, parameters.at("tasks").get<int>());
  };
  catalogue.scenarios.push_back(std::move(scenario));
  for (const NamedBug& bug : kBugs) {
    catalogue.defects.push_back({.id = bug.id,
                                 .component = "toy/courier",
                                 .source = "made up",
                                 .summary = bug.id,
                                 .violates = {bug.invariant},
                                 .scenario = "toy/courier",
                                 .faults = bug.flag == &ToyBugs::worn_read_gives_up ? 3 : 2});
  }
  catalogue.effects = {&Look::kEffect,  &Open::kEffect,       &Confirm::kEffect,
                       &Knock::kEffect, &SendNotice::kEffect, &RecordNotice::kEffect,
                       &Step::kEffect,  &GiveUp::kEffect,     &Close::kEffect};
  return catalogue;
}

}  // namespace relapse::toy

#include "tests/harness/lab.h"

#include <algorithm>
#include <stdexcept>

namespace relapse::lab {

std::int64_t CountOf(const World& world, Text name) {
  for (const Item& item : world.Get<Shelf>().items) {
    if (item.name == name) return item.count;
  }
  return 0;
}

Result<std::int64_t> FakeShelf::On(World& world, const Count& request) const {
  return CountOf(world, request.name);
}

Result<std::int64_t> FakeShelf::On(World& world, const CountLoosely& request) const {
  return CountOf(world, request.name);
}

Status FakeShelf::On(World& world, const Put& request) const {
  auto& items = world.Mutate<Shelf>().items;
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const Item& item) { return item.name == request.name; });
  if (found == items.end()) {
    items.push_back({request.name, request.by});
  } else {
    found->count += request.by;
  }
  return Ok();
}

Status FakeShelf::On(World& world, const SetBell& request) const {
  Shelf& shelf = world.Mutate<Shelf>();
  shelf.rings_at = world.now() + request.after;
  shelf.every = request.every;
  return Ok();
}

Status FakeShelf::On(World& world, const Misbehave& request) const {
  switch (request.how) {
    case Misdeed::kReadThatWrites:
      ++world.Mutate<Shelf>().rings;
      return Ok();
    case Misdeed::kFailedCheck:
      RELAPSE_CHECK(false, "the fake is wrong");
      return Ok();
    case Misdeed::kException:
      throw std::out_of_range("the fake looked too far");
  }
  return Ok();
}

void Bell::Advance(World& world) const {
  Shelf& shelf = world.Mutate<Shelf>();
  ++shelf.rings;
  shelf.rings_at = shelf.every > 0 ? world.now() + shelf.every : kNoTime;
}

std::unique_ptr<Lab> MakeLab(std::vector<Body> bodies, std::vector<const Invariant*> invariants) {
  auto lab = std::make_unique<Lab>();
  lab->initial = World(&lab->model);
  lab->initial.Add(Shelf{});
  lab->initial.Add(InFlightRequests{});
  lab->invariants = InvariantSet(std::move(invariants));
  lab->system.invariants = &lab->invariants;
  lab->system.rest = [](const World&) { return Rest::kSettled; };
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    lab->system.processes.push_back(
        {Text("p" + std::to_string(i)),
         [instance = lab.get(), body = std::move(bodies[i])](ProcessHandles& process) {
           SimulatedPort<ShelfPort, FakeShelf> shelf(process.world(), instance->fake);
           Interposed<ShelfPort> gated_shelf(shelf, process.gate());
           Interposed<Runtime> gated_runtime(process.runtime(), process.gate());
           Hands hands{gated_shelf, gated_runtime, process};
           return body(hands);
         }});
  }
  return lab;
}

std::unique_ptr<Lab> MakeLab(Body body, std::vector<const Invariant*> invariants) {
  std::vector<Body> bodies;
  bodies.push_back(std::move(body));
  return MakeLab(std::move(bodies), std::move(invariants));
}

int Ran::Events(std::string_view effect) const {
  return static_cast<int>(
      std::count_if(recording.events.begin(), recording.events.end(),
                    [&](const Event& event) { return event.effect.view() == effect; }));
}

std::string Ran::Line() const {
  std::string line;
  for (const Event& event : recording.events) {
    if (!line.empty()) line += ", ";
    line += event.process.str();
    line += event.kind == EventKind::kEffect ? "." + event.effect.str()
                                             : " " + std::string(EnumName(event.kind));
  }
  return line;
}

Ran RunLab(const Instance& instance, Decider& decider) {
  Ran ran;
  HistoryOptions options{.decider = &decider, .recording = &ran.recording};
  ran.result = RunHistory(instance.system, StartState{.world = instance.initial}, options);
  return ran;
}

Ran RunLab(const Instance& instance, const std::vector<IndexedFault>& faults) {
  IndexDecider decider(faults);
  return RunLab(instance, decider);
}

Ran RunLab(const Instance& instance, const FaultPlan& plan) {
  PlanDecider decider(plan, instance.rules);
  return RunLab(instance, decider);
}

IndexedFault At(int index, Outcome outcome, const ErrorKind* error, int calls) {
  return {.incarnation = 1,
          .index = index,
          .decision = {.outcome = outcome, .error = error},
          .calls = calls};
}

}  // namespace relapse::lab

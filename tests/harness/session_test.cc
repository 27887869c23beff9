// Laws of what an error ends on the other side, on a ledger whose callers keep a session open: it
// holds a lock and what was written but not committed.
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "harness/explore/explorer.h"
#include "tests/harness/lab.h"

namespace relapse {
namespace {

inline constexpr ErrorKind kRolledBack{"rolled_back", true, true, Ends::kTransaction};
inline constexpr const ErrorKind* kErrors[] = {&kTransient, &kTimeout, &kConnectionLost,
                                               &kRolledBack};
inline constexpr PortSpec kPort{.name = "ledger", .error_kinds = kErrors};

struct Ledger {
  static constexpr std::string_view kPartName = "ledger";
  std::int64_t sessions = 0;   ///< opened so far
  std::int64_t locked_by = 0;  ///< a session, or 0
  std::int64_t written = 0;    ///< by it, not committed
  std::int64_t committed = 0;
  bool lost = false;  ///< a session with something written, at some time

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("sessions", self.sessions, field::kPlain);
    visit("locked_by", self.locked_by, field::kPlain);
    visit("written", self.written, field::kPlain);
    visit("committed", self.committed, field::kPlain);
    visit("lost", self.lost, field::kPlain);
  }
};

struct OfSession {
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Me, class Visitor>
  static void VisitFields(Me& me, Visitor&& visit) {
    visit("session", me.session, field::kPlain);
  }
};
struct Connect : OfSession {
  using Reply = std::int64_t;
  static constexpr EffectSpec kEffect{.name = "connect", .port = &kPort, .mutates = true};
};
struct Write : OfSession {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "write", .port = &kPort, .mutates = true};
};
struct Read : OfSession {
  using Reply = std::int64_t;
  static constexpr EffectSpec kEffect{.name = "read", .port = &kPort};
};
struct Commit : OfSession {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "commit", .port = &kPort, .mutates = true};
};
class LedgerPort : public PortOf<Connect, Write, Read, Commit> {};

struct FakeLedger {
  Result<std::int64_t> On(World& world, const Connect&) const {
    return ++world.Mutate<Ledger>().sessions;
  }
  Status On(World& world, const Write& write) const {
    const std::int64_t holder = world.Get<Ledger>().locked_by;
    if (holder != 0 && holder != write.session) return Fail(kConflict, "locked");
    Ledger& ledger = world.Mutate<Ledger>();
    ledger.locked_by = write.session;
    ++ledger.written;
    return Ok();
  }
  Result<std::int64_t> On(World& world, const Read&) const { return world.Get<Ledger>().committed; }
  Status On(World& world, const Commit& commit) const {
    if (world.Get<Ledger>().locked_by != commit.session) return Fail(kConflict, "no transaction");
    Ledger& ledger = world.Mutate<Ledger>();
    ledger.committed += std::exchange(ledger.written, 0);
    ledger.locked_by = 0;
    return Ok();
  }
  template <class Request>
  void Ended(World& world, const Request& request, Ends ends) const {
    if (ends < Ends::kTransaction || world.Get<Ledger>().locked_by != request.session) return;
    Ledger& ledger = world.Mutate<Ledger>();
    ledger.lost = ledger.written > 0;
    ledger.written = 0;
    ledger.locked_by = 0;
  }
};

struct LedgerInstance final : Instance {
  FakeLedger fake;
  InFlightAgent in_flight;
  WorldModel model{{&in_flight}, {}};
  InvariantSet invariants{{}};
};

using Writer = std::function<int(LedgerPort&)>;

std::unique_ptr<LedgerInstance> MakeLedger(Writer writer) {
  auto made = std::make_unique<LedgerInstance>();
  made->initial = World(&made->model);
  made->initial.Add(Ledger{});
  made->initial.Add(InFlightRequests{});
  made->system.invariants = &made->invariants;
  made->system.rest = [](const World&) { return Rest::kSettled; };
  made->masked_fields = {"ledger.*"};
  made->system.processes.push_back(
      {"writer", [instance = made.get(), writer](ProcessHandles& handles) {
         SimulatedPort<LedgerPort, FakeLedger> ledger(handles.world(), instance->fake);
         // Two gates, as a rewriter would stand before the simulation's.
         struct Open final : Gate {
           void Pass(EffectCall& call) override { call.Execute(); }
         } open;
         Interposed<LedgerPort> behind(ledger, open);
         Interposed<LedgerPort> gated(behind, handles.gate());
         return writer(gated);
       }});
  return made;
}

/// Writes twice in one transaction, whatever is answered.
int WritesTwice(LedgerPort& ledger) {
  const std::int64_t session = ledger.Perform(Connect{}).value_or(0);
  (void)ledger.Perform(Write{{session}});
  (void)ledger.Perform(Read{{session}});
  (void)ledger.Perform(Write{{session}});
  (void)ledger.Perform(Commit{{session}});
  return kExitDone;
}

std::int64_t CommittedAfter(int index, Outcome outcome, const ErrorKind& error) {
  const auto made = MakeLedger(WritesTwice);
  const auto ran = lab::RunLab(*made, {lab::At(index, outcome, &error)});
  EXPECT_EQ(ran.result.harness_failure, "");
  return ran.result.end.world.Get<Ledger>().committed;
}

TEST(Ends, ALostSessionTakesWhatItHadNotCommitted) {
  EXPECT_EQ(CommittedAfter(1, Outcome::kErrorAfter, kConnectionLost), 1);   // of two writes
  EXPECT_EQ(CommittedAfter(3, Outcome::kErrorAfter, kConnectionLost), 0);   // both were pending
  EXPECT_EQ(CommittedAfter(3, Outcome::kErrorBefore, kConnectionLost), 0);  // nothing to commit
  EXPECT_EQ(CommittedAfter(4, Outcome::kErrorAfter, kConnectionLost), 2);   // committed already
  EXPECT_EQ(CommittedAfter(4, Outcome::kErrorBefore, kConnectionLost), 0);
}

TEST(Ends, AKindSaysHowMuch) {
  EXPECT_EQ(CommittedAfter(3, Outcome::kErrorAfter, kRolledBack), 0);
  EXPECT_EQ(CommittedAfter(3, Outcome::kErrorAfter, kTimeout), 2);
  EXPECT_EQ(CommittedAfter(3, Outcome::kErrorBefore, kTransient), 1);
}

TEST(Ends, AnErrorAtAReadMayChangeTheWorldThroughThemOnly) {
  EXPECT_EQ(CommittedAfter(2, Outcome::kErrorBefore, kConnectionLost), 1);  // the first is gone
  EXPECT_EQ(CommittedAfter(2, Outcome::kErrorBefore, kTransient), 2);
}

struct StartedAfterALoss final : Invariant {
  StartedAfterALoss()
      : Invariant("after-a-loss", PropertyForm::kAlways, {.lifecycle = true}, "finds the state") {}
  void Step(const Observation& o, std::uint64_t&, Judge& judge) const override {
    if (o.moment == Moment::kStart && o.incarnation > 1 && o.world.Get<Ledger>().lost) {
      judge.Violate("started after a lost session");
    }
  }
};

TEST(Ends, ACrashRightAfterIsAStateOfItsOwn) {
  const StartedAfterALoss invariant;
  const auto made = MakeLedger([](LedgerPort& ledger) {
    const std::int64_t session = ledger.Perform(Connect{}).value_or(0);
    if (ledger.Perform(Write{{session}}).ok()) return kExitDone;
    (void)ledger.Perform(Read{{session}});  // the last effect, and it changes nothing
    return kExitDone;
  });
  made->invariants = InvariantSet({&invariant});
  ExploreOptions options;
  options.basis = Basis::kAll;
  options.real_crash_percent = 100;
  const ExploreResult result = Explorer(*made, options).Exhaust(2);
  EXPECT_EQ(result.harness_failure, "");
  EXPECT_GT(result.figures.real_crashes_checked, 0);
  EXPECT_TRUE(
      std::any_of(result.findings.begin(), result.findings.end(),
                  [](const RawFinding& finding) { return finding.invariant == "after-a-loss"; }));
}

}  // namespace
}  // namespace relapse

// Laws of interposition: every request of a port passes the gate once, gates stack, and a call can
// be read without knowing its type.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/lab.h"

namespace relapse {
namespace {

using lab::Count;
using lab::CountLoosely;
using lab::FakeShelf;
using lab::Misbehave;
using lab::Put;
using lab::SetBell;
using lab::Shelf;
using lab::ShelfPort;

/// The real side of the port, which notes what reached it.
class NotingShelf final : public ShelfPort {
 public:
  using ShelfPort::Perform;
  Result<std::int64_t> Perform(const Count& request, const CallOptions& options) override {
    Note(request.name.str(), options);
    return 5;
  }
  Result<std::int64_t> Perform(const CountLoosely& request, const CallOptions& options) override {
    Note("about " + request.name.str(), options);
    return 4;
  }
  Status Perform(const Put& request, const CallOptions& options) override {
    Note(request.name.str() + "+" + std::to_string(request.by), options);
    return Ok();
  }
  Status Perform(const SetBell&, const CallOptions& options) override {
    Note("bell", options);
    return Fail(kConflict, "no bell", 409);
  }
  Status Perform(const Misbehave&, const CallOptions& options) override {
    Note("misbehave", options);
    return Ok();
  }

  std::vector<std::string> reached;
  DurationMs timeout = -1;
  bool stop_requested = false;

 private:
  void Note(const std::string& what, const CallOptions& options) {
    reached.push_back(what);
    timeout = options.timeout;
    stop_requested = options.stop.requested();
  }
};

class NotingGate : public Gate {
 public:
  explicit NotingGate(std::string name = "gate") : name_(std::move(name)) {}
  void Pass(EffectCall& call) override {
    passed.push_back(name_ + ":" + std::string(call.spec().name) + " " + call.object().str());
    call.Execute();
  }
  std::vector<std::string> passed;

 private:
  std::string name_;
};

TEST(Interposed, EveryRequestPassesTheGateOnceAndReachesThePortOnce) {
  NotingShelf inner;
  NotingGate gate;
  Interposed<ShelfPort> port(inner, gate);
  ShelfPort& seen_by_the_component = port;
  EXPECT_EQ(seen_by_the_component.Perform(Count{"a"}).value(), 5);
  EXPECT_TRUE(seen_by_the_component.Perform(Put{"b", 2}).ok());
  EXPECT_TRUE(seen_by_the_component.Perform(SetBell{}).error().Is(kConflict));
  EXPECT_TRUE(seen_by_the_component.Perform(Misbehave{}).ok());
  EXPECT_THAT(gate.passed, ::testing::ElementsAre("gate:count a", "gate:put b", "gate:set_bell ",
                                                  "gate:misbehave "));
  EXPECT_THAT(inner.reached, ::testing::ElementsAre("a", "b+2", "bell", "misbehave"));
}

TEST(Interposed, OptionsReachThePort) {
  NotingShelf inner;
  NotingGate gate;
  Interposed<ShelfPort> port(inner, gate);
  const std::atomic<bool> stop = true;
  (void)port.Perform(Count{"a"}, CallOptions{.timeout = 300, .stop = StopToken(&stop)});
  EXPECT_EQ(inner.timeout, 300);
  EXPECT_TRUE(inner.stop_requested);
  (void)port.Perform(Count{"a"});
  EXPECT_EQ(inner.timeout, 0);
  EXPECT_FALSE(inner.stop_requested);
}

/// A gate made of one lambda.
template <class Action>
class GateOf final : public Gate {
 public:
  explicit GateOf(Action action) : action_(std::move(action)) {}
  void Pass(EffectCall& call) override { action_(call); }

 private:
  Action action_;
};

TEST(Interposed, AnAnsweredErrorNeverReachesThePort) {
  NotingShelf inner;
  GateOf gate([](EffectCall& call) {
    call.AnswerError(Error{&kTimeout, "no answer", 3, true});
    EXPECT_EQ(call.error()->kind, &kTimeout);
  });
  Interposed<ShelfPort> port(inner, gate);
  const auto failed = port.Perform(Count{"a"});
  ASSERT_FALSE(failed.ok());
  EXPECT_TRUE(failed.error().Is(kTimeout));
  EXPECT_EQ(failed.error().message, Text("no answer"));
  EXPECT_EQ(failed.error().number, 3);
  EXPECT_TRUE(failed.error().injected);
  EXPECT_THAT(inner.reached, ::testing::IsEmpty());
}

TEST(Interposed, AnErrorAfterReplacesTheAnswerAndNotTheEffect) {
  NotingShelf inner;
  GateOf gate([](EffectCall& call) {
    call.Execute();
    EXPECT_EQ(call.error(), nullptr);
    call.AnswerError(Error{&kTimeout, {}, 0, true});
  });
  Interposed<ShelfPort> port(inner, gate);
  EXPECT_FALSE(port.Perform(Put{"a"}).ok());
  EXPECT_THAT(inner.reached, ::testing::ElementsAre("a+1"));
}

TEST(Interposed, TheDefaultAnswerIsAnEmptyReply) {
  NotingShelf inner;
  GateOf gate([](EffectCall& call) { call.AnswerDefault(); });
  Interposed<ShelfPort> port(inner, gate);
  EXPECT_EQ(port.Perform(Count{"a"}).value(), 0);
  EXPECT_TRUE(port.Perform(SetBell{}).ok());
  EXPECT_THAT(inner.reached, ::testing::IsEmpty());
}

TEST(Interposed, ACallThatNobodyAnswersFails) {
  NotingShelf inner;
  GateOf gate([](EffectCall&) {});
  Interposed<ShelfPort> port(inner, gate);
  EXPECT_FALSE(port.Perform(Put{"a"}).ok());
}

TEST(Interposed, GatesStackAndARewriterHidesTheCallFromThoseBehindIt) {
  NotingShelf inner;
  NotingGate near("near");
  Interposed<ShelfPort> gated(inner, near);
  GateOf dropping([](EffectCall& call) {
    if (call.As<Put>() != nullptr && call.object() == Text("dropped")) return call.AnswerDefault();
    call.Execute();
  });
  Interposed<ShelfPort> rewritten(gated, dropping);
  NotingGate far("far");
  Interposed<ShelfPort> port(rewritten, far);
  EXPECT_TRUE(port.Perform(Put{"kept"}).ok());
  EXPECT_TRUE(port.Perform(Put{"dropped"}).ok());
  EXPECT_THAT(far.passed, ::testing::ElementsAre("far:put kept", "far:put dropped"));
  EXPECT_THAT(near.passed, ::testing::ElementsAre("near:put kept"));
  EXPECT_THAT(inner.reached, ::testing::ElementsAre("kept+1"));
}

TEST(EffectCall, IsReadByItsOwnTypeOnly) {
  NotingShelf inner;
  GateOf gate([](EffectCall& call) {
    call.Execute();
    EXPECT_EQ(call.As<Put>(), nullptr);
    EXPECT_EQ(call.ReplyOf<Put>(), nullptr);
    ASSERT_NE(call.As<Count>(), nullptr);
    EXPECT_EQ(call.As<Count>()->name, Text("a"));
    ASSERT_NE(call.ReplyOf<Count>(), nullptr);
    EXPECT_EQ(*call.ReplyOf<Count>(), 5);
    call.AnswerError(Error{});
    EXPECT_EQ(call.ReplyOf<Count>(), nullptr);
  });
  Interposed<ShelfPort> port(inner, gate);
  (void)port.Perform(Count{"a"});
}

struct Seen {
  std::uint64_t request_hash = 0;
  std::uint64_t reply_hash = 0;
  std::string request;
  std::string reply;
  std::shared_ptr<const void> copy;
};
template <class Request>
Seen See(const Request& request) {
  Seen seen;
  NotingShelf inner;
  GateOf gate([&](EffectCall& call) {
    call.Execute();
    seen = {call.RequestHash(), call.ReplyHash(), JsonLine(call.RequestJson()),
            JsonLine(call.ReplyJson()), call.CopyRequest()};
  });
  Interposed<ShelfPort> port(inner, gate);
  (void)port.Perform(request);
  return seen;
}

TEST(EffectCall, HashesSayTheContentOfRequestsRepliesAndErrors) {
  EXPECT_EQ(See(Put{"a", 1}).request_hash, See(Put{"a", 1}).request_hash);
  EXPECT_NE(See(Put{"a", 1}).request_hash, See(Put{"a", 2}).request_hash);
  EXPECT_NE(See(Put{"a", 1}).request_hash, See(Put{"b", 1}).request_hash);
  EXPECT_NE(See(Put{"a", 1}).reply_hash, See(SetBell{}).reply_hash);
}

TEST(EffectCall, JsonShowsRequestReplyAndError) {
  EXPECT_EQ(See(Put{"a", 1}).request, R"({"name":"a","by":1})");
  EXPECT_EQ(See(Count{"a"}).reply, "5");
  EXPECT_EQ(See(SetBell{}).reply, R"({"error":"conflict","message":"no bell","number":409})");
}

TEST(EffectCall, ACopiedRequestOutlivesTheCall) {
  const Seen seen = See(Put{"kept", 3});
  const auto* copy = static_cast<const Put*>(seen.copy.get());
  EXPECT_EQ(copy->name, Text("kept"));
  EXPECT_EQ(copy->by, 3);
}

TEST(SimulatedPort, AnswersOnTheWorldItWasGiven) {
  World world;
  world.Add(Shelf{});
  const FakeShelf fake;
  SimulatedPort<ShelfPort, FakeShelf> port(world, fake);
  EXPECT_TRUE(port.Perform(Put{"a", 4}).ok());
  EXPECT_EQ(port.Perform(Count{"a"}).value(), 4);
  EXPECT_EQ(lab::CountOf(world, "a"), 4);
}

TEST(ServerLander, LandsItsOwnRequestsOnly) {
  World world;
  world.Add(Shelf{});
  const FakeShelf fake;
  const ServerLander<ShelfPort, FakeShelf> lander(fake);
  const Put put{"late", 2};
  EXPECT_TRUE(lander.Land(world, &Put::kEffect, &put));
  EXPECT_EQ(lab::CountOf(world, "late"), 2);
  const Wait wait{};
  EXPECT_FALSE(lander.Land(world, &Wait::kEffect, &wait));
}

}  // namespace
}  // namespace relapse

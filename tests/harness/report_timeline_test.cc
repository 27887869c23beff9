// The timeline, from recordings made by hand.
#include "harness/report/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace relapse {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A recording with one process; `changes` gives each event another world.
class Script {
 public:
  Script() { Moment(EventKind::kStart); }

  Script& Effect(const char* name, const char* object, Json reply, bool changes = false) {
    Event event = Blank(EventKind::kEffect);
    event.effect = name;
    event.object = object;
    event.reply = std::move(reply);
    event.executed = true;
    if (changes) ++hash_;
    event.world_hash = hash_;
    recording.events.push_back(event);
    return *this;
  }
  Script& Fault(Outcome outcome) {
    Event& event = recording.events.back();
    event.outcome = outcome;
    if (IsCrash(outcome)) event.reply = nullptr;
    event.executed = outcome != Outcome::kCrashBefore && outcome != Outcome::kErrorBefore;
    if (IsCrash(outcome)) Moment(EventKind::kCrash);
    return *this;
  }
  Script& Wait(DurationMs duration) {
    now_ += duration;
    Effect("wait", "", Json::object());
    recording.events.back().request = {{"duration", duration}};
    return *this;
  }
  Script& Later(DurationMs duration) {
    now_ += duration;
    return *this;
  }
  Script& Moment(EventKind kind, const char* note = "") {
    Event event = Blank(kind);
    event.note = note;
    recording.events.push_back(event);
    return *this;
  }
  int last() const { return static_cast<int>(recording.events.size()) - 1; }

  Recording recording;

 private:
  Event Blank(EventKind kind) const {
    Event event;
    event.kind = kind;
    event.at = now_;
    event.process = "worker";
    event.world_hash = hash_;
    return event;
  }
  DurationMs now_ = 0;
  std::uint64_t hash_ = 1;
};

TEST(Timeline, AnEffectIsOneLineWhateverItAnswers) {
  Script script;
  script.Effect("show", "t", {{"value", "CREATE TABLE t (\n  id int\n)"}}, true)
      .Effect("run", "ALTER TABLE t\n", {{"value", "1"}}, true);
  EXPECT_EQ(TimelineText(script.recording, {}),
            R"(       time  process  effect                    outcome
    0.000 s  worker   show t                    CREATE TABLE t ( id int )
    0.000 s  worker   run ALTER TABLE t         1
)");
}

TEST(Timeline, MarksFaultsRestartsAndTheBrokenInvariant) {
  Script script;
  script.Later(2500)
      .Effect("create_deploy_request", "branch-1", {{"number", 1}, {"state", "pending"}}, true)
      .Effect("deploy", "#1", {}, true)
      .Fault(Outcome::kCrashAfter)
      .Later(9500)
      .Moment(EventKind::kStart)
      .Effect("get_deploy_request", "#1", {{"error", "transient"}})
      .Fault(Outcome::kErrorBefore)
      .Effect("create_deploy_request", "branch-2", {{"number", 2}, {"state", "pending"}}, true);
  EXPECT_EQ(TimelineText(script.recording, {.broken_step = script.last(), .invariant = "S-ONE-DR"}),
            R"(       time  process  effect                          outcome
    2.500 s  worker   create_deploy_request branch-1  #1 pending
    2.500 s  worker   deploy #1                       (answer not heard)  ✗ crash after
             ── worker is down for 9.5 s and starts again ──
   12.000 s  worker   get_deploy_request #1           transient           ✗ error before
   12.000 s  worker   create_deploy_request branch-2  #2 pending          ◀ S-ONE-DR
)");
}

TEST(Timeline, FoldsPolling) {
  Script script;
  for (int i = 0; i < 15; ++i) script.Effect("get", "#1", {{"state", "in_progress"}});
  script.Effect("get", "#1", {{"state", "complete"}});
  for (int i = 0; i < 4; ++i) script.Effect("read", "", Json::array()).Wait(Seconds(5));
  script.Moment(EventKind::kExit, "0").Moment(EventKind::kRest, "settled");
  EXPECT_EQ(TimelineText(script.recording, {}),
            R"(       time  process  effect                    outcome
    0.000 s  worker   get #1                    in_progress
             worker   … 14 x get #1             in_progress
    0.000 s  worker   get #1                    complete
    0.000 s  worker   read                      [0]
    5.000 s  worker   wait 5 s                  ok
             worker   … 3 x (read, wait 5 s)    [0]
             ── worker returns ──
             ── at rest: settled ──
)");
}

TEST(Timeline, AFaultIsNeverFoldedAway) {
  Script script;
  for (int i = 0; i < 4; ++i) script.Effect("get", "#1", {{"state", "open"}});
  script.Effect("get", "#1", {{"state", "open"}}).Fault(Outcome::kCancel);
  for (int i = 0; i < 4; ++i) script.Effect("get", "#1", {{"state", "open"}});
  const std::string text = TimelineText(script.recording, {});
  EXPECT_THAT(text, HasSubstr("… 3 x get #1"));
  EXPECT_THAT(text, HasSubstr("✗ cancel"));
}

TEST(Timeline, ShortFormLeavesOutWhatChangesNothing) {
  Script script;
  for (int i = 0; i < 20; ++i) {
    script.Effect(("early" + std::to_string(i)).c_str(), "", Json::object(), true);
  }
  script.Effect("deploy", "#1", {}, true).Fault(Outcome::kCrashAfter).Moment(EventKind::kStart);
  for (int i = 0; i < 12; ++i)
    script.Effect(("look" + std::to_string(i)).c_str(), "", Json::object());
  script.Effect("create", "b", {{"number", 2}}, true);
  const std::string text = TimelineText(
      script.recording, {.broken_step = script.last(), .invariant = "ONE", .whole = false});
  EXPECT_THAT(text, HasSubstr("… 12 effects before"));
  EXPECT_THAT(text, HasSubstr("… 9 effects that change nothing"));
  EXPECT_THAT(text, Not(HasSubstr("early11 ")));
  EXPECT_THAT(text, HasSubstr("early12 "));
  EXPECT_THAT(text, HasSubstr("look11 "));
  EXPECT_THAT(text, HasSubstr("#2"));
}

TEST(Timeline, MomentsThatBreakSomethingAreShown) {
  Script timer;
  timer.Effect("get", "", {}).Moment(EventKind::kTimer);
  EXPECT_THAT(TimelineText(timer.recording, {.broken_step = timer.last(), .invariant = "X"}),
              HasSubstr("(world)  acts by itself            "));
  Script quiet_timer;
  quiet_timer.Effect("get", "", {}).Moment(EventKind::kTimer);
  EXPECT_THAT(TimelineText(quiet_timer.recording, {}), Not(HasSubstr("acts by itself")));
  Script panic;
  panic.Effect("get", "", {}).Moment(EventKind::kPanic, "bad_alloc");
  EXPECT_THAT(TimelineText(panic.recording, {.broken_step = panic.last(), .invariant = "L-PROC"}),
              HasSubstr("── worker dies by itself: bad_alloc ──  ◀ L-PROC"));
  Script first_start;
  EXPECT_THAT(TimelineText(first_start.recording, {.broken_step = 0, .invariant = "X"}),
              HasSubstr("── worker starts ──  ◀ X"));
}

TEST(Timeline, AnEmptyRecordingIsNoText) { EXPECT_EQ(TimelineText({}, {}), ""); }

TEST(Timeline, ColoursOnlyWhenAsked) {
  Script script;
  script.Effect("deploy", "#1", {}).Fault(Outcome::kCrashBefore);
  EXPECT_THAT(TimelineText(script.recording, {}), HasSubstr("(not sent)"));
  EXPECT_THAT(TimelineText(script.recording, {}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(TimelineText(script.recording, {.colour = true}),
              HasSubstr("\x1b[31;1m✗ crash before"));
}

}  // namespace
}  // namespace relapse

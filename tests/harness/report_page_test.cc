// The page of --html, from reports made by hand: what it shows, what it marks, what it never lets
// through.
#include "harness/report/page/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/report/page/markup.h"

namespace relapse {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kHostile = "</script><script>alert(1)</script><img src=x onerror=\"a()\">'&";

Event EffectEvent(const char* process, const char* effect, DurationMs at) {
  Event event;
  event.kind = EventKind::kEffect;
  event.at = at;
  event.process = process;
  event.effect = effect;
  event.reply = Json::object();
  event.executed = true;
  return event;
}

Event MomentEvent(EventKind kind, const char* process, DurationMs at, const char* note = "") {
  Event event;
  event.kind = kind;
  event.at = at;
  event.process = process;
  event.note = note;
  return event;
}

Json WorldOf(int number, const char* state) {
  return {{"now", 5},
          {"shop", {{"orders", number}, {"name", "x"}}},
          {"mill", {{"state", state}}},
          {"quiet", Json::object()}};
}

/// One process that dies at its second effect, comes back after the mill moved, and breaks ONE.
Recording Story() {
  Recording recording;
  recording.keep_worlds = true;
  const auto add = [&](Event event, Json world) {
    recording.events.push_back(std::move(event));
    recording.worlds.push_back(std::move(world));
  };
  add(MomentEvent(EventKind::kStart, "worker", 0), WorldOf(0, "idle"));
  add(EffectEvent("worker", "look", 0), WorldOf(0, "idle"));
  Event order = EffectEvent("worker", "order", 10);
  order.outcome = Outcome::kCrashAfter;
  order.reply = nullptr;
  add(order, WorldOf(1, "idle"));
  add(MomentEvent(EventKind::kCrash, "worker", 10), WorldOf(1, "idle"));
  add(MomentEvent(EventKind::kTimer, "", 500), WorldOf(1, "ground"));
  add(MomentEvent(EventKind::kStart, "worker", 600), WorldOf(1, "ground"));
  add(EffectEvent("worker", "order", 610), WorldOf(2, "ground"));
  return recording;
}

HtmlReport ReportWith(Swimlanes timeline) {
  HtmlExploration exploration{.scenario = "shop/order",
                              .strategy = "every plan of at most 1 fault",
                              .repeat = "relapse exhaust shop/order",
                              .verdict = {"VIOLATED", Tone::kBad},
                              .words = "1 signature"};
  exploration.figures = {{"histories", "27"}};
  exploration.properties = {{"ONE", "always", "one order", {"violated", Tone::kBad}},
                            {"pigs-fly", "sometimes", "", {"never reached", Tone::kDoubt}}};
  exploration.grid.outcomes = {"happens"};
  exploration.grid.rows = {
      {"order", {{HtmlCell::Kind::kCount, 1234, ""}, {HtmlCell::Kind::kMissing, 0, "why not"}}}};
  exploration.findings.push_back(HtmlFinding{.signature = "ONE | order | crash_after order",
                                             .invariant = "ONE",
                                             .message = "two orders",
                                             .plan = {"crash_after order"},
                                             .necessity = "the fault is necessary",
                                             .replay = "relapse replay out/ONE.json",
                                             .timeline = std::move(timeline)});
  HtmlReport report{.title = "relapse exhaust shop/order",
                    .repeat = "relapse exhaust shop/order --faults 1",
                    .verdict = {"VIOLATED", Tone::kBad},
                    .words = "1 signature"};
  report.explorations.push_back(std::move(exploration));
  return report;
}

TEST(JsonDifference, NamesChangedLeavesOnly) {
  const Json before = {{"a", {{"b", 1}, {"c", "x"}}}, {"list", {1, 2}}, {"gone", true}};
  const Json after = {
      {"a", {{"b", 2}, {"c", "x"}}}, {"list", {1, 3, {{"n", 4}}}}, {"new", nullptr}};
  std::vector<std::string> lines;
  for (const JsonChange& change : JsonDifference(before, after)) {
    lines.push_back(change.path + ": " + change.before.value_or("(none)") + " -> " +
                    change.after.value_or("(none)"));
  }
  EXPECT_THAT(lines, ElementsAre("a.b: 1 -> 2", "list.1: 2 -> 3", "list.2: (none) -> {\"n\":4}",
                                 "new: (none) -> null", "gone: true -> (none)"));
  EXPECT_TRUE(JsonDifference(after, after).empty());
}

TEST(Swimlanes, LanesAreProcessesAndThePartsThatChange) {
  const Swimlanes lanes = SwimlanesOf(Story(), WorldOf(0, "idle"), 6, "ONE");
  ASSERT_EQ(lanes.lanes.size(), 3u);
  EXPECT_EQ(lanes.lanes[0].name, "worker");
  EXPECT_TRUE(lanes.lanes[0].is_process);
  EXPECT_EQ(lanes.lanes[1].name, "shop");
  EXPECT_EQ(lanes.lanes[2].name, "mill");
  EXPECT_THAT(lanes.still, ElementsAre("quiet"));
}

TEST(Swimlanes, RowsSayWhatChangedWhoIsDownAndWhatBroke) {
  const Swimlanes lanes = SwimlanesOf(Story(), WorldOf(0, "idle"), 6, "ONE");
  ASSERT_EQ(lanes.rows.size(), 5u) << "look, order, the mill, the start, order";
  EXPECT_TRUE(lanes.rows[0].quiet());
  const LaneRow& crash = lanes.rows[1];
  EXPECT_TRUE(crash.crashed);
  EXPECT_THAT(crash.changed, ElementsAre(1));
  ASSERT_EQ(crash.changes.size(), 1u);
  EXPECT_EQ(crash.changes[0].path, "shop.orders");
  const LaneRow& mill = lanes.rows[2];
  EXPECT_EQ(mill.process, -1);
  EXPECT_THAT(mill.changed, ElementsAre(2));
  EXPECT_THAT(mill.down, ElementsAre(0)) << "the worker is dead meanwhile";
  EXPECT_TRUE(lanes.rows[3].down.empty());
  EXPECT_EQ(lanes.rows[4].line.broken, "ONE");
}

TEST(Swimlanes, WithoutWorldsThereAreProcessesOnly) {
  Recording recording = Story();
  recording.worlds.clear();
  const Swimlanes lanes = SwimlanesOf(recording, WorldOf(0, "idle"), 6, "ONE");
  EXPECT_EQ(lanes.lanes.size(), 1u);
  EXPECT_EQ(lanes.rows.size(), 5u);
}

TEST(Page, ShowsEverySection) {
  const std::string page = PageText(ReportWith(SwimlanesOf(Story(), WorldOf(0, "idle"), 6, "ONE")));
  EXPECT_THAT(page, ::testing::StartsWith("<!DOCTYPE html>"));
  for (const char* part :
       {"relapse exhaust shop/order --faults 1", "two orders", "crash_after order",
        "the fault is necessary", "relapse replay out/ONE.json", "ONE | order | crash_after order",
        "<span class=\"badge bad\">violated</span>",
        "<span class=\"badge doubt\">never reached</span>", "<td class=\"h4\">1,234</td>",
        "<td class=\"missing\" title=\"why not\">0</td>", "◀ ONE", "✗ crash after",
        "mill acts by itself", "worker is down for 590 ms and starts again", "class=\"dn c0\"",
        "<th>shop.orders</th><td>0</td><td>1</td>", "unchanged throughout: quiet"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
}

TEST(Page, IsTheSameTwice) {
  const auto page = [] {
    return PageText(ReportWith(SwimlanesOf(Story(), WorldOf(0, "idle"), 6, "ONE")));
  };
  EXPECT_EQ(page(), page());
}

TEST(Page, NeedsNothingFromOutside) {
  const std::string page = PageText(ReportWith(SwimlanesOf(Story(), WorldOf(0, "idle"), 6, "ONE")));
  for (const char* outside : {"http:", "https:", "src=", "<link", "@import", "url("}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(Page, HostileTextsStayTexts) {
  Recording recording = Story();
  recording.events[1].effect = kHostile;
  recording.events[1].object = kHostile;
  recording.events[1].request = {{kHostile, kHostile}};
  recording.events[2].process = kHostile;
  recording.worlds[2]["shop"][kHostile] = kHostile;
  recording.worlds[4][kHostile] = kHostile;
  HtmlReport report = ReportWith(SwimlanesOf(recording, WorldOf(0, "idle"), 6, kHostile));
  report.title = report.repeat = report.words = report.verdict.words = kHostile;
  report.bank_words = kHostile;
  report.bank = {{kHostile,
                  kHostile,
                  kHostile,
                  {kHostile, Tone::kBad},
                  kHostile,
                  kHostile,
                  kHostile,
                  kHostile,
                  kHostile}};
  HtmlExploration& one = report.explorations[0];
  one.scenario = one.strategy = one.repeat = one.words = one.parameters = kHostile;
  one.defects = one.doubts = {kHostile};
  one.figures = {{kHostile, kHostile}};
  one.properties = {{kHostile, kHostile, kHostile, {kHostile, Tone::kGood}}};
  one.grid.outcomes = {kHostile};
  one.grid.rows = {{kHostile, {{HtmlCell::Kind::kBeyond, 0, kHostile}, {}}}};
  HtmlFinding& finding = one.findings[0];
  finding.signature = finding.invariant = finding.message = finding.how_found = kHostile;
  finding.necessity = finding.replay = kHostile;
  finding.plan = {kHostile};
  report.explorations.push_back(one);
  const std::string page = PageText(report);
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;&lt;script&gt;alert(1)"));
  EXPECT_EQ(page.find("</script>"), page.rfind("</script>")) << "one script, this page's own";
  EXPECT_THAT(page, Not(HasSubstr("title=\"</")));
}

TEST(Page, AttributesKeepTheirQuotes) {
  EXPECT_EQ(internal::Attribute("a\"b'c<d>&"), "\"a&quot;b&#39;c&lt;d&gt;&amp;\"");
}

TEST(Page, BytesThatAreNoTextAreReplaced) {
  EXPECT_EQ(internal::Escaped("a\x01\xFFz\xC3\xA9\xED\xA0\x80"),
            "a\xEF\xBF\xBD\xEF\xBF\xBDz\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(internal::Escaped(std::string_view("\0", 1)), "\xEF\xBF\xBD");
}

TEST(Page, AThousandEventsStayBelowAMegabyte) {
  Recording recording;
  recording.keep_worlds = true;
  Json world = WorldOf(0, "idle");
  recording.events.push_back(MomentEvent(EventKind::kStart, "worker", 0));
  recording.worlds.push_back(world);
  const std::string long_text(4000, '"');
  for (int i = 0; i < 1000; ++i) {
    Event event = EffectEvent("worker", "order", i);
    event.request = {{"text", long_text}};
    event.reply = {{"text", long_text}};
    recording.events.push_back(event);
    world["shop"]["orders"] = i + 1;
    for (int j = 0; j < 4; ++j)
      world["shop"]["field" + std::to_string(j)] = long_text + std::to_string(i);
    recording.worlds.push_back(world);
  }
  const std::string page = PageText(ReportWith(SwimlanesOf(recording, WorldOf(0, "idle"), -1, "")));
  EXPECT_LT(page.size(), 1'000'000u);
  EXPECT_THAT(page, HasSubstr("999"));
}

TEST(Page, LongQuietStretchesAreFolded) {
  Recording recording;
  recording.keep_worlds = true;
  recording.events.push_back(MomentEvent(EventKind::kStart, "worker", 0));
  for (int i = 0; i < 12; ++i) recording.events.push_back(EffectEvent("worker", "look", i * 1000));
  recording.worlds.assign(recording.events.size(), WorldOf(0, "idle"));
  const std::string page = PageText(ReportWith(SwimlanesOf(recording, WorldOf(0, "idle"), -1, "")));
  EXPECT_THAT(page, HasSubstr("12 effects that change nothing, until 11.000 s"));
}

TEST(Page, SeveralExplorationsHaveAnOverview) {
  HtmlReport report = ReportWith({});
  report.explorations.push_back(report.explorations[0]);
  report.explorations[1].scenario = "shop/other";
  const std::string page = PageText(report);
  EXPECT_THAT(page, HasSubstr("<a href=\"#e2\">shop/other</a>"));
  EXPECT_THAT(page, HasSubstr("id=\"e2\""));
}

}  // namespace
}  // namespace relapse

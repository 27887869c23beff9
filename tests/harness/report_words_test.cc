// Words, tables and abbreviations: what every report is made of.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/report/abbreviate.h"
#include "harness/report/necessity.h"
#include "harness/report/progress.h"
#include "harness/report/summary.h"
#include "harness/report/table.h"
#include "harness/report/words.h"

namespace relapse {
namespace {

TEST(Words, NumbersAreGroupedAndCounted) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(-1234567), "-1,234,567");
  EXPECT_EQ(Counted(1, "history"), "1 history");
  EXPECT_EQ(Counted(2, "history"), "2 histories");
  EXPECT_EQ(Counted(0, "fault"), "0 faults");
  EXPECT_EQ(Ordinal(2), "second");
  EXPECT_EQ(Ordinal(12), "12th");
  EXPECT_EQ(Listed({}), "");
  EXPECT_EQ(Listed({"a", "b", "c"}), "a, b and c");
}

TEST(Words, TimesSayTheirUnit) {
  EXPECT_EQ(RealTime(0.00312), "3.1 ms");
  EXPECT_EQ(RealTime(6.1), "6.1 s");
  EXPECT_EQ(RealTime(125), "2 min 5 s");
  EXPECT_EQ(VirtualTime(2500), "2.500 s");
  EXPECT_EQ(VirtualTime(Hours(1) + 62'003), "1:01:02.003");
  EXPECT_EQ(VirtualDuration(41'000), "41 s");
  EXPECT_EQ(VirtualDuration(2500), "2.5 s");
  EXPECT_EQ(VirtualDuration(400), "400 ms");
  EXPECT_EQ(VirtualDuration(Minutes(10)), "10 min");
  EXPECT_EQ(VirtualDuration(0), "0 s");
}

RC_GTEST_PROP(Words, TextFitsItsColumn, (const std::string& text)) {
  const std::size_t width = *rc::gen::inRange<std::size_t>(1, 30);
  RC_ASSERT(DisplayWidth(Shortened("✗" + text, width)) <= width);
  RC_ASSERT(DisplayWidth(PadRight(text, width)) >= width);
}

TEST(Words, LongLinesBreakAtSpaces) {
  EXPECT_EQ(Wrapped("at the default parameters: one, two", 20, 2),
            "at the default\n  parameters: one,\n  two");
}

TEST(Words, PaintIsNothingWithoutATerminal) {
  EXPECT_EQ(Paint(false).Red("x"), "x");
  EXPECT_EQ(Paint(true).Red("x"), "\x1b[31;1mx\x1b[0m");
}

TEST(Words, ParametersAreReadable) {
  EXPECT_EQ(ParameterText({{"keyspaces", 1}, {"kind", "mixed"}, {"history", {"a"}}, {"name", ""}}),
            "keyspaces 1, kind mixed, history [\"a\"], name \"\"");
  EXPECT_EQ(ParameterText(Json::object()), "none");
}

TEST(Table, ColumnsAlignAndEndWithoutBlanks) {
  Table table(
      std::vector<Table::Column>{{.title = "defect"}, {.title = "histories", .right = true}, {}});
  table.Add({"a/long-name", "7", "x"});
  table.Add({"b", "1,234"});
  EXPECT_EQ(table.Text(),
            "  defect       histories\n"
            "  a/long-name          7  x\n"
            "  b                1,234\n");
}

TEST(Abbreviate, RepliesKeepWhatMatters) {
  EXPECT_EQ(AbbreviateReply(Json::object(), ""), "ok");
  EXPECT_EQ(AbbreviateReply(nullptr, ""), "");
  EXPECT_EQ(AbbreviateReply(Json::array({1, 2, 3}), ""), "[3]");
  EXPECT_EQ(AbbreviateReply(42, ""), "42");
  EXPECT_EQ(
      AbbreviateReply(
          {{"id", "x7"}, {"number", 1}, {"state", "open"}, {"deployment_state", "pending"}}, ""),
      "#1 open, pending");
  EXPECT_EQ(
      AbbreviateReply({{"number", 1}, {"deployment_state", "ready"}}, "get_deploy_request #1"),
      "ready");
  EXPECT_EQ(AbbreviateReply({{"name", "app"}, {"ready", false}, {"created_at", 5}}, ""),
            "not ready, app");
  EXPECT_EQ(AbbreviateReply({{"rows", {1, 2}}}, ""), "rows [2]");
  EXPECT_EQ(AbbreviateReply({{"apply", {{"status", "running"}}}}, ""), "running");
  EXPECT_EQ(AbbreviateReply({{"due", kNoTime}, {"count", 0}, {"flag", false}, {"text", ""}}, ""),
            "ok");
}

TEST(Abbreviate, ErrorsAreTheirKindNumberAndMessage) {
  EXPECT_EQ(AbbreviateReply({{"error", "transient"}, {"message", "transient"}}, ""), "transient");
  EXPECT_EQ(
      AbbreviateReply({{"error", "sql"}, {"message", "duplicate column"}, {"number", 1060}}, ""),
      "sql 1060: duplicate column");
}

TEST(Abbreviate, RequestsSayOnlyWhatTheObjectDoesNot) {
  EXPECT_EQ(AbbreviateRequest({{"apply_id", "apply-1"}, {"metadata", {{"deploy_request_id", 1}}}},
                              "save apply-1"),
            "{deploy_request_id 1}");
  EXPECT_EQ(AbbreviateRequest({{"branch", "main"}}, "get_branch main"), "");
  EXPECT_EQ(AbbreviateRequest(Json::object(), ""), "");
}

RC_GTEST_PROP(Abbreviate, AnyReplyIsShort,
              (const std::string& key, const std::string& value, int number)) {
  const Json reply = {
      {key, value}, {"number", number}, {"state", value}, {"nested", {{key, number}}}};
  RC_ASSERT(DisplayWidth(AbbreviateReply(reply, "")) <= 3 * (34 + key.size()));
}

TEST(Necessity, OneSentenceForEveryNumberOfFaults) {
  const Verdict broken{.invariant = "S-ONE-DR", .broken_by = "create"};
  const Verdict held;
  const Verdict other{.invariant = "L-PROGRESS", .broken_by = "timer"};
  EXPECT_EQ(NecessityText(broken, {}), "no fault is needed: the fault-free run breaks it");
  EXPECT_EQ(NecessityText(broken, {held}), "the fault is necessary: without it the history holds");
  EXPECT_EQ(NecessityText(broken, {held, other}),
            "both faults are necessary: without the first the history holds; without the second "
            "L-PROGRESS breaks instead");
  EXPECT_EQ(NecessityText(broken, {held, broken, held}), "not necessary: the second of 3 faults");
}

TEST(Progress, ABarOnlyWhereTheEndIsKnown) {
  EXPECT_EQ(ProgressText("closing", 0, 0, "214 states", 6.1), "closing  214 states  6.1 s");
  EXPECT_EQ(DisplayWidth(ProgressText("running", 1, 2, "x", 1.0)),
            DisplayWidth("running    x  1.0 s") + 28);
}

struct Named final : Invariant {
  Named(std::string_view name, PropertyForm form, Reach reach = {})
      : Invariant(name, form, {}, "", reach) {}
  void Step(const Observation&, std::uint64_t&, Judge&) const override {}
};

TEST(Summary, SometimesCountsOnlyWhatIsDue) {
  const Named always("A", PropertyForm::kAlways);
  const Named reached("reached", PropertyForm::kSometimes);
  const Named due("due", PropertyForm::kSometimes, {.faults = 1});
  const Named later("later", PropertyForm::kSometimes, {.faults = 3});
  const InvariantSet set({&always, &reached, &due, &later});
  const auto count =
      CountSometimes(&set, 0b10, [](const Reach& reach, std::size_t) { return 2 >= reach.faults; });
  EXPECT_EQ(count.reached, 1);
  EXPECT_EQ(count.wanted, 2);
  EXPECT_EQ(count.unreached, std::vector<std::string>{"due"});
  ExploreFigures figures;
  figures.slowest_recovery = Seconds(41);
  EXPECT_EQ(InvariantLine(&set, figures, count),
            "invariants  1 always, 0 eventually (slowest recovery 41 s of virtual time), 1 of 2 "
            "sometimes reached");
  EXPECT_EQ(CountSometimes(nullptr, 7, [](const Reach&, std::size_t) { return true; }).wanted, 0);
}

}  // namespace
}  // namespace relapse

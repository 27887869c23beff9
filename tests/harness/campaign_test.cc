// Laws of campaigns that need no program: who does what, what joining does, what a report says.
#include "harness/explore/campaign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include "harness/cli/campaign_store.h"
#include "harness/cli/exit_status.h"
#include "harness/cli/shard.h"
#include "harness/report/campaign_report.h"
#include "harness/report/github.h"
#include "harness/report/junit.h"

namespace relapse {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Scenario Named(const std::string& name) {
  Scenario scenario;
  scenario.name = name;
  return scenario;
}

std::vector<const Scenario*> PointersTo(const std::vector<Scenario>& list) {
  std::vector<const Scenario*> pointers;
  for (const Scenario& one : list) pointers.push_back(&one);
  return pointers;
}

TEST(CampaignPlan, DoesRegressionsThenCanaryThenBankThenTheScenarios) {
  const std::vector<Scenario> scenarios{Named("canary"), Named("f/a")};
  const DefectInfo defect{.id = "f/bug"};
  std::vector<std::string> keys;
  for (const Piece& piece : PlannedPieces(PointersTo(scenarios), {"r.json"}, {&defect})) {
    keys.push_back(piece.key());
  }
  EXPECT_THAT(keys, ElementsAre("scenario/f/a", "regression/r.json", "canary/canary", "bank/f/bug",
                                "exhaust/f/a", "close/f/a"));
}

RC_GTEST_PROP(CampaignPlan, EveryPieceIsDoneByOneShardAndStaysWhereItIs, ()) {
  const auto names = *rc::gen::unique<std::vector<std::string>>(
      rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'e'))));
  const int count = *rc::gen::inRange(1, 6);
  for (const std::string& name : names) {
    const std::string key = Piece{PieceKind::kExhaust, name}.key();
    int owners = 0;
    for (int index = 0; index < count; ++index) owners += IsDoneBy({index, count}, key) ? 1 : 0;
    RC_ASSERT(owners == 1);
  }
}

RC_GTEST_PROP(CampaignPlan, BatchesGoRoundTheShardsWithoutGapOrOverlap, ()) {
  const int count = *rc::gen::inRange(1, 6);
  std::vector<std::int64_t> batches;
  for (int index = 0; index < count; ++index) {
    for (std::int64_t turn = 0; turn < 4; ++turn) batches.push_back(BatchOf({index, count}, turn));
  }
  std::sort(batches.begin(), batches.end());
  for (std::size_t i = 0; i < batches.size(); ++i) {
    RC_ASSERT(batches[i] == static_cast<std::int64_t>(i));
  }
}

TEST(CampaignPlan, ShardsAreBusyAlike) {
  std::vector<int> pieces(4, 0);
  for (int i = 0; i < 400; ++i) {
    const std::string key = Piece{PieceKind::kClose, "family/scenario-" + std::to_string(i)}.key();
    for (int index = 0; index < 4; ++index)
      pieces[static_cast<std::size_t>(index)] += IsDoneBy({index, 4}, key);
  }
  for (const int one : pieces) EXPECT_GT(one, 60);
}

TEST(CampaignPlan, TheSampleOfTheBankChangesWithTheSeedAndHardlyWithTheBank) {
  std::vector<DefectInfo> bank;
  for (int i = 0; i < 40; ++i) bank.push_back({.id = "f/bug-" + std::to_string(i)});
  std::vector<const DefectInfo*> all;
  for (const DefectInfo& defect : bank) all.push_back(&defect);
  const auto sample = BankSample(all, 1);
  EXPECT_THAT(sample, SizeIs(kBankSample));
  EXPECT_EQ(sample, BankSample(all, 1));
  EXPECT_NE(sample, BankSample(all, 2));
  all.pop_back();
  const auto fewer = BankSample(all, 1);
  const auto kept = std::count_if(sample.begin(), sample.end(), [&](const DefectInfo* one) {
    return std::find(fewer.begin(), fewer.end(), one) != fewer.end();
  });
  EXPECT_GE(kept, std::ssize(sample) - 1);
  EXPECT_THAT(BankSample({all[0]}, 1), SizeIs(1));
}

TEST(CampaignPlan, AQuickPieceLeavesItsTimeToTheOthers) {
  EXPECT_DOUBLE_EQ(ShareOfClock(10, 4), 2.5);
  EXPECT_DOUBLE_EQ(ShareOfClock(10, 1), 10);
  EXPECT_DOUBLE_EQ(ShareOfClock(-1, 4), 0);
  EXPECT_DOUBLE_EQ(ShareOfClock(10, 0), 10);
  EXPECT_NE(ScenarioSeed(1, "a"), ScenarioSeed(1, "b"));
  EXPECT_NE(ScenarioSeed(1, "a"), ScenarioSeed(2, "a"));
}

ReadVariable Variables(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string ShardSaidBy(std::map<std::string, std::string> values) {
  const auto found = ShardFromEnvironment(Variables(std::move(values)));
  return found.has_value() ? ShardText(found->shard) + " " + found->variable : "none";
}

TEST(ShardFromEnvironment, ConvertsFromWhereEachRunnerBegins) {
  EXPECT_EQ(ShardSaidBy({}), "none");
  EXPECT_EQ(ShardSaidBy({{"GTEST_SHARD_INDEX", "0"}, {"GTEST_TOTAL_SHARDS", "3"}}),
            "1/3 GTEST_SHARD_INDEX");
  EXPECT_EQ(ShardSaidBy({{"TEST_SHARD_INDEX", "2"}, {"TEST_TOTAL_SHARDS", "3"}}),
            "3/3 TEST_SHARD_INDEX");
  EXPECT_EQ(ShardSaidBy({{"JOB_COMPLETION_INDEX", "4"}, {"JOB_COMPLETIONS", "5"}}),
            "5/5 JOB_COMPLETION_INDEX");
  EXPECT_EQ(ShardSaidBy({{"CI_NODE_INDEX", "1"}, {"CI_NODE_TOTAL", "2"}}), "1/2 CI_NODE_INDEX");
  EXPECT_EQ(ShardSaidBy({{"SLURM_ARRAY_TASK_ID", "14"},
                         {"SLURM_ARRAY_TASK_COUNT", "3"},
                         {"SLURM_ARRAY_TASK_MIN", "10"},
                         {"SLURM_ARRAY_TASK_STEP", "2"}}),
            "3/3 SLURM_ARRAY_TASK_ID");
  EXPECT_EQ(ShardSaidBy({{"SLURM_ARRAY_TASK_ID", "1"}, {"SLURM_ARRAY_TASK_COUNT", "3"}}),
            "2/3 SLURM_ARRAY_TASK_ID");
  EXPECT_EQ(ShardSaidBy({{"GTEST_SHARD_INDEX", "0"},
                         {"GTEST_TOTAL_SHARDS", "3"},
                         {"CI_NODE_INDEX", "2"},
                         {"CI_NODE_TOTAL", "2"}}),
            "1/3 GTEST_SHARD_INDEX")
      << "the first of the list";
}

TEST(ShardFromEnvironment, RefusesWhatMakesNoSense) {
  for (const auto& values : std::vector<std::map<std::string, std::string>>{
           {{"JOB_COMPLETION_INDEX", "4"}},
           {{"CI_NODE_TOTAL", "4"}},
           {{"CI_NODE_INDEX", "0"}, {"CI_NODE_TOTAL", "2"}},
           {{"GTEST_SHARD_INDEX", "3"}, {"GTEST_TOTAL_SHARDS", "3"}},
           {{"GTEST_SHARD_INDEX", "x"}, {"GTEST_TOTAL_SHARDS", "3"}},
           {{"SLURM_ARRAY_TASK_ID", "11"},
            {"SLURM_ARRAY_TASK_COUNT", "3"},
            {"SLURM_ARRAY_TASK_MIN", "10"},
            {"SLURM_ARRAY_TASK_STEP", "2"}}}) {
    EXPECT_THROW((void)ShardSaidBy(values), CommandError);
  }
  for (const char* text : {"", "1", "0/3", "4/3", "a/b", "1/0", "1/2/3"}) {
    EXPECT_THROW((void)ParseShard(text), CommandError) << text;
  }
  EXPECT_EQ(ShardText(ParseShard("2/5")), "2/5");
}

/// Records of few keys, so that many of them meet.
CampaignData DrawnData() {
  CampaignData data;
  const int count = *rc::gen::inRange(0, 8);
  for (int i = 0; i < count; ++i) {
    const std::string name(1, *rc::gen::inRange('a', 'd'));
    const int number = *rc::gen::inRange(0, 3);
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        data.Join(StartRecord{.seed = std::to_string(number), .build = name});
        break;
      case 1:
        data.Join(
            ScenarioRecord{.scenario = name, .properties = {{.name = std::to_string(number)}}});
        break;
      case 2:
        data.Join(PieceRecord{.key = "exhaust/" + name,
                              .verdict = static_cast<PieceVerdict>(*rc::gen::inRange(0, 5)),
                              .histories = number,
                              .seconds = static_cast<double>(*rc::gen::inRange(0, 3)) / 8.0});
        break;
      case 3:
        data.Join(FindingRecord{.scenario = name,
                                .signature = std::to_string(number),
                                .faults = *rc::gen::inRange(1, 3),
                                .file = *rc::gen::element(std::string(), std::string("f"))});
        break;
      default:
        data.Join(SeedRecord{.scenario = name, .seed = "1", .draw = number});
    }
  }
  return data;
}

CampaignData Joined(const CampaignData& a, const CampaignData& b) {
  CampaignData joined = a;
  joined.Join(b);
  return joined;
}

RC_GTEST_PROP(CampaignData, JoiningIsCommutativeAssociativeAndIdempotent, ()) {
  const CampaignData a = DrawnData();
  const CampaignData b = DrawnData();
  const CampaignData c = DrawnData();
  RC_ASSERT(Joined(a, b).Records() == Joined(b, a).Records());
  RC_ASSERT(Joined(Joined(a, b), c).Records() == Joined(a, Joined(b, c)).Records());
  RC_ASSERT(Joined(a, a).Records() == a.Records());
  RC_ASSERT(Joined(Joined(a, b), b).Records() == Joined(a, b).Records());
}

RC_GTEST_PROP(CampaignData, AJournalReadsAsItWasWritten, ()) {
  const CampaignData data = DrawnData();
  std::string text;
  for (const Json& record : data.Records()) text += JournalLine(record);
  const JournalText read = ReadJournal(text);
  RC_ASSERT(read.damaged == 0);
  RC_ASSERT(read.data.Records() == data.Records());
  if (text.empty()) return;
  // One byte changed anywhere, or the end torn off, costs that line and no other.
  std::string damaged = text;
  const auto at = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(text.size()) - 1));
  if (damaged[at] == '\n') return;
  damaged[at] = static_cast<char>(damaged[at] ^ 1);
  const JournalText hurt = ReadJournal(damaged);
  RC_ASSERT(hurt.damaged >= 1);
  RC_ASSERT(hurt.data.Records().size() + 2 >= data.Records().size());
}

class CursorFile : public ::testing::Test {
 protected:
  ~CursorFile() override { std::filesystem::remove(path_); }

  /// What a campaign that starts now would find.
  BatchProgress Found() const {
    CampaignCursor cursor;
    EXPECT_EQ(cursor.Open(path_), "");
    return cursor.Read();
  }

  const std::string path_ =
      (std::filesystem::temp_directory_path() / ("relapse-cursor-" + std::to_string(getpid())))
          .string();
};

TEST_F(CursorFile, HoldsTheLastMoveWhateverBecomesOfTheProcess) {
  {
    CampaignCursor cursor;
    ASSERT_EQ(cursor.Open(path_), "");
    EXPECT_EQ(cursor.key(), "") << "a new one";
    EXPECT_EQ(cursor.Read().histories, 0);
    cursor.Begin("random/f/a/1/0", {.histories = 3});
    for (std::int64_t i = 4; i <= 100; ++i) cursor.Move({.histories = i, .reached = 5});
  }
  CampaignCursor again;
  ASSERT_EQ(again.Open(path_), "");
  EXPECT_EQ(again.key(), "random/f/a/1/0");
  EXPECT_EQ(again.Read().histories, 100);
  EXPECT_EQ(again.Read().reached, 5U);
  again.End();
  EXPECT_EQ(again.key(), "");
  EXPECT_EQ(Found().histories, 0);
}

TEST_F(CursorFile, AMoveTornInTheMiddleLeavesTheOneBefore) {
  {
    CampaignCursor cursor;
    ASSERT_EQ(cursor.Open(path_), "");
    cursor.Begin("k", {.histories = 6});
    cursor.Move({.histories = 7});
    cursor.Move({.histories = 8});
  }
  std::string bytes;
  {
    std::ifstream file(path_, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(file), {});
  }
  const std::string whole = bytes;
  int before = 0;
  for (std::size_t at = 512; at < bytes.size(); ++at) {
    bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    std::ofstream(path_, std::ios::binary) << bytes;
    const std::int64_t found = Found().histories;
    EXPECT_TRUE(found == 7 || found == 8) << found;
    before += found == 7 ? 1 : 0;
  }
  EXPECT_GT(before, 0) << "the newer slot was hurt, too";
}

TEST(CampaignData, TheBetterAnswerStays) {
  CampaignData data;
  data.Join(PieceRecord{.key = "k", .verdict = PieceVerdict::kHeld, .histories = 5});
  data.Join(PieceRecord{.key = "k", .verdict = PieceVerdict::kUnfinished, .histories = 9});
  EXPECT_EQ(data.FindPiece("k")->histories, 5) << "what was done stays done";
  data.Join(PieceRecord{.key = "k", .verdict = PieceVerdict::kViolated, .histories = 1});
  EXPECT_EQ(data.FindPiece("k")->verdict, PieceVerdict::kViolated);
  data.Join(
      FindingRecord{.scenario = "a", .signature = "s", .faults = 2, .file = "two", .bytes = 1});
  data.Join(
      FindingRecord{.scenario = "b", .signature = "s", .faults = 1, .file = "one", .bytes = 9});
  data.Join(FindingRecord{.scenario = "c", .signature = "s", .faults = 0, .file = ""});
  EXPECT_EQ(data.BestOfSignatures().at("s").file, "one") << "fewest faults of those written";
  EXPECT_EQ(data.findings().size(), 3U);
  EXPECT_EQ(data.FindPiece("none"), nullptr);
}

/// One scenario with an invariant and a `sometimes`, all planned, nothing done.
CampaignData OneScenario(int shards = 1) {
  CampaignData data;
  for (int shard = 0; shard < shards; ++shard) {
    data.Join(StartRecord{.seed = "1",
                          .build = "b",
                          .shard = shard,
                          .shards = shards,
                          .planned = {"exhaust/f/a", "close/f/a"}});
  }
  data.Join(ScenarioRecord{
      .scenario = "f/a",
      .properties = {{.name = "SAFE", .form = "always"},
                     {.name = "seen", .form = "sometimes", .faults = 1, .histories = 100}}});
  return data;
}

PieceRecord Exhausted(PieceVerdict verdict, std::vector<std::string> reached = {}) {
  return {.key = "exhaust/f/a",
          .kind = "exhaust",
          .scenario = "f/a",
          .strategy = "exhaust 1",
          .verdict = verdict,
          .words = "its share was over",
          .histories = 10,
          .reached = std::move(reached)};
}

TEST(CampaignReport, WhatWasNotFinishedIsNamedAndIsNoDoubt) {
  CampaignData data = OneScenario();
  data.Join(Exhausted(PieceVerdict::kUnfinished));
  const CampaignReport report = ReportOf(data, Shard{});
  EXPECT_THAT(report.unfinished,
              ElementsAre("closure of f/a: not begun", "exhaust 1 of f/a: its share was over"));
  EXPECT_EQ(report.verdict(), CampaignVerdict::kHeld);
  EXPECT_THAT(report.unreached, IsEmpty()) << "an unfinished exploration need not reach it";
}

TEST(CampaignReport, NothingRunIsInconclusive) {
  const CampaignReport report = ReportOf(OneScenario(), Shard{});
  EXPECT_EQ(report.verdict(), CampaignVerdict::kInconclusive);
  EXPECT_THAT(report.doubts, ElementsAre("f/a: no history was run", "no history was run"));
}

TEST(CampaignReport, ASometimesIsJudgedOverTheWhole) {
  CampaignData data = OneScenario();
  data.Join(Exhausted(PieceVerdict::kHeld));
  EXPECT_THAT(ReportOf(data, Shard{}).unreached, ElementsAre("f/a: seen"));
  EXPECT_EQ(ReportOf(data, Shard{}).verdict(), CampaignVerdict::kInconclusive);

  CampaignData halves = OneScenario(2);
  halves.Join(Exhausted(PieceVerdict::kHeld));
  EXPECT_EQ(ReportOf(halves, Shard{0, 2}).verdict(), CampaignVerdict::kHeld) << "of one shard";
  EXPECT_EQ(ReportOf(halves, std::nullopt).verdict(), CampaignVerdict::kInconclusive);
  PieceRecord random{
      .key = "random/f/a/1/0", .kind = "random", .scenario = "f/a", .strategy = "random"};
  random.histories = 5;
  random.reached = {"seen"};
  halves.Join(random);
  EXPECT_EQ(ReportOf(halves, std::nullopt).verdict(), CampaignVerdict::kHeld)
      << "another strategy on another shard reached it";

  CampaignData few = OneScenario();
  random.reached = {};
  few.Join(random);
  EXPECT_EQ(ReportOf(few, Shard{}).verdict(), CampaignVerdict::kHeld) << "too few histories";
  random.key = "random/f/a/1/1";
  random.histories = 95;
  few.Join(random);
  EXPECT_THAT(ReportOf(few, Shard{}).unreached, SizeIs(1)) << "batches add up";
}

TEST(CampaignReport, FailuresOutweighViolationsAndThoseDoubts) {
  CampaignData data = OneScenario();
  data.Join(Exhausted(PieceVerdict::kHeld, {"seen"}));
  EXPECT_EQ(ReportOf(data, Shard{}).verdict(), CampaignVerdict::kHeld);
  PieceRecord regression{
      .key = "regression/r", .strategy = "regression", .verdict = PieceVerdict::kHeld};
  regression.doubtful = true;
  data.Join(regression);
  EXPECT_EQ(ReportOf(data, Shard{}).verdict(), CampaignVerdict::kInconclusive);
  data.Join(
      FindingRecord{.scenario = "f/a", .signature = "s", .invariant = "SAFE", .message = "m"});
  const CampaignReport violated = ReportOf(data, Shard{});
  EXPECT_EQ(violated.verdict(), CampaignVerdict::kViolated);
  EXPECT_EQ(violated.properties[0].state, PropertyState::kViolated);
  EXPECT_EQ(violated.properties[1].state, PropertyState::kReached);
  data.Join(Exhausted(PieceVerdict::kFailed));
  EXPECT_EQ(ReportOf(data, Shard{}).verdict(), CampaignVerdict::kHarnessFailure);
  CampaignData voids = OneScenario();
  PieceRecord piece = Exhausted(PieceVerdict::kHeld, {"seen"});
  piece.histories = 1000;
  piece.voids = 11;
  voids.Join(piece);
  EXPECT_EQ(ReportOf(voids, Shard{}).verdict(), CampaignVerdict::kInconclusive);
}

TEST(CampaignReport, ASurvivorOfTheBankIsAFinding) {
  CampaignData data = OneScenario();
  data.Join(Exhausted(PieceVerdict::kHeld, {"seen"}));
  data.Join(PieceRecord{
      .key = "bank/f/bug", .kind = "bank", .strategy = "bank", .verdict = PieceVerdict::kViolated});
  EXPECT_EQ(ReportOf(data, Shard{}).verdict(), CampaignVerdict::kViolated);
}

CampaignReport ManySignatures(int count) {
  CampaignData data = OneScenario();
  for (int i = 0; i < count; ++i) {
    data.Join(FindingRecord{.scenario = "f/a",
                            .signature = "s" + std::to_string(i),
                            .invariant = "S-A,B:C",
                            .message = "100 % of\ntwo | three <b>"});
  }
  return ReportOf(data, Shard{});
}

TEST(Github, AnnotatesEachSignatureUpToTheCap) {
  const CampaignRun run{.command = "campaign", .folder = "out"};
  EXPECT_THAT(GithubAnnotations(ManySignatures(2), run), SizeIs(2));
  EXPECT_EQ(GithubAnnotations(ManySignatures(1), run)[0],
            "::error title=S-A%2CB%3AC in f/a::100 %25 of%0Atwo | three <b>");
  EXPECT_THAT(GithubAnnotations(ManySignatures(10), run), SizeIs(10));
  const auto many = GithubAnnotations(ManySignatures(25), run);
  ASSERT_THAT(many, SizeIs(kMostAnnotations));
  EXPECT_THAT(many.back(), HasSubstr("and 16 more"));
}

TEST(Github, TheSummaryStaysUnderItsCapInWholeRows) {
  const CampaignRun run{.command = "campaign", .seed = "1", .folder = "out"};
  const CampaignReport report = ManySignatures(200);
  const std::string whole = GithubSummary(report, run);
  EXPECT_THAT(whole, HasSubstr("100 % of two \\| three &lt;b>"));
  for (std::size_t most = 0; most < whole.size(); most += 97) {
    const std::string cut = GithubSummary(report, run, most);
    EXPECT_LE(cut.size(), most);
    if (most > 300) {
      EXPECT_THAT(cut, HasSubstr("left out"));
      EXPECT_TRUE(cut.ends_with("\n"));
    }
  }
  EXPECT_LT(GithubSummary(ManySignatures(20'000), run).size(), kMostSummaryBytes);
}

TEST(Junit, EscapesWhatXmlDoesNotAllow) {
  EXPECT_EQ(XmlEscaped("a<b>&\"c\"\n\x01"), "a&lt;b&gt;&amp;&quot;c&quot;&#10;?");
  const CampaignRun run{.command = "campaign", .seed = "1", .folder = "out"};
  const std::string text = JunitText(ManySignatures(1), run);
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"f/a\" name=\"S-A,B:C\" time=\"0.000\">"));
  EXPECT_THAT(text, HasSubstr("three &lt;b&gt;"));
  EXPECT_THAT(text, Not(HasSubstr("<b>")));
}

}  // namespace
}  // namespace relapse

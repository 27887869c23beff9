// Campaigns as a person or a machine runs them: what they say, what they survive, how they go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "harness/cli/campaign_store.h"
#include "harness/core/address_sanitizer.h"
#include "tests/harness/program_run.h"

namespace relapse {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kClean =
    "campaign --scenario yard/clean --seed 7 --regressions none --max-histories ";

class Campaign : public ::testing::Test {
 protected:
  ~Campaign() override { std::filesystem::remove_all(folder_); }
  ProgramRun Run(const std::string& words) { return RunProgram("relapse " + words, folder_); }
  ProgramRun Shell(const std::string& words) { return RunProgram(words, folder_); }
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  JournalText Journal(const std::string& out) const {
    return ReadJournal(ReadText(Path(out) + "/journal.jsonl"));
  }
  std::map<std::string, PieceRecord> Pieces(const std::string& out) const {
    return Journal(out).data.pieces();
  }

  const std::string folder_ = FreshFolder();
};

/// Key and hash of everything that was run, for two campaigns to be compared.
std::map<std::string, std::string> HashesOf(const CampaignData& data) {
  std::map<std::string, std::string> hashes;
  for (const auto& [key, piece] : data.pieces()) {
    hashes[key] = piece.history_hash + " " + std::to_string(piece.histories) + " " +
                  std::to_string(piece.effects);
  }
  return hashes;
}

std::vector<Json> LinesOf(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(Json::parse(line, nullptr, false));
  }
  return lines;
}

std::map<std::string, std::string> FilesBelow(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[std::filesystem::relative(entry.path(), folder).string()] =
        ReadText(entry.path().string());
  }
  return files;
}

TEST_F(Campaign, ACleanOneHoldsAndSaysWhatItDid) {
  const ProgramRun run = Run(std::string(kClean) + "600 --out c --json");
  EXPECT_EQ(run.status, 0) << run.err;
  const std::vector<Json> lines = LinesOf(run.out);
  for (const Json& line : lines) ASSERT_TRUE(line.is_object()) << line;
  const Json& json = lines.back();
  EXPECT_EQ(json["command"], "campaign");
  EXPECT_EQ(json["seed"], "7");
  EXPECT_TRUE(json["held"].get<bool>());
  EXPECT_EQ(json["void"], 0);
  EXPECT_EQ(json["violations"], Json::array());
  EXPECT_EQ(json["unreached"], Json::array());
  EXPECT_EQ(json["unfinished"], Json::array());
  EXPECT_GT(json["histories"].get<int>(), 600);
  EXPECT_EQ(json["histories"], json["histories_run"]);
  EXPECT_GT(json["histories_per_second"].get<double>(), 0);
  EXPECT_THAT(json["repeat"].get<std::string>(), HasSubstr("--seed 7 --max-histories 600"));
  std::set<std::string> strategies;
  for (const Json& row : json["scenarios"]) {
    EXPECT_EQ(row["name"], "yard/clean");
    EXPECT_EQ(row["held"], true);
    EXPECT_EQ(row["verdict"], "held") << row;
    EXPECT_TRUE(row["seconds"].is_number());
    strategies.insert(row["strategy"].get<std::string>());
  }
  EXPECT_THAT(strategies, ElementsAre("closure", "exhaust 1", "random"));
  ASSERT_EQ(json["bank"].size(), 1U);
  EXPECT_EQ(json["bank"][0]["verdict"], "held");
  EXPECT_THAT(json["bank"][0]["words"].get<std::string>(), HasSubstr("killed by ONE-GRINDING"));
  ASSERT_EQ(json["canary"].size(), 1U);
  EXPECT_EQ(json["canary"][0]["verdict"], "held");
  std::vector<std::string> events;
  for (const Json& line : lines) {
    if (line.contains("event")) events.push_back(line["strategy"].get<std::string>());
  }
  EXPECT_THAT(events, ElementsAre("canary", "bank", "exhaust 1", "closure", "random"));
}

TEST_F(Campaign, TheSameSeedRunsTheSameHistoriesAsRunDoes) {
  ASSERT_EQ(Run(std::string(kClean) + "700 --out a").status, 0);
  ASSERT_EQ(Run(std::string(kClean) + "700 --out b").status, 0);
  EXPECT_EQ(HashesOf(Journal("a").data), HashesOf(Journal("b").data));
  const CampaignData data = Journal("a").data;
  for (const auto& [key, piece] : data.pieces()) {
    if (piece.strategy != "random") continue;
    EXPECT_EQ(piece.repeat, "relapse run yard/clean --seed " +
                                std::to_string(ScenarioSeed(7, "yard/clean")) + " --keep-going");
    const ProgramRun run = Shell(piece.repeat + " --json --max-histories 700");
    EXPECT_EQ(run.LastLine()["history_hash"], piece.history_hash);
    EXPECT_EQ(run.LastLine()["effects"], piece.effects);
  }
  ASSERT_EQ(Run("campaign --scenario yard/clean --seed 8 --regressions none --max-histories 700 "
                "--out d")
                .status,
            0);
  EXPECT_NE(HashesOf(Journal("a").data), HashesOf(Journal("d").data));
}

TEST_F(Campaign, AFailureOfOneScenarioLeavesTheOthersAlone) {
  const ProgramRun run =
      Run("campaign --seed 7 --regressions none --max-histories 1400 --watchdog 1s --out c --json "
          "--junit c.xml");
  EXPECT_EQ(run.status, 5);
  const Json json = run.LastLine();
  EXPECT_EQ(json["held"], false);
  const std::string error = json["error"].get<std::string>();
  EXPECT_THAT(error, HasSubstr("exhaust 1 of bad/crash: the worker died of signal 6"));
  EXPECT_THAT(error, HasSubstr("exhaust 1 of bad/spin: one history has not ended"));
  EXPECT_THAT(error, HasSubstr("exhaust 1 of bad/touchy: "));
  EXPECT_THAT(error, HasSubstr("random of bad/crash: "));
  EXPECT_THAT(error, Not(HasSubstr("yard/")));
  std::map<std::string, std::string> verdicts;
  for (const Json& row : json["scenarios"]) {
    verdicts[row["strategy"].get<std::string>() + " " + row["name"].get<std::string>()] =
        row["verdict"].get<std::string>();
  }
  EXPECT_EQ(verdicts["exhaust 1 yard/clean"], "held");
  EXPECT_EQ(verdicts["closure yard/clean"], "held");
  EXPECT_EQ(verdicts["random yard/clean"], "held");
  EXPECT_EQ(verdicts["random yard/two"], "held");
  EXPECT_EQ(verdicts["closure yard/two"], "skipped");
  EXPECT_EQ(verdicts["exhaust 1 bad/forgetful"], "violated");
  EXPECT_EQ(verdicts["random bad/spin"], "failed");
  ASSERT_FALSE(json["violations"].empty());
  for (const Json& violation : json["violations"]) {
    EXPECT_EQ(Run("replay --json " + violation["counterexample"].get<std::string>()).status, 1);
  }
  EXPECT_THAT(json["unreached"].dump(), HasSubstr("bad/pigs: pigs-fly"));
  EXPECT_EQ(Shell("xmllint --noout --schema " RELAPSE_JUNIT_SCHEMA " c.xml").status, 0);
}

TEST_F(Campaign, EveryDoubtAndViolationHasItsStatus) {
  const std::string common = " --seed 7 --regressions none --max-histories 300 --json --out ";
  const ProgramRun violated = Run("campaign --scenario bad/forgetful" + common + "v");
  EXPECT_EQ(violated.status, 1);
  EXPECT_EQ(violated.LastLine()["held"], false);
  const ProgramRun survived = Run("campaign --scenario bad/pigs" + common + "p");
  EXPECT_EQ(survived.status, 1) << "a defect of the bank survived";
  EXPECT_EQ(survived.LastLine()["bank"][0]["verdict"], "violated");
  EXPECT_THAT(survived.LastLine()["doubts"].dump(), HasSubstr("pigs-fly"));
  const ProgramRun several = Run("campaign --scenario yard/two" + common + "t");
  EXPECT_EQ(several.status, 0) << several.out;
  EXPECT_THAT(several.LastLine()["scenarios"].dump(), HasSubstr("several processes"));
}

TEST_F(Campaign, ACounterexampleASignatureIsKeptTheSmallest) {
  ASSERT_EQ(Run("campaign --scenario bad/forgetful --scenario bad/pigs --seed 7 --regressions none "
                "--max-histories 2000 --out c")
                .status,
            1);
  const CampaignData data = Journal("c").data;
  const auto best = data.BestOfSignatures();
  ASSERT_FALSE(best.empty());
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(Path("c/counterexamples"))) {
    files.insert(entry.path().filename().string());
  }
  EXPECT_EQ(files.size(), best.size());
  for (const auto& [signature, finding] : best) {
    EXPECT_TRUE(files.contains(finding.file)) << finding.file;
    EXPECT_EQ(finding.bytes, std::ssize(ReadText(Path("c/counterexamples/" + finding.file))));
    for (const auto& [key, other] : data.findings()) {
      if (key.second == signature) {
        EXPECT_LE(finding.faults, other.faults);
      }
    }
  }
  std::set<std::string> why;
  for (const auto& [key, seed] : data.seeds()) why.insert(seed.why.substr(0, seed.why.find(' ')));
  EXPECT_THAT(why, Contains("broke")) << "the draw that failed is an interesting seed";
}

TEST_F(Campaign, KilledItLosesAtMostTheHistoryInFlight) {
  // Enough that it is at work when it is killed; the rest is run by the second start.
#ifdef RELAPSE_ADDRESS_SANITIZER
  const std::int64_t all = 20'000;  // histories are some times slower
#else
  const std::int64_t all = 60'000;
#endif
  const std::string command = kClean + std::to_string(all) + " --out c";
  ASSERT_EQ(Run(kClean + std::to_string(all) + " --out whole").status, 0);
  const ProgramRun killed =
      Shell(RELAPSE_TEST_PROGRAM " " + command +
            " & p=$!; while ! grep -aqs ^random c/cursor; do sleep 0.02; done; "
            "sleep 0.1; kill -KILL $p; wait $p");
  ASSERT_EQ(killed.status, 137);
  BatchProgress left;
  {
    CampaignCursor cursor;
    ASSERT_EQ(cursor.Open(Path("c/cursor")), "");
    EXPECT_THAT(cursor.key(), HasSubstr("random/yard/clean/"));
    left = cursor.Read();
  }
  std::int64_t done = left.histories;
  for (const auto& [key, piece] : Pieces("c")) {
    if (piece.strategy == "random") done += piece.histories;
  }
  ASSERT_GT(done, 0);
  ASSERT_LT(done, all);
  const ProgramRun second = Run(command + " --json");
  EXPECT_EQ(second.status, 0) << second.err;
  EXPECT_EQ(second.LastLine()["histories_run"], all - done);
  EXPECT_EQ(HashesOf(Journal("c").data), HashesOf(Journal("whole").data));
  const ProgramRun third = Run(command + " --json");
  EXPECT_EQ(third.status, 0);
  EXPECT_EQ(third.LastLine()["histories_run"], 0) << "everything is done";
  EXPECT_EQ(third.LastLine()["histories"], second.LastLine()["histories"]);
}

TEST_F(Campaign, AskedToStopItEndsWithWhatItHas) {
  for (const std::string signal : {"TERM", "INT"}) {
    const std::string out = "c" + signal;
    const ProgramRun stopped =
        Shell(RELAPSE_TEST_PROGRAM
              " campaign --scenario yard/clean --seed 7 --regressions none --max-time 60s "
              "--json --out " +
              out + " & p=$!; while ! grep -aqs ^random " + out +
              "/cursor; do sleep 0.05; done; sleep 0.3; kill -" + signal + " $p; wait $p");
    EXPECT_EQ(stopped.status, 4) << stopped.err;
    const Json json = stopped.LastLine();
    EXPECT_THAT(json["doubts"].dump(), HasSubstr("interrupted"));
    EXPECT_LT(json["seconds"].get<double>(), 30);
    std::int64_t random = 0;
    for (const auto& [key, piece] : Pieces(out)) {
      if (piece.strategy == "random") random += piece.histories;
    }
    EXPECT_GT(random, 0);
    EXPECT_EQ(Journal(out).damaged, 0);
  }
}

TEST_F(Campaign, ATornOrDamagedJournalIsReportedAndSurvived) {
  const std::string command = std::string(kClean) + "600 --out c";
  ASSERT_EQ(Run(command).status, 0);
  const auto hashes = HashesOf(Journal("c").data);
  const std::string path = Path("c/journal.jsonl");
  std::string text = ReadText(path);
  const std::size_t closure = text.find("close/yard/clean\",\"kind");
  ASSERT_NE(closure, std::string::npos);
  text[closure + 2] = 'X';
  text.resize(text.size() - 20);  // torn in the last line, no newline
  std::ofstream(path, std::ios::binary) << text;
  const ProgramRun again = Run(command);
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("c/journal.jsonl: 2 damaged lines left out"));
  EXPECT_EQ(HashesOf(Journal("c").data), hashes);
  EXPECT_EQ(Journal("c").damaged, 2) << "nothing was appended to the torn line";
}

TEST_F(Campaign, AFullDiskIsReportedOnceAndTheRestGoesOn) {
  // A limit on the size of files fails a write as a full disk does; stdout is a pipe.
  const auto limited = [&](const std::string& blocks, const std::string& words) {
    return Shell("{ { trap '' XFSZ; ulimit -f " + blocks + "; relapse " + words +
                 "; echo $? >&3; } | cat; } 3>status; exit $(cat status)");
  };
  const ProgramRun clean = limited("4", std::string(kClean) + "600 --json --out c");
  EXPECT_EQ(clean.status, 4) << clean.err;
  EXPECT_EQ(LinesOf(clean.err).size(), 2U) << "the repeat line and one complaint: " << clean.err;
  EXPECT_THAT(clean.err, HasSubstr("cannot write c/journal.jsonl"));
  EXPECT_EQ(clean.LastLine()["scenarios"].size(), 3U);
  EXPECT_THAT(clean.LastLine()["doubts"].dump(), HasSubstr("not everything could be kept"));
  EXPECT_EQ(Journal("c").damaged, 0) << "what was half-written is taken back";

  const ProgramRun violated =
      limited("1",
              "campaign --scenario bad/forgetful --seed 7 --regressions none --max-histories "
              "300 --json --out v");
  EXPECT_EQ(violated.status, 1) << "a violation outweighs it";
  ASSERT_FALSE(violated.LastLine()["violations"].empty());
  EXPECT_EQ(Run(std::string(kClean) + "600 --out c").status, 0) << "room again: it goes on";
}

TEST_F(Campaign, ShardsShareTheWorkAndMergeInAnyOrder) {
  const std::string command =
      "campaign --seed 7 --regressions none --max-histories 500 --scenario yard --scenario "
      "bad/forgetful ";
  for (const std::string shard : {"1", "2", "3"}) {
    const int status = Run(command + "--shard " + shard + "/3 --out s" + shard).status;
    EXPECT_TRUE(status == 0 || status == 1) << status;
  }
  ASSERT_EQ(Run(command + "--out whole").status, 1);
  const CampaignData whole = Journal("whole").data;
  std::map<std::string, int> done;
  for (const std::string shard : {"s1", "s2", "s3"}) {
    for (const auto& [key, piece] : Pieces(shard)) ++done[key];
  }
  for (const auto& [key, piece] : whole.pieces()) {
    if (piece.strategy == "random") continue;
    EXPECT_EQ(done[key], key == "canary/canary" ? 3 : 1) << key;
  }
  for (const auto& [key, times] : done) {
    if (key.starts_with("random/")) {
      EXPECT_EQ(times, 1) << key;
    }
  }

  EXPECT_EQ(Run("merge s1 s2 s3 --out m --junit m.xml").status, 1);
  EXPECT_EQ(Run("merge s3 s1 s2 --out n --junit n.xml").status, 1);
  const auto merged = FilesBelow(Path("m"));
  EXPECT_EQ(merged, FilesBelow(Path("n"))) << "commutative";
  EXPECT_EQ(Run("merge s1 s2 s3 --out m").status, 1);
  EXPECT_EQ(Run("merge m m --out m").status, 1);
  EXPECT_EQ(merged, FilesBelow(Path("m"))) << "idempotent";
  EXPECT_EQ(Run("merge s1 s2 --out left").status, 1);
  EXPECT_EQ(Run("merge left s3 --out left-first").status, 1);
  (void)Run("merge s2 s3 --out right");
  EXPECT_EQ(Run("merge s1 right --out right-first").status, 1);
  EXPECT_EQ(merged, FilesBelow(Path("left-first"))) << "associative";
  EXPECT_EQ(merged, FilesBelow(Path("right-first")));
  EXPECT_GT(merged.size(), 1U) << "with its counterexamples";

  const Json json = Run("merge s1 s2 s3 --out o --json").LastLine();
  EXPECT_EQ(json["command"], "merge");
  EXPECT_EQ(json["whole"], true);
  const Json missing = Run("merge s1 s3 --out p --json").LastLine();
  EXPECT_THAT(missing["doubts"].dump(), HasSubstr("shard 2 of 3 is missing"));
}

TEST_F(Campaign, AMergeOfCleanShardsHoldsAndOneThatLacksAShardDoesNot) {
  for (const std::string shard : {"1", "2"}) {
    const std::string out = "--out s" + shard + " --shard " + shard + "/2";
    ASSERT_EQ(Run(std::string(kClean) + "600 " + out).status, 0);
  }
  EXPECT_EQ(Run("merge s1 s2 --out m").status, 0);
  EXPECT_EQ(Run("merge s1 --out n").status, 4);
  const ProgramRun nothing = Run("merge no-such --out n");
  EXPECT_EQ(nothing.status, 2);
  EXPECT_THAT(nothing.err, HasSubstr("merge no-such: holds no journal.jsonl"));
  std::filesystem::remove_all(Path("s2/counterexamples"));
  EXPECT_EQ(Run("merge s1 s2 --out m").status, 0) << "there was none";
}

TEST_F(Campaign, AnotherBuildBeginsAnewWithWhatTheCorpusHas) {
  const std::string command =
      "campaign --seed 7 --regressions none --max-histories 300 --scenario bad/forgetful --out c "
      "--json";
  ASSERT_EQ(Run(command).status, 1);
  const std::string before = Journal("c").data.BestOfSignatures().begin()->second.file;
  // The same program with a byte more: another build that has the bug still.
  const ProgramRun other =
      Shell("cp " RELAPSE_TEST_PROGRAM " other; echo >>other; ./other " + command);
  EXPECT_EQ(other.status, 1);
  ASSERT_FALSE(other.LastLine()["regressions"].empty());
  EXPECT_EQ(other.LastLine()["regressions"][0]["file"], before);
  EXPECT_EQ(other.LastLine()["regressions"][0]["verdict"], "violated");
  int seeds = 0;
  for (const auto& [key, piece] : Pieces("c")) seeds += key.starts_with("seed/");
  EXPECT_GT(seeds, 0) << "the seeds that failed are run again";
  // And one that has not: its file says another scenario, which holds.
  std::string text = ReadText(Path("c/counterexamples/" + before));
  text.replace(text.find("bad/forgetful"), 13, "yard/clean");
  std::ofstream(Path("c/counterexamples/" + before), std::ios::binary) << text;
  const ProgramRun fixed = Shell("echo >>other; ./other " + command);
  EXPECT_THAT(fixed.LastLine()["regressions"].dump(), HasSubstr("breaks nothing any more"));
  EXPECT_TRUE(std::filesystem::exists(Path("c/fixed/" + before)));
}

TEST_F(Campaign, RegressionsComeFirstAndMustBreakAndHold) {
  ASSERT_EQ(Run("exhaust yard/clean --defect mill/forgets-the-order --out regressions").status, 1);
  const std::string command =
      "campaign --scenario yard/clean --seed 7 --max-histories 300 --json --regressions ";
  const ProgramRun good = Run(command + "regressions --out a");
  EXPECT_EQ(good.status, 0) << good.out;
  EXPECT_EQ(good.LastLine()["regressions"][0]["verdict"], "held");
  EXPECT_THAT(LinesOf(good.out).front()["strategy"], "regression");

  // One that says that the component without its defect is broken: nothing breaks any more.
  const auto file = *std::filesystem::directory_iterator(Path("regressions"));
  std::string text = ReadText(file.path().string());
  const std::string invariant = "\"invariant\": \"ONE-GRINDING\"";
  ASSERT_NE(text.find(invariant), std::string::npos);
  text.replace(text.find(invariant), invariant.size(), "\"invariant\": \"ANOTHER\"");
  std::ofstream(file.path(), std::ios::binary) << text;
  const ProgramRun diverged = Run(command + "regressions --out b");
  EXPECT_EQ(diverged.status, 4);
  EXPECT_THAT(diverged.LastLine()["doubts"].dump(), HasSubstr("does not break ANOTHER"));
  std::ofstream(file.path(), std::ios::binary) << text.substr(0, text.size() / 2);
  const ProgramRun torn = Run(command + "regressions --out d");
  EXPECT_EQ(torn.status, 4);
  EXPECT_THAT(torn.LastLine()["doubts"].dump(), HasSubstr("is no JSON"));

  const ProgramRun missing = Run(command + "no-such --out e");
  EXPECT_EQ(missing.status, 4);
  EXPECT_THAT(missing.err, HasSubstr("--regressions no-such: there is no such directory; name the "
                                     "directory, or say --regressions none"));
}

TEST_F(Campaign, WrongUseIsRefusedBeforeAnythingIsRun) {
  ProgramRun run = Run("campaign --regressions none");
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("wants an end; say --max-time 10m"));
  run = Run(std::string(kClean) + "5 --shard 4/3");
  EXPECT_EQ(run.status, 2);
  run = Run("campaign --max-histories 5 --regressions none --scenario yard/claen");
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("Did you mean yard/clean?"));
  run = Shell("JOB_COMPLETION_INDEX=1 relapse " + std::string(kClean) + "5");
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("JOB_COMPLETIONS"));
  run = Shell("mkdir -p c; exec 9>c/lock; flock 9; relapse " + std::string(kClean) + "5 --out c");
  EXPECT_EQ(run.status, 2) << run.err;
  EXPECT_THAT(run.err, HasSubstr("another campaign works there"));
}

TEST_F(Campaign, TheEnvironmentSaysTheShard) {
  const ProgramRun run =
      Shell("GTEST_SHARD_INDEX=1 GTEST_TOTAL_SHARDS=2 GTEST_SHARD_STATUS_FILE=touched relapse " +
            std::string(kClean) + "300 --json --out c");
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.err, HasSubstr("shard 2/2, as GTEST_SHARD_INDEX says"));
  EXPECT_EQ(run.LastLine()["shard"], 2);
  EXPECT_EQ(run.LastLine()["shards"], 2);
  EXPECT_TRUE(std::filesystem::exists(Path("touched")));
}

TEST_F(Campaign, GithubIsToldOfEverySignatureOnce) {
  const std::string campaign =
      "campaign --scenario bad/forgetful --seed 7 --regressions none --max-histories 300 --out ";
  const ProgramRun run =
      Shell("GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=summary.md relapse " + campaign + "c --json");
  EXPECT_EQ(run.status, 1);
  EXPECT_TRUE(run.LastLine().is_object()) << "annotations do not go where JSON goes";
  std::size_t annotations = 0;
  std::istringstream lines(run.err);
  for (std::string line; std::getline(lines, line);)
    annotations += line.starts_with("::error title=");
  EXPECT_EQ(annotations, run.LastLine()["violations"].size());
  const std::string summary = ReadText(Path("summary.md"));
  EXPECT_THAT(summary, HasSubstr("### relapse campaign: violated"));
  EXPECT_THAT(summary, HasSubstr("ONE-GRINDING"));
  const ProgramRun shard = Shell("GITHUB_ACTIONS=true relapse " + campaign + "d --shard 1/2");
  EXPECT_THAT(shard.err, Not(HasSubstr("::error"))) << "the merge says it";
}

TEST_F(Campaign, ThePageShowsEveryExplorationAndEveryFinding) {
  const ProgramRun run =
      Run("campaign --scenario yard --scenario bad/forgetful --seed 7 --regressions none "
          "--max-histories 900 --out c --html c.html");
  EXPECT_EQ(run.status, 1) << run.err;
  const std::string page = ReadText(Path("c.html"));
  for (const char* shown : {"yard/clean", "yard/two", "bad/forgetful", "closure", "exhaust 1",
                            "random", "ONE-GRINDING", "relapse replay c/counterexamples/",
                            "crashed-while-grinding", "class=\"lanes", "killed by ONE-GRINDING"}) {
    EXPECT_NE(page.find(shown), std::string::npos) << shown;
  }
  EXPECT_EQ(Run("merge c --out d --html d.html").status, 1);
  EXPECT_THAT(ReadText(Path("d.html")), HasSubstr("relapse replay d/counterexamples/"));
}

TEST_F(Campaign, TheClockEndsItAndWhatItLeftIsNamed) {
  const ProgramRun run = Run(
      "campaign --scenario yard/clean --seed 7 --regressions none --max-time 1s --json --out c");
  EXPECT_EQ(run.status, 0) << run.out;
  EXPECT_LT(run.LastLine()["seconds"].get<double>(), 10);
  const ProgramRun hurried = Run(
      "campaign --scenario yard/clean --seed 7 --regressions none --max-time 1ms --json --out d");
  EXPECT_EQ(hurried.status, 4);
  EXPECT_THAT(hurried.LastLine()["unfinished"].dump(),
              HasSubstr("closure of yard/clean: not begun"));
}

}  // namespace
}  // namespace relapse

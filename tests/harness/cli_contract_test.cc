// The machine's side of the command: JSON fields and types, exit statuses, repetition, nothing
// half-written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>

#include "tests/harness/program_run.h"

namespace relapse {
namespace {

using ::testing::HasSubstr;

class Cli : public ::testing::Test {
 protected:
  ~Cli() override { std::filesystem::remove_all(folder_); }
  ProgramRun Run(const std::string& words) { return RunProgram("relapse " + words, folder_); }

  const std::string folder_ = FreshFolder();
};

/// "command:s,faults:n,violations:a,bounds:o,held:b" against the object.
void ExpectFields(const Json& json, const std::string& fields) {
  ASSERT_TRUE(json.is_object());
  std::istringstream list(fields);
  for (std::string field; std::getline(list, field, ',');) {
    const std::string name = field.substr(0, field.find(':'));
    const char kind = field.back();
    ASSERT_TRUE(json.contains(name)) << name;
    const Json& value = json[name];
    const bool fits = kind == 's'   ? value.is_string()
                      : kind == 'n' ? value.is_number()
                      : kind == 'a' ? value.is_array()
                      : kind == 'o' ? value.is_object()
                                    : value.is_boolean();
    EXPECT_TRUE(fits) << name << " is " << value;
  }
}

TEST_F(Cli, ExplorationsKeepTheirFields) {
  ProgramRun run = Run("exhaust mill/order --faults 1 --json");
  EXPECT_EQ(run.status, 0);
  ExpectFields(run.LastLine(),
               "command:s,scenario:s,parameters:o,faults:n,plans:n,histories:n,effects:n,distinct_"
               "states:n,void:n,"
               "violations:a,unreached:a,held:b,history_hash:s,seconds:n");
  run = Run("close mill/order --api-faults 1 --json");
  EXPECT_EQ(run.status, 0);
  ExpectFields(run.LastLine(),
               "command:s,scenario:s,parameters:o,api_faults:n,closed:b,states:n,edges:n,histories:"
               "n,effects:n,"
               "merged:n,congruence_checked:n,deepest:n,bounds:o,violations:a,unreached:a,held:b,"
               "history_hash:s,"
               "seconds:n");
  ExpectFields(run.LastLine()["bounds"],
               "api_faults:n,commands:n,provider_events:n,requests_in_flight:n,outcomes:a,"
               "error_kinds:a");
  EXPECT_EQ(run.LastLine()["bounds"]["requests_in_flight"], 1);
  EXPECT_EQ(run.LastLine()["closed"], true);
  run = Run("run mill/order --seed 7 --max-histories 200 --json");
  EXPECT_EQ(run.status, 0);
  ExpectFields(run.LastLine(),
               "command:s,scenario:s,seed:s,histories:n,effects:n,histories_per_second:n,void:n,"
               "violations:a,"
               "unreached:a,held:b,history_hash:s,seconds:n");
  EXPECT_EQ(run.LastLine()["histories"], 200);
}

TEST_F(Cli, ViolationsNameFilesThatReplay) {
  const ProgramRun run = Run("exhaust mill/order --defect mill/forgets-the-order --json --out a/b");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.LastLine()["held"], false);
  ASSERT_FALSE(run.LastLine()["violations"].empty());
  const Json report = run.LastLine();
  for (const Json& violation : report["violations"]) {
    ExpectFields(violation, "signature:s,invariant:s,counterexample:s");
    const std::string file = violation["counterexample"].get<std::string>();
    EXPECT_THAT(file, ::testing::StartsWith("a/b/ONE-GRINDING-"));
    const ProgramRun replay = Run("replay " + file + " --json");
    EXPECT_EQ(replay.status, 1);
    ExpectFields(
        replay.LastLine(),
        "command:s,file:s,answer:s,faults:n,faults_placed:n,step:n,violated:b,invariant:s");
    EXPECT_EQ(replay.LastLine()["answer"], "exact");
    const ProgramRun fixed = Run("replay " + file + " --json --defect none");
    EXPECT_EQ(fixed.status, 0);
    EXPECT_EQ(fixed.LastLine()["answer"], "rebased");
    EXPECT_EQ(fixed.LastLine()["invariant"], "");
    EXPECT_EQ(Run("shrink " + file + " --json").LastLine()["signature"], violation["signature"]);
    ExpectFields(Run("explain " + file + " --json").LastLine(),
                 "command:s,file:s,necessary:a,variations:a");
  }
}

TEST_F(Cli, ListAndBankKeepTheirFields) {
  const Json list = Run("list --json").LastLine();
  ExpectFields(list, "scenarios:a,defects:a,effects:a,faults:a");
  ExpectFields(list["scenarios"][0], "name:s,component:s,summary:s");
  ExpectFields(list["defects"][0], "id:s,component:s,source:s,summary:s,violates:a");
  ExpectFields(list["effects"][0], "name:s,port:s,mutates:b");
  ExpectFields(list["faults"][0], "name:s,legal_when:s");
  const ProgramRun bank = Run("bank --json");
  EXPECT_EQ(bank.status, 1) << "one defect survives";
  ExpectFields(bank.LastLine(), "command:s,defects:a,killed:n,total:n,clean:b,seconds:n");
  const Json report = bank.LastLine();
  for (const Json& row : report["defects"]) {
    ExpectFields(row,
                 "id:s,component:s,source:s,killed:b,invariant:s,histories:n,seconds:n,faults:n,"
                 "signatures:n,"
                 "counterexample:s,clean_with_defect_off:b,fault_free_clean:b");
    if (!row["killed"].get<bool>()) continue;
    EXPECT_EQ(Run("replay " + row["counterexample"].get<std::string>()).status, 1);
  }
  EXPECT_EQ(Run("bank --defect mill/forgets-the-order --json").status, 0);
}

TEST_F(Cli, ErrorsAreInTheJsonToo) {
  const std::pair<const char*, int> lines[] = {
      {"run no/such --json", 2},         {"exhaust mill/order --faults -1 --json", 2},
      {"replay missing.json --json", 2}, {"nothing --json", 2},
      {"close mill/two --json", 2},      {"exhaust mill/order --backend real --json", 3},
      {"bank --component x --json", 4},  {"exhaust mill/spin --watchdog 300ms --json", 5}};
  for (const auto& [words, status] : lines) {
    const ProgramRun run = Run(words);
    EXPECT_EQ(run.status, status) << words;
    ExpectFields(run.LastLine(), "command:s,error:s");
    EXPECT_THAT(run.err, HasSubstr("relapse: " + run.LastLine().value("error", "?"))) << words;
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_)) << "something was written";
}

TEST_F(Cli, TheFirstLineRepeatsTheRun) {
  const ProgramRun first =
      Run("run mill/order --max-histories 300 --parameters '{\"grinding_ms\": 700}' --json");
  const std::string line = first.err.substr(0, first.err.find('\n'));
  ASSERT_THAT(line, ::testing::StartsWith("repeat: relapse run mill/order"));
  const ProgramRun second = RunProgram(line.substr(8) + " --json", folder_);
  EXPECT_EQ(first.LastLine()["history_hash"], second.LastLine()["history_hash"]);
  EXPECT_EQ(first.LastLine()["seed"], second.LastLine()["seed"]);
  const ProgramRun other = Run("run mill/order --max-histories 300 --seed 1 --json");
  EXPECT_NE(first.LastLine()["history_hash"], other.LastLine()["history_hash"]);
}

TEST_F(Cli, NoColourAndNoProgressWithoutATerminal) {
  const ProgramRun run = Run("exhaust mill/order --defect mill/forgets-the-order");
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.out.find('\x1b'), std::string::npos);
  EXPECT_THAT(run.out, ::testing::StartsWith("repeat: relapse exhaust mill/order"));
}

TEST_F(Cli, AChildProcessWitnessesDeterminism) {
  EXPECT_GT(
      Run("run mill/order --seed 1 --max-histories 500 --json").LastLine()["repeated_in_child"], 0);
  // Nothing that happens in one process can tell: each address stays where it is.
  for (const char* words :
       {"run mill/address --max-histories 1000 --seed 1 --json",
        "exhaust mill/address --faults 2 --json", "close mill/address --json"}) {
    const ProgramRun run = Run(words);
    EXPECT_EQ(run.status, 5) << words;
    const std::string error = run.LastLine().value("error", "");
    EXPECT_THAT(error, HasSubstr("in a child process with other addresses")) << words;
    EXPECT_THAT(error, HasSubstr("the first differing event is number")) << words;
    EXPECT_THAT(error, HasSubstr("get_grinding")) << words;
  }
}

TEST_F(Cli, ACounterexampleThatTheChildDoesNotRepeatIsNotReported) {
  const ProgramRun run =
      Run("exhaust mill/address --faults 1 --defect mill/forgets-the-order --json");
  EXPECT_EQ(run.status, 5);
  EXPECT_THAT(run.LastLine().value("error", ""), HasSubstr("counterexample"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_)) << "something was written";
}

TEST_F(Cli, WithoutAChildOneLineSaysSo) {
  const char* words = "(ulimit -n 6; relapse exhaust mill/order --faults 2)";
  const ProgramRun held = RunProgram(words, folder_);
  EXPECT_EQ(held.status, 0) << held.err;
  EXPECT_THAT(held.out, HasSubstr("none in a child process (this program cannot be run again: "));
}

TEST_F(Cli, TheCanaryDies) {
  EXPECT_EQ(Run("run canary --max-histories 1000 --json").status, 1);
  EXPECT_EQ(Run("run canary --max-histories 20 --keep-going --json").LastLine()["histories"], 20);
}

TEST_F(Cli, ReductionsChangeNoVerdict) {
  const Json with =
      Run("exhaust mill/order --faults 2 --defect mill/forgets-the-order --json").LastLine();
  const Json without = Run("exhaust mill/order --faults 2 --defect mill/forgets-the-order --json "
                           "--no-merge --no-prune")
                           .LastLine();
  const auto signatures = [](const Json& json) {
    std::set<std::string> all;
    for (const Json& one : json["violations"]) all.insert(one["signature"].get<std::string>());
    return all;
  };
  EXPECT_EQ(signatures(with), signatures(without));
}

TEST_F(Cli, AnInterruptedRunReportsAndIsInconclusive) {
  // TERM, because a shell starts its background children deaf to INT.
  const ProgramRun term = RunProgram(
      "'" RELAPSE_TEST_PROGRAM
      "' run mill/order --max-time 60s --json & sleep 1; kill -TERM $!; wait $!; exit $?",
      folder_);
  EXPECT_EQ(term.status, 4);
  EXPECT_GT(term.LastLine()["histories"], 0);
}

TEST_F(Cli, DoctorFindsWhatIsWrong) {
  const ProgramRun healthy = Run("doctor mill/order --json");
  EXPECT_EQ(healthy.status, 0);
  EXPECT_EQ(healthy.LastLine()["ok"], true);
  const ProgramRun sick = Run("doctor mill/masks --json");
  EXPECT_EQ(sick.status, 5);
  EXPECT_THAT(sick.LastLine().value("error", ""),
              HasSubstr("not masked: mill.grindings.0.ready_at"));
}

TEST_F(Cli, DoctorLocatesTheFirstEventThatDiffers) {
  const ProgramRun same = Run("doctor mill/order --locate --json");
  EXPECT_EQ(same.status, 0);
  const Json check = same.LastLine()["scenarios"][0]["checks"][0];
  EXPECT_EQ(check["name"], "locate");
  EXPECT_THAT(check.value("detail", ""), HasSubstr("no two runs differ in any event"));
  const ProgramRun other = Run("doctor mill/address --locate --json");
  EXPECT_EQ(other.status, 5);
  EXPECT_THAT(other.LastLine().value("error", ""), HasSubstr("event is number"));
}

}  // namespace
}  // namespace relapse

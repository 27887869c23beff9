// The command's texts, compared with tests/harness/golden/*.txt. Figures that any change of the
// exploration moves (counts, times, hashes) are masked; words, timelines and plans are not.
// RELAPSE_UPDATE_GOLDEN=1 writes the files anew: read the difference before committing it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/harness/program_run.h"

namespace relapse {
namespace {

std::string Masked(std::string text) {
  static const std::regex kTimes(R"(\b\d+\.\d (ms|s)\b|\b\d+ min \d+ s\b)");
  static const std::regex kCounts(
      R"(\b\d[\d,]* (plans?|histor(?:y|ies)|effects?|crash states?|merges?|edges?|runs?|fields?|legal outcomes?|violating|crash(?:es)?)\b)");
  static const std::regex kHistory(R"(\b(history|worst) \d[\d,]*)");
  static const std::regex kSignatures(R"(\b\d+\.\d\d signatures)");
  static const std::regex kHashes(R"(\b[0-9a-f]{16}\b)");
  static const std::regex kColumn(R"( +\d[\d,]* +T\b)");
  text = std::regex_replace(text, kTimes, "T");
  text = std::regex_replace(text, kCounts, "N $1");
  text = std::regex_replace(text, kHistory, "$1 N");
  text = std::regex_replace(text, kSignatures, "N signatures");
  text = std::regex_replace(text, kColumn, "  N  T");
  return std::regex_replace(text, kHashes, "HASH");
}

/// Runs every "$ " line of the file, in order, in one folder, and puts the answers below.
std::string Played(const std::string& golden) {
  const std::string folder = FreshFolder();
  std::istringstream lines(golden);
  std::string played;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ")) played += line + "\n";
    if (!line.starts_with("$ ")) continue;
    const ProgramRun run = RunProgram(line.substr(2), folder);
    played +=
        line + "\n" + Masked(run.out + run.err) + "[exit " + std::to_string(run.status) + "]\n";
  }
  std::filesystem::remove_all(folder);
  return played;
}

class CliGolden : public ::testing::TestWithParam<const char*> {};

TEST_P(CliGolden, TextsAreAsReviewed) {
  const std::string path = std::string(RELAPSE_GOLDEN_FOLDER) + "/" + GetParam() + ".txt";
  const std::string golden = ReadText(path);
  ASSERT_NE(golden, "") << path;
  const std::string played = Played(golden);
  if (std::getenv("RELAPSE_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << played;
  } else {
    EXPECT_EQ(played, golden) << "RELAPSE_UPDATE_GOLDEN=1 writes " << path << " anew";
  }
}

INSTANTIATE_TEST_SUITE_P(Files, CliGolden,
                         ::testing::Values("list", "held", "violated", "replay", "bank", "doctor",
                                           "errors", "inconclusive", "campaign"),
                         [](const auto& file) { return std::string(file.param); });

}  // namespace
}  // namespace relapse

// --html of the command: a page for every exploration and the bank, the same bytes each time, one
// clear line where the file cannot be written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>

#include "tests/harness/program_run.h"

namespace relapse {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Html : public ::testing::Test {
 protected:
  ~Html() override { std::filesystem::remove_all(folder_); }
  ProgramRun Run(const std::string& words) { return RunProgram("relapse " + words, folder_); }
  std::string Page(const std::string& file) const { return ReadText(folder_ + "/" + file); }

  const std::string folder_ = FreshFolder();
};

TEST_F(Html, AViolationIsAFindingWithLanes) {
  const ProgramRun run =
      Run("exhaust mill/order --defect mill/forgets-the-order --json --html pages/a.html");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.LastLine().value("html", ""), "pages/a.html");
  const std::string page = Page("pages/a.html");
  for (const char* part :
       {"<span class=\"badge bad\">VIOLATED</span>", "<h1>relapse exhaust mill/order</h1>",
        "with the defect mill/forgets-the-order switched on", "<div class=\"lanes n2\">",
        "title=\"miller\">miller</b>", "title=\"mill\">mill</b>",
        "unchanged throughout: book and in_flight", "<th>mill.grindings.1</th>",
        "the fault is necessary: without it the history holds", "relapse replay out/ONE-GRINDING-",
        "✗ crash after", "◀ ONE-GRINDING"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  const std::regex violated(
      "ONE-GRINDING</th><td>always</td><td><span class=\"badge bad\">violated");
  EXPECT_TRUE(std::regex_search(page, violated));
}

TEST_F(Html, NeverReachedIsMarked) {
  EXPECT_EQ(Run("close mill/pigs --html pigs.html").status, 4);
  const std::string page = Page("pigs.html");
  EXPECT_THAT(page, HasSubstr("<span class=\"badge doubt\">INCONCLUSIVE</span>"));
  EXPECT_TRUE(std::regex_search(
      page,
      std::regex("pigs-fly</th><td>sometimes</td><td><span class=\"badge doubt\">never reached<")));
  EXPECT_THAT(page, Not(HasSubstr("class=\"lanes")));
}

TEST_F(Html, TheGridCountsWhatWasDone) {
  const Json report = Run("exhaust mill/order --faults 2 --json --html grid.html").LastLine();
  EXPECT_EQ(report["held"], true);
  const std::string page = Page("grid.html");
  const std::regex row("<th scope=\"row\">create_grinding</th>((?:<td[^>]*>[^<]*</td>)+)");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(page, found, row));
  std::vector<std::string> cells;
  const std::string text = found[1];
  const std::regex cell("<td[^>]*>([^<]*)</td>");
  for (std::sregex_iterator at(text.begin(), text.end(), cell), end; at != end; ++at) {
    cells.push_back((*at)[1]);
  }
  ASSERT_EQ(cells.size(), 22u) << "eleven outcomes, first and later lives";
  EXPECT_GT(std::stoi(cells[0]), 0) << "it happened";
  EXPECT_EQ(cells[2], "=") << "dying before it is dying after what came before";
  EXPECT_GT(std::stoi(cells[4]), 0) << "crash after";
  EXPECT_GT(std::stoi(cells[6]), 0) << "error before";
  EXPECT_GT(std::stoi(cells[7]), 0) << "error before, in recovery";
  EXPECT_EQ(cells[10], "–") << "late is not legal: the mill does not refuse a second order";
  EXPECT_EQ(cells[12], "·") << "cancel is outside the standard basis";
  EXPECT_EQ(cells[14], "–") << "no read of the mill's may be stale";
  EXPECT_EQ(cells[16], "·") << "delay is outside the standard basis";
  EXPECT_EQ(cells[18], "–") << "the mill's world declares no disturbance";
}

TEST_F(Html, CountingChangesNoHistory) {
  for (const char* words : {"exhaust mill/order --faults 2", "close mill/order",
                            "run mill/order --seed 7 --max-histories 300"}) {
    const Json without = Run(words + std::string(" --json")).LastLine();
    const Json with = Run(words + std::string(" --json --html x.html")).LastLine();
    EXPECT_EQ(without["history_hash"], with["history_hash"]) << words;
    EXPECT_EQ(without["effects"], with["effects"]) << words;
  }
}

TEST_F(Html, TheSameRunGivesTheSameBytes) {
  for (const char* words :
       {"exhaust mill/order --defect mill/forgets-the-order", "close mill/order",
        "run mill/order --seed 7 --max-histories 300 --defect mill/orders-twice", "bank"}) {
    std::string pages[2];
    for (std::string& page : pages) {
      Run(words + std::string(" --html same.html"));
      page = std::regex_replace(Page("same.html"), std::regex("<td class=\"n time\">[^<]*"), "T");
    }
    EXPECT_FALSE(pages[0].empty()) << words;
    EXPECT_EQ(pages[0], pages[1]) << words;
  }
}

TEST_F(Html, TheBankIsATable) {
  EXPECT_EQ(Run("bank --html bank.html").status, 1);
  const std::string page = Page("bank.html");
  EXPECT_THAT(page, HasSubstr("<table class=\"bank\">"));
  EXPECT_THAT(page, HasSubstr("<span class=\"badge good\">ONE-GRINDING</span>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"badge bad\">SURVIVED</span>"));
  EXPECT_THAT(page, HasSubstr("relapse replay out/bank/mill-forgets-the-order.json"));
  EXPECT_THAT(page, HasSubstr("2 of 3 killed"));
}

TEST_F(Html, AFileThatCannotBeWrittenIsRefusedBeforeAnythingRuns) {
  std::filesystem::create_directories(folder_ + "/folder");
  const std::pair<const char*, const char*> files[] = {{"folder", "is a directory"},
                                                       {"''", "names no file"},
                                                       {"folder/", "names no file"},
                                                       {"/dev/null", "is no ordinary file"},
                                                       {"/proc/page.html", "cannot be written"},
                                                       {"/dev/null/page.html", "is no directory"}};
  for (const auto& [file, why] : files) {
    const ProgramRun run = Run(std::string("exhaust mill/order --html ") + file);
    EXPECT_EQ(run.status, 2) << file;
    EXPECT_EQ(run.out, "") << file;
    EXPECT_THAT(run.err, ::testing::StartsWith("relapse: --html")) << file;
    EXPECT_THAT(run.err, HasSubstr(why));
    EXPECT_EQ(run.err.find('\n'), run.err.size() - 1) << "one line";
  }
  const ProgramRun wrong = Run("exhaust mill/nothing --html never.html");
  EXPECT_EQ(wrong.status, 2);
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/never.html"));
  EXPECT_EQ(Run("replay x.json --html a.html").status, 2) << "it explores nothing";
}

TEST_F(Html, NothingElseIsLeftBehind) {
  Run("exhaust mill/order --html only.html");
  std::vector<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    left.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(left, ::testing::Contains("only.html"));
  for (const std::string& name : left) EXPECT_THAT(name, Not(HasSubstr(".tmp")));
}

}  // namespace
}  // namespace relapse

// Laws of counterexample files: written whole or not at all, read with a message that says what is
// wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/explore/counterexample.h"
#include "tests/harness/toy.h"

namespace relapse {
namespace {

namespace files = std::filesystem;
using ::testing::HasSubstr;

class Folder : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (files::temp_directory_path() / "relapse_test_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { files::remove_all(root_); }

  std::string Path(const std::string& name) const { return (root_ / name).string(); }
  void Put(const std::string& name, const std::string& content) const {
    std::ofstream(Path(name)) << content;
  }
  std::string Content(const std::string& name) const {
    std::stringstream content;
    content << std::ifstream(Path(name)).rdbuf();
    return content.str();
  }
  /// Names of everything below the folder.
  std::vector<std::string> Listing() const {
    std::vector<std::string> names;
    for (const auto& entry : files::recursive_directory_iterator(root_)) {
      names.push_back(files::relative(entry.path(), root_).string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  files::path root_;
};

/// What an action throws, or "".
template <class Exception, class Action>
std::string Thrown(Action&& action) {
  try {
    action();
  } catch (const Exception& error) {
    return error.what();
  }
  return "";
}

using WriteFile = Folder;

TEST_F(WriteFile, MakesTheFoldersAndLeavesNothingElse) {
  WriteFileAtomically(Path("out/deep/file.json"), "first");
  EXPECT_EQ(Content("out/deep/file.json"), "first");
  WriteFileAtomically(Path("out/deep/file.json"), "second");
  EXPECT_EQ(Content("out/deep/file.json"), "second");
  EXPECT_THAT(Listing(), ::testing::ElementsAre("out", "out/deep", "out/deep/file.json"));
}

TEST_F(WriteFile, OntoAFolderFailsAndLeavesItAlone) {
  files::create_directory(Path("taken"));
  Put("taken/inside", "kept");
  const std::string message =
      Thrown<std::runtime_error>([&] { WriteFileAtomically(Path("taken"), "new"); });
  EXPECT_THAT(message, HasSubstr("cannot rename to " + Path("taken") + ": "));
  EXPECT_THAT(Listing(), ::testing::ElementsAre("taken", "taken/inside"));
}

TEST_F(WriteFile, BelowAFileFailsAndSaysWhere) {
  Put("file", "kept");
  const std::string message =
      Thrown<std::runtime_error>([&] { WriteFileAtomically(Path("file/below.json"), "new"); });
  EXPECT_THAT(message, HasSubstr(Path("file")));
  EXPECT_EQ(Content("file"), "kept");
  EXPECT_THAT(Listing(), ::testing::ElementsAre("file"));
}

TEST_F(WriteFile, WhereNobodyMayWriteFailsAndSaysWhere) {
  // Not a matter of permissions, so that it holds for the superuser too.
  const std::string message =
      Thrown<std::runtime_error>([] { WriteFileAtomically("/proc/relapse.json", "new"); });
  EXPECT_THAT(message, HasSubstr("cannot write /proc/relapse.json: "));
}

TEST_F(WriteFile, OnAFullDiskLeavesTheOldFileWhole) {
  WriteFileAtomically(Path("file.json"), "old");
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 1000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string message = Thrown<std::runtime_error>(
      [&] { WriteFileAtomically(Path("file.json"), std::string(100'000, 'x')); });
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_THAT(message, HasSubstr("cannot write " + Path("file.json")));
  EXPECT_EQ(Content("file.json"), "old");
  EXPECT_THAT(Listing(), ::testing::ElementsAre("file.json"));
}

Counterexample Example() {
  Counterexample example;
  example.title = "an order opened twice";
  example.scenario = "toy/courier";
  example.parameters = {{"tasks", 0}};
  example.defects = {"toy/blind-retry"};
  example.plan.faults = {{.place = {.process = "courier", .effect = "open"},
                          .outcome = Outcome::kErrorAfter,
                          .error = "timeout"}};
  example.verdict = {"ONE-ORDER", "two orders were opened", "open", 6};
  example.signature = "ONE-ORDER | open | error_after:timeout open";
  example.state_hashes = {"0123456789abcdef"};
  return example;
}

using ReadFile = Folder;

TEST_F(ReadFile, GivesBackWhatWasWritten) {
  WriteCounterexample(Path("a.json"), Example());
  EXPECT_EQ(ReadCounterexample(Path("a.json")).ToJson(), Example().ToJson());
  EXPECT_EQ(Content("a.json").back(), '\n');
}

TEST_F(ReadFile, NamesTheFileThatIsNotThere) {
  EXPECT_EQ(Thrown<std::invalid_argument>([&] { ReadCounterexample(Path("none.json")); }),
            "cannot read " + Path("none.json") + ": No such file or directory");
  EXPECT_EQ(Thrown<std::invalid_argument>([&] { ReadCounterexample(Path("")); }),
            "cannot read " + Path("") + ": it is a directory");
}

/// The message about a file with this content.
class Broken : public Folder {
 protected:
  std::string About(const std::string& content) const {
    Put("broken.json", content);
    const std::string message =
        Thrown<std::invalid_argument>([&] { ReadCounterexample(Path("broken.json")); });
    EXPECT_THAT(message, ::testing::StartsWith(Path("broken.json"))) << content;
    return message;
  }
  /// The message about an example changed by `change`.
  std::string AboutChanged(const std::function<void(Json&)>& change) const {
    Json json = Example().ToJson();
    change(json);
    return About(json.dump());
  }
};

TEST_F(Broken, WhatIsNoJson) {
  for (const char* content : {"", "{", "{\"format\": \"relapse", "\xff\xfe", "half {}"}) {
    EXPECT_THAT(About(content), HasSubstr("is no JSON: fetch the counterexample again"));
  }
  const std::string whole = Example().ToJson().dump();
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    EXPECT_THAT(About(whole.substr(0, length)), HasSubstr("is no JSON"));
  }
}

TEST_F(Broken, WhatIsAnotherDocument) {
  for (const char* content : {"[]", "3", "null", "\"relapse counterexample\"", "{}",
                              "{\"format\": \"relapse report\"}"}) {
    EXPECT_THAT(About(content), HasSubstr("not a relapse counterexample")) << content;
  }
}

TEST_F(Broken, WhatIsOfAnotherVersion) {
  EXPECT_THAT(AboutChanged([](Json& json) { json["version"] = 2; }),
              HasSubstr("format version 2; this program reads version 1"));
}

TEST_F(Broken, WhatIsMissingIsNamed) {
  for (const char* field : {"version", "scenario", "parameters", "defects", "plan", "verdict"}) {
    EXPECT_THAT(AboutChanged([&](Json& json) { json.erase(field); }), HasSubstr(field));
  }
  EXPECT_THAT(AboutChanged([](Json& json) { json["plan"].erase("faults"); }), HasSubstr("faults"));
  EXPECT_THAT(AboutChanged([](Json& json) { json["verdict"].erase("invariant"); }),
              HasSubstr("invariant"));
}

TEST_F(Broken, WhatHasTheWrongType) {
  for (const char* field : {"version", "scenario", "defects", "plan", "verdict", "state_hashes"}) {
    EXPECT_NE(AboutChanged([&](Json& json) { json[field] = Json{{"wrong", true}}; }), "") << field;
    EXPECT_NE(AboutChanged([&](Json& json) { json[field] = nullptr; }), "") << field;
  }
  EXPECT_NE(AboutChanged([](Json& json) { json["plan"]["faults"][0]["place"]["nth"] = "two"; }),
            "");
}

TEST_F(Broken, AFaultThatATypingErrorEmptiedWouldPlayAsNone) {
  const auto fault = [&](const char* field, const Json& value) {
    return AboutChanged([&](Json& json) {
      Json& broken = json["plan"]["faults"][0];
      value.is_null() ? (void)broken.erase(field) : (void)(broken[field] = value);
    });
  };
  EXPECT_THAT(fault("outcome", nullptr), HasSubstr("fault 1 of the plan has no outcome"));
  EXPECT_THAT(fault("outcome", "crash"), HasSubstr("unknown value \"crash\""));
  EXPECT_THAT(fault("place", nullptr), HasSubstr("fault 1 of the plan names no effect"));
  EXPECT_THAT(fault("calls", 0), HasSubstr("covers fewer than 1 call"));
  EXPECT_THAT(fault("timers_while_down", -1), HasSubstr("fewer than 0 timers"));
  EXPECT_THAT(fault("late_by", -1), HasSubstr("before it was sent"));
  EXPECT_THAT(fault("skip", -1), HasSubstr("fewer than 0 times"));
}

TEST(Replay, SaysWhichFaultFoundNoPlaceAndWhichMayNotBe) {
  const auto toy = toy::MakeToy({.blind_retry = true});
  RestOracle oracle(*toy);
  Counterexample lost = Example();
  lost.plan.faults[0].place.effect = "nowhere";
  Replay replay = ReplayCounterexample(*toy, oracle, lost);
  EXPECT_EQ(replay.answer, ReplayAnswer::kDiverged);
  EXPECT_EQ(replay.diverged, "fault 1 of 1 (error_after:timeout nowhere) found no place");
  Counterexample illegal = Example();
  illegal.plan.faults[0].place.effect = "look";
  replay = ReplayCounterexample(*toy, oracle, illegal);
  EXPECT_EQ(replay.answer, ReplayAnswer::kDiverged);
  EXPECT_EQ(replay.diverged,
            "fault 1 of 1 (error_after:timeout look) is not legal where its place "
            "came: error_after is not legal at look");
}

}  // namespace
}  // namespace relapse

// Arguments, parameters and near misses, without running anything.
#include "harness/cli/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/cli/did_you_mean.h"
#include "harness/cli/exit_status.h"
#include "harness/cli/options.h"
#include "harness/cli/target.h"
#include "harness/core/hash.h"

namespace relapse {
namespace {

/// What CommandError says, or "" if nothing is thrown.
template <class Action>
std::string Complaint(Action action) {
  try {
    action();
  } catch (const CommandError& error) {
    return error.what();
  }
  return "";
}

Arguments Read(std::vector<std::string> words) {
  words.insert(words.begin(), "relapse");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  std::string help;
  return ReadOptions(static_cast<int>(argv.size()), argv.data(), help).value();
}

TEST(DidYouMean, FindsTheNearestName) {
  const std::vector<std::string> known{"planetscale/apply", "planetscale/deferred-deploy",
                                       "canary"};
  EXPECT_EQ(ClosestName("planetscale/aply", known), "planetscale/apply");
  EXPECT_EQ(ClosestName("apply", known), "planetscale/apply");
  EXPECT_EQ(ClosestName("canray", known), "canary");
  EXPECT_EQ(ClosestName("something else", known), "");
  EXPECT_EQ(DidYouMean("canry", known), " Did you mean canary?");
}

RC_GTEST_PROP(DidYouMean, DistanceIsAMetric, (const std::string& a, const std::string& b)) {
  RC_ASSERT(EditDistance(a, a) == 0U);
  RC_ASSERT(EditDistance(a, b) == EditDistance(b, a));
  RC_ASSERT(EditDistance(a, b) <= std::max(a.size(), b.size()));
}

TEST(Arguments, SeedsAreDecimalHexadecimalOrACommit) {
  EXPECT_EQ(ParseSeed("--seed", "8842190021"), 8842190021U);
  EXPECT_EQ(ParseSeed("--seed", "18446744073709551615"), ~std::uint64_t{0});
  EXPECT_EQ(ParseSeed("--seed", "0xff"), 255U);
  const std::string commit = "0123456789ABCDEF0123456789abcdef01234567";
  EXPECT_EQ(ParseSeed("--seed", commit), HashBytes("0123456789abcdef0123456789abcdef01234567"));
  for (const char* bad : {"", "x", "-1", "1.5", "18446744073709551616", "deadbeef", "0x"}) {
    EXPECT_NE(Complaint([&] { (void)ParseSeed("--seed", bad); }), "") << bad;
  }
}

TEST(Arguments, TimesHaveUnits) {
  EXPECT_EQ(ParseDuration("--max-time", "40s"), 40'000);
  EXPECT_EQ(ParseDuration("--max-time", "2m"), 120'000);
  EXPECT_EQ(ParseDuration("--max-time", "500ms"), 500);
  for (const char* bad : {"", "40", "s", "-1s", "1.5s", "99999999999999h", "4 s"}) {
    EXPECT_EQ(Complaint([&] { (void)ParseDuration("--max-time", bad); }),
              "--max-time \"" + std::string(bad) + "\": wants a time such as 40s, 2m or 500ms");
  }
}

TEST(Arguments, CountsHaveBounds) {
  EXPECT_EQ(ParseCount("--faults", "2", 0, 8), 2);
  EXPECT_EQ(Complaint([] { (void)ParseCount("--faults", "-1", 0, 8); }),
            "--faults \"-1\": wants a whole number from 0 to 8");
  EXPECT_NE(Complaint([] { (void)ParseCount("--faults", "2x", 0, 8); }), "");
  EXPECT_NE(Complaint([] { (void)ParseCount("--faults", "", 0, 8); }), "");
}

TEST(Arguments, WordsForAShellAreQuoted) {
  EXPECT_EQ(ShellQuoted("planetscale/apply"), "planetscale/apply");
  EXPECT_EQ(ShellQuoted("it's"), "'it'\\''s'");
  EXPECT_EQ(ShellQuoted(""), "''");
}

TEST(Arguments, TheRepeatingCommandReadsBackAsTheSame) {
  const std::vector<std::vector<std::string>> lines = {
      {"exhaust", "a/b", "--faults", "2", "--no-merge", "--basis", "all", "--defect", "x",
       "--defect", "y"},
      {"close", "a/b", "--api-faults", "0", "--max-states", "7", "--no-prune", "--draw", "0x7"},
      {"run", "a/b", "--seed", "7", "--max-time", "1500ms", "--keep-going"},
      {"run", "a/b", "--seed", "7", "--max-histories", "9", "--parameters", R"({"k":2,"s":"x"})"},
      {"replay", "a/b.json", "--defect", "none"},
      {"bank", "--component", "a", "--defect", "a/x"}};
  for (const auto& line : lines) {
    const std::string repeat = RepeatCommand(Read(line));
    for (const std::string& word : line) EXPECT_THAT(repeat, ::testing::HasSubstr(word));
  }
  EXPECT_EQ(RepeatCommand(Read({"exhaust", "a/b"})), "relapse exhaust a/b --faults 1");
  EXPECT_EQ(RepeatCommand(Read({"run", "a/b", "--seed", "7", "--parameters", R"({"k": 2})"})),
            R"(relapse run a/b --parameters '{"k":2}' --seed 7)");
}

TEST(Arguments, WhatExcludesEachOtherIsRefused) {
  EXPECT_EQ(Complaint([] {
              (void)Read({"close", "a", "--draw", "1", "--parameters", "{}"});
            }),
            "--parameters and --draw exclude each other: give the parameters or draw them");
  EXPECT_NE(Complaint([] { (void)Read({"run", "a", "--faults", "1"}); }), "");
  EXPECT_NE(Complaint([] { (void)Read({"list", "extra"}); }), "");
  EXPECT_NE(Complaint([] { (void)Read({"exhaust", "a", "--basis", "standrad"}); }), "");
}

TEST(Parameters, AreMergedOverTheDefaults) {
  const Json defaults = {
      {"n", 1}, {"kind", "mixed"}, {"inner", {{"x", 1}, {"y", 2}}}, {"list", {1}}};
  const Json merged =
      MergedParameters(defaults, {{"n", 2}, {"inner", {{"y", 3}}}, {"list", {4, 5}}});
  EXPECT_EQ(merged,
            Json({{"n", 2}, {"kind", "mixed"}, {"inner", {{"x", 1}, {"y", 3}}}, {"list", {4, 5}}}));
  EXPECT_EQ(Complaint([&] {
              (void)MergedParameters(defaults, {{"kin", "x"}});
            }),
            "no parameter \"kin\". Did you mean kind? (relapse list --json shows the default "
            "parameters)");
  EXPECT_THAT(Complaint([&] {
                (void)MergedParameters(defaults, {{"inner", {{"z", 1}}}});
              }),
              ::testing::HasSubstr("no parameter \"inner.z\""));
  EXPECT_THAT(Complaint([&] {
                (void)MergedParameters(defaults, {{"n", "two"}});
              }),
              ::testing::HasSubstr("parameter \"n\" is \"two\""));
  EXPECT_NE(Complaint([&] { (void)MergedParameters(defaults, {{"n", 1.5}}); }), "");
}

}  // namespace
}  // namespace relapse

// Laws of the core: hashes and random numbers are the same on every compiler, texts are values,
// errors travel as they are.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "harness/core/check.h"
#include "harness/core/hash.h"
#include "harness/core/hash_index.h"
#include "harness/core/result.h"
#include "harness/core/rng.h"

namespace relapse {
namespace {

TEST(Hash, IsTheSameOnEveryCompilerAndMachine) {
  EXPECT_EQ(MixBits(1), 0x5692161d100b05e5ULL);
  EXPECT_EQ(HashCombine(1, 2), 0x30883360cc68d7b1ULL);
  EXPECT_EQ(HashBytes(""), 0x51ed270b27b4f3cfULL);
  EXPECT_EQ(HashBytes("relapse"), 0x9fbcd60fcef63c2bULL);
  EXPECT_EQ(HashBytes("eight by"), 0x0bf27d47792ae2e3ULL);
  EXPECT_EQ(HashBytes("more than eight bytes \xff\x80"), 0xb530261e3ce4c495ULL);
}

TEST(Hash, LengthIsPartOfIt) {
  EXPECT_NE(HashBytes("a"), HashBytes(std::string_view("a\0", 2)));
  EXPECT_NE(HashBytes(""), HashBytes(std::string_view("\0", 1)));
}

TEST(Hash, PrintsAs16Digits) {
  EXPECT_EQ(HashText(0), "0000000000000000");
  EXPECT_EQ(HashText(0x0123456789abcdefULL), "0123456789abcdef");
}

RC_GTEST_PROP(Hash, TheOrderOfWordsMatters, (std::uint64_t a, std::uint64_t b)) {
  RC_PRE(a != b);
  RC_ASSERT(HashCombine(HashCombine(0, a), b) != HashCombine(HashCombine(0, b), a));
}

RC_GTEST_PROP(HashIndex, FindsWhatWasInsertedAndNothingElse, ()) {
  // Few hashes, so that ids collide; the model is a multimap.
  const auto hashes = *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange(0, 40));
  HashIndex index;
  std::multimap<std::uint64_t, int> model;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    index.Insert(hashes[i], static_cast<int>(i));
    model.emplace(hashes[i], static_cast<int>(i));
  }
  for (std::uint64_t hash = 0; hash < 50; ++hash) {
    for (const auto& [key, id] : model) {
      const int wanted = id;
      const int found = index.Find(hash, [&](int candidate) { return candidate == wanted; });
      RC_ASSERT(found == (key == hash ? wanted : -1));
    }
  }
  RC_ASSERT(index.size() == hashes.size());
}

TEST(HashIndex, GrowsWithoutLosingAnything) {
  HashIndex index;
  EXPECT_EQ(index.Find(1, [](int) { return true; }), -1);
  for (int i = 0; i < 10'000; ++i) index.Insert(MixBits(static_cast<std::uint64_t>(i)), i);
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_EQ(index.Find(MixBits(static_cast<std::uint64_t>(i)), [](int) { return true; }), i);
  }
}

TEST(Text, EqualContentsAreEqual) {
  EXPECT_EQ(Text("branch"), Text(std::string("branch")));
  EXPECT_NE(Text("branch"), Text("branch "));
  EXPECT_EQ(Text("branch").index(), Text(std::string_view("branches", 6)).index());
}

TEST(Text, TheDefaultIsEmpty) {
  EXPECT_TRUE(Text().empty());
  EXPECT_EQ(Text(), Text(""));
  EXPECT_EQ(Text().hash(), HashBytes(""));
  EXPECT_FALSE(Text("x").empty());
}

TEST(Text, StaysWhereItIsWhileTheTableGrows) {
  const Text early("the first of many");
  const std::string* address = &early.str();
  std::vector<Text> many;
  for (int i = 0; i < 5000; ++i) many.emplace_back("growing " + std::to_string(i));
  EXPECT_EQ(&Text("the first of many").str(), address);
  for (int i = 0; i < 5000; ++i)
    EXPECT_EQ(many[static_cast<std::size_t>(i)].str(), "growing " + std::to_string(i));
}

RC_GTEST_PROP(Text, ComparesAsItsContent, (const std::string& a, const std::string& b)) {
  RC_ASSERT((Text(a) == Text(b)) == (a == b));
  RC_ASSERT((Text(a) < Text(b)) == (a < b));
  RC_ASSERT((Text(a) > Text(b)) == (a > b));
  RC_ASSERT(Text(a).hash() == HashBytes(a));
  RC_ASSERT(Text(a).str() == a);
}

TEST(Text, FindsParts) {
  EXPECT_TRUE(Text("schema change").contains("a ch"));
  EXPECT_FALSE(Text("schema change").contains("drop"));
  EXPECT_TRUE(Text("schema change").starts_with("schema"));
  EXPECT_FALSE(Text("schema").starts_with("schema change"));
}

TEST(Rng, IsTheSameOnEveryCompilerAndMachine) {
  Rng rng(1);
  EXPECT_EQ(rng.Next(), 0x910a2dec89025cc1ULL);
  EXPECT_EQ(rng.Next(), 0xbeeb8da1658eec67ULL);
  EXPECT_EQ(rng.Below(1000), 971ULL);
  Rng part = rng.Split(7);
  EXPECT_EQ(part.Next(), 0x1e207cf53f8f44d4ULL);
  EXPECT_EQ(rng.Next(), 0x71bb54d8d101b5b9ULL);
}

RC_GTEST_PROP(Rng, StaysBelowTheBound, (std::uint64_t seed, std::uint64_t bound)) {
  Rng rng(seed);
  const std::uint64_t drawn = rng.Below(bound);
  RC_ASSERT((bound == 0 && drawn == 0) || drawn < bound);
}

TEST(Rng, ChanceIsARatio) {
  Rng rng(3);
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) hits += rng.Chance(1, 4);
  EXPECT_NEAR(hits, 2500, 200);
  EXPECT_TRUE(rng.Chance(1, 1));
  EXPECT_FALSE(rng.Chance(0, 1));
}

Result<int> Half(int n) {
  if (n % 2 != 0) return Fail(kInvalid, "odd", 7);
  return n / 2;
}
Result<int> Quarter(int n) {
  RELAPSE_ASSIGN(const int half, Half(n));
  RELAPSE_RETURN_IF_ERROR(Half(half));
  return Half(half);
}

TEST(Result, ErrorsTravelUpAsTheyAre) {
  EXPECT_EQ(Quarter(8).value(), 2);
  for (const int odd : {3, 6}) {
    const auto failed = Quarter(odd);
    ASSERT_FALSE(failed.ok());
    EXPECT_TRUE(failed.error().Is(kInvalid));
    EXPECT_FALSE(failed.error().Is(kConflict));
    EXPECT_EQ(failed.error().message, Text("odd"));
    EXPECT_EQ(failed.error().number, 7);
    EXPECT_FALSE(failed.error().injected);
  }
}

TEST(Check, SaysWhereAndWhat) {
  try {
    RELAPSE_CHECK(1 + 1 == 3, "sums");
    FAIL();
  } catch (const CheckFailure& failure) {
    EXPECT_NE(failure.message.find("core_test.cc"), std::string::npos) << failure.message;
    EXPECT_NE(failure.message.find("1 + 1 == 3: sums"), std::string::npos) << failure.message;
  }
}

}  // namespace
}  // namespace relapse

// Laws of described structs: JSON, content hash and names follow from the one list of fields.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/core/content_hash.h"
#include "harness/core/enum_names.h"
#include "harness/core/json.h"
#include "harness/core/result.h"

namespace relapse {
namespace {

enum class Colour : std::uint8_t { kRed, kGreen };
constexpr std::array<std::string_view, 2> kColours{"red", "green"};
std::string_view EnumName(Colour colour) { return NameOf(kColours, colour); }
void EnumFromName(std::string_view name, Colour& colour) { ReadName(kColours, name, colour); }

enum class Nameless : std::uint8_t { kZero, kOne, kTwo };

struct Leaf {
  Text name;
  TimeMs at = kNoTime;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("at", self.at, field::Age{1000});
  }
};

struct Tree {
  std::int64_t number = 0;
  bool flag = false;
  Colour colour = Colour::kRed;
  Nameless nameless = Nameless::kZero;
  std::vector<Leaf> leaves;
  std::optional<std::int64_t> maybe;
  std::shared_ptr<const Leaf> shared;
  std::int64_t ignored = 0;
  Nothing nothing;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
    visit("flag", self.flag, field::kPlain);
    visit("colour", self.colour, field::kPlain);
    visit("nameless", self.nameless, field::kPlain);
    visit("leaves", self.leaves, field::kInterchangeable);
    visit("maybe", self.maybe, field::kPlain);
    visit("shared", self.shared, field::kPlain);
    visit("ignored", self.ignored, field::kUnread);
    visit("nothing", self.nothing, field::kPlain);
  }
};

Tree FullTree() {
  Tree tree;
  tree.number = -7;
  tree.flag = true;
  tree.colour = Colour::kGreen;
  tree.nameless = Nameless::kTwo;
  tree.leaves = {{"first", 1000}, {"second", kNoTime}};
  tree.maybe = 0;
  tree.shared = std::make_shared<const Leaf>(Leaf{"shared", 5});
  tree.ignored = 9;
  return tree;
}

TEST(Json, ADescribedStructComesBackAsItWas) {
  const Tree tree = FullTree();
  Tree read;
  FromJson(ToJson(tree), read);
  EXPECT_EQ(ContentHash(read), ContentHash(tree));
  EXPECT_EQ(ToJson(read), ToJson(tree));
  Tree empty = FullTree();
  FromJson(ToJson(Tree{}), empty);
  EXPECT_EQ(empty.leaves.size(), 0U);
}

TEST(Json, FieldsAreWrittenInTheirOrderAndByTheirNames) {
  EXPECT_EQ(JsonLine(ToJson(FullTree())),
            R"({"number":-7,"flag":true,"colour":"green","nameless":2,)"
            R"("leaves":[{"name":"first","at":1000},{"name":"second","at":9223372036854775807}],)"
            R"("maybe":0,"shared":{"name":"shared","at":5},"ignored":9,"nothing":{}})");
  EXPECT_TRUE(ToJson(Tree{}).at("maybe").is_null());
}

TEST(Json, WhatIsMissingOrNullStaysAsItWas) {
  Tree tree = FullTree();
  FromJson(Json::parse(R"({"flag": false, "colour": null, "unknown": 1})"), tree);
  EXPECT_FALSE(tree.flag);
  EXPECT_EQ(tree.colour, Colour::kGreen);
  EXPECT_EQ(tree.number, -7);
}

TEST(Json, AWrongTypeOrNameIsRefused) {
  Tree tree;
  EXPECT_THROW(FromJson(Json::parse(R"({"number": "seven"})"), tree), nlohmann::json::exception);
  EXPECT_THROW(FromJson(Json::parse(R"({"leaves": [{"name": 3}]})"), tree),
               nlohmann::json::exception);
  EXPECT_THROW(FromJson(Json::parse(R"({"colour": "blue"})"), tree), std::invalid_argument);
}

TEST(Json, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(JsonLine(Json("a\xff"
                          "b")),
            "\"a\xef\xbf\xbd"
            "b\"");
}

/// Wraps a value so that the whole is written by the library's own serialiser.
std::string AsTheLibraryWrites(const Json& value) {
  const std::string list = Json::array({value}).dump();
  return list.substr(1, list.size() - 2);
}

RC_GTEST_PROP(Json, ALeafIsWrittenAsTheLibraryWritesIt,
              (std::int64_t number, std::uint64_t natural, bool flag)) {
  // Letters, quotes, backslashes and control characters.
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
  for (const Json& leaf : {Json(nullptr), Json(number), Json(natural), Json(flag), Json(text),
                           Json("\x7f"), Json("\u00e9"), Json(0.5)}) {
    RC_ASSERT(JsonLine(leaf) == AsTheLibraryWrites(leaf));
  }
}

TEST(EnumNames, AnUnknownNameIsSaidInTheMessage) {
  Colour colour = Colour::kRed;
  EnumFromName("green", colour);
  EXPECT_EQ(colour, Colour::kGreen);
  try {
    EnumFromName("blue", colour);
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "unknown value \"blue\"");
  }
}

TEST(EnumNames, AnEnumeratorWithoutANameFailsACheck) {
  EXPECT_THROW(EnumName(static_cast<Colour>(2)), CheckFailure);
}

TEST(ContentHash, EveryFieldCountsWhateverItsKind) {
  const std::uint64_t whole = ContentHash(FullTree());
  const auto changed = [&](auto change) {
    Tree tree = FullTree();
    change(tree);
    return ContentHash(tree) != whole;
  };
  EXPECT_TRUE(changed([](Tree& t) { ++t.number; }));
  EXPECT_TRUE(changed([](Tree& t) { t.flag = false; }));
  EXPECT_TRUE(changed([](Tree& t) { t.colour = Colour::kRed; }));
  EXPECT_TRUE(changed([](Tree& t) { t.nameless = Nameless::kOne; }));
  EXPECT_TRUE(changed([](Tree& t) { std::swap(t.leaves[0], t.leaves[1]); }));
  EXPECT_TRUE(changed([](Tree& t) { t.leaves.pop_back(); }));
  EXPECT_TRUE(changed([](Tree& t) { t.maybe.reset(); }));
  EXPECT_TRUE(changed([](Tree& t) { t.shared = nullptr; }));
  EXPECT_TRUE(changed([](Tree& t) { ++t.ignored; }));
}

struct Cached {
  std::uint64_t CachedHash() const { return 42; }
};
TEST(ContentHash, ATypeMayKeepItsOwn) { EXPECT_EQ(ContentHash(Cached{}), 42U); }

TEST(ContentHash, IsTheSameOnEveryCompilerAndMachine) {
  EXPECT_EQ(ContentHash(FullTree()), 0x145f3e97d2dd56b3ULL);
}

}  // namespace
}  // namespace relapse

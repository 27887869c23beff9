// The unmasked form against what it stands for: the leaves of the canonical JSON that no mask
// matches. Drawn worlds, drawn masks.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "harness/explore/rest_oracle.h"
#include "tests/harness/world_parts.h"

namespace relapse {
namespace {

using parts::Kinds;
using parts::Log;
using parts::Plainly;

/// Everything a list of records may hold.
struct Box {
  std::optional<Plainly> maybe;
  std::shared_ptr<const Plainly> shared;
  std::vector<Log> logs;
  std::int64_t shown = 0;
  bool flag = false;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("maybe", self.maybe, field::kPlain);
    visit("shared", self.shared, field::kPlain);
    visit("logs", self.logs, field::kPlain);
    visit("shown", self.shown, field::kDigested);
    visit("digest", self.shown % 2, field::kDigest);
    visit("flag", self.flag, field::kPlain);
  }
};

struct Boxes {
  static constexpr std::string_view kPartName = "boxes";
  std::vector<Box> boxes;
  std::vector<Text> names;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("boxes", self.boxes, field::kPlain);
    visit("names", self.names, field::kPlain);
  }
};

int Below(int bound) { return *rc::gen::inRange(0, bound); }
bool Coin() { return Below(2) == 0; }
/// Small ranges everywhere, so that equal fields are common.
TimeMs DrawTime() { return Coin() ? kNoTime : Below(3) * 1000; }
Text DrawName() { return Text(Coin() ? "a" : "b"); }

Box DrawBox() {
  Box box;
  if (Coin()) box.maybe = Plainly{Below(2), DrawName()};
  if (Coin()) box.shared = std::make_shared<const Plainly>(Plainly{Below(2), DrawName()});
  for (int i = Below(3); i > 0; --i) box.logs.push_back({DrawTime()});
  box.shown = Below(4);
  box.flag = Coin();
  return box;
}

struct Drawn {
  TimeMs now = 4000;
  Kinds kinds;
  Log log;
  Boxes boxes;

  World MakeWorld() const {
    World world = parts::WorldAt(now, kinds);
    world.Add(log);
    world.Add(boxes);
    return world;
  }
};

Drawn Draw() {
  Drawn drawn;
  drawn.kinds.seen_at = DrawTime();
  drawn.kinds.first = DrawTime();
  drawn.kinds.own_id = Below(3);
  drawn.kinds.foreign_id = Below(2);
  for (int i = Below(4); i > 0; --i) drawn.kinds.bag.push_back({Below(2), DrawName()});
  drawn.log.at = DrawTime();
  for (int i = Below(3); i > 0; --i) drawn.boxes.boxes.push_back(DrawBox());
  for (int i = Below(3); i > 0; --i) drawn.boxes.names.push_back(DrawName());
  return drawn;
}

/// One thing else than in `other`, or nothing.
Drawn DrawNear(Drawn other) {
  switch (Below(9)) {
    case 0:
      other.now += 1000;
      break;
    case 1:
      other.kinds.seen_at = DrawTime();
      break;
    case 2:
      other.kinds.own_id = Below(3);
      break;
    case 3:
      std::reverse(other.kinds.bag.begin(), other.kinds.bag.end());
      break;
    case 4:
      other.kinds.bag.push_back({Below(2), DrawName()});
      break;
    case 5:
      other.log.at = DrawTime();
      break;
    case 6:
      if (!other.boxes.boxes.empty()) other.boxes.boxes.back() = DrawBox();
      break;
    case 7:
      other.boxes.names.push_back(DrawName());
      break;
    default:
      break;
  }
  return other;
}

using Leaves = std::vector<std::pair<std::string, std::string>>;

Leaves UnmaskedLeaves(const World& world, const std::vector<std::string>& masks) {
  Leaves leaves = FlattenJson(world.ToCanonicalJson());
  std::erase_if(leaves, [&](const auto& leaf) {
    return std::any_of(masks.begin(), masks.end(),
                       [&](const std::string& mask) { return MatchesFieldPath(mask, leaf.first); });
  });
  return leaves;
}

/// Some of `from`.
std::vector<std::string> Some(const std::vector<std::string>& from) {
  std::vector<std::string> some;
  for (const std::string& one : from) {
    if (Below(3) == 0) some.push_back(one);
  }
  return some;
}

/// Paths of the world itself, with wildcards in places of their segments.
std::vector<std::string> DrawMasks(const World& world) {
  std::vector<std::string> masks;
  const Leaves leaves = FlattenJson(world.ToCanonicalJson());
  for (int i = Below(4); i > 0; --i) {
    std::string path =
        leaves[static_cast<std::size_t>(Below(static_cast<int>(leaves.size())))].first;
    std::string mask;
    while (true) {
      const std::size_t dot = path.find('.');
      const std::string segment = path.substr(0, dot);
      const int how = Below(6);
      mask += how == 0 ? "**" : how <= 2 ? "*" : segment;
      if (how == 0 || dot == std::string::npos) break;
      mask += '.';
      path = path.substr(dot + 1);
    }
    masks.push_back(mask);
  }
  return masks;
}

RC_GTEST_PROP(UnmaskedForm, EqualWordsMeanEqualFieldsUnderAnyMask, ()) {
  const Drawn one = Draw();
  const World a = one.MakeWorld();
  const World b = (Coin() ? DrawNear(one) : DrawNear(DrawNear(one))).MakeWorld();
  const std::vector<std::string> masks = DrawMasks(Coin() ? a : b);
  const FieldMask mask(masks);
  const bool equal = a.UnmaskedWords(mask) == b.UnmaskedWords(mask);
  const bool same_fields = UnmaskedLeaves(a, masks) == UnmaskedLeaves(b, masks);
  RC_CLASSIFY(equal && a.RawWords() != b.RawWords(), "equal, but not the same");
  RC_ASSERT(!equal || same_fields);
}

RC_GTEST_PROP(UnmaskedForm, MasksOfWholeFieldsLeaveOutTheseAndNothingElse, ()) {
  const Drawn one = Draw();
  const World a = one.MakeWorld();
  const World b = (Coin() ? DrawNear(one) : DrawNear(DrawNear(one))).MakeWorld();
  const std::vector<std::string> masks =
      Some({"kinds.seen_at", "kinds.first", "kinds.own_id", "kinds.bag.**", "log.**",
            "boxes.boxes.*.shown", "boxes.boxes.*.logs.**", "boxes.boxes.*.logs.*.at",
            "boxes.boxes.0.flag", "boxes.boxes.*.maybe.number", "boxes.boxes.*.shared.**",
            "boxes.names.**"});
  const FieldMask mask(masks);
  RC_ASSERT((a.UnmaskedWords(mask) == b.UnmaskedWords(mask)) ==
            (UnmaskedLeaves(a, masks) == UnmaskedLeaves(b, masks)));
}

TEST(UnmaskedForm, RanksAreAmongMaskedTimesToo) {
  Drawn one;
  one.kinds.first = 2000;
  one.log.at = 1000;
  Drawn two = one;
  two.log.at = 3000;
  const FieldMask mask(std::vector<std::string>{"log.**"});
  EXPECT_NE(one.MakeWorld().UnmaskedWords(mask), two.MakeWorld().UnmaskedWords(mask));
}

TEST(UnmaskedForm, OfAWorldThatIsMaskedWholeNothingIsLeft) {
  const FieldMask mask(std::vector<std::string>{"**"});
  EXPECT_TRUE(Drawn{}.MakeWorld().UnmaskedWords(mask).empty());
}

RC_GTEST_PROP(FieldMask, SaysOfEveryPathWhatThePatternsSay, ()) {
  static const std::vector<std::string> kNames{"a", "b", "0", "1"};
  static const std::vector<std::string> kSegments{"a", "b", "0", "1", "*", "*", "**"};
  const auto draw = [](const std::vector<std::string>& from) {
    std::vector<std::string> segments;
    for (int i = 1 + Below(4); i > 0; --i) {
      segments.push_back(from[static_cast<std::size_t>(Below(static_cast<int>(from.size())))]);
    }
    return segments;
  };
  const auto joined = [](const std::vector<std::string>& segments) {
    std::string path;
    for (const std::string& segment : segments) path += (path.empty() ? "" : ".") + segment;
    return path;
  };
  std::vector<std::string> patterns;
  for (int i = Below(5); i > 0; --i) patterns.push_back(joined(draw(kSegments)));
  const std::vector<std::string> path = draw(kNames);
  const FieldMask root(patterns);
  const FieldMask* mask = &root;
  bool covered = false;
  for (const std::string& name : path) {
    covered = covered || (mask != nullptr && mask->below());
    if (mask == nullptr) continue;
    const FieldMask* next = mask->Member(name);
    if (name == "0" || name == "1") {
      RC_ASSERT(mask->Element(name == "0" ? 0 : 1) == next);
    }
    mask = next;
  }
  covered = covered || (mask != nullptr && mask->leaf());
  RC_ASSERT(covered == std::any_of(patterns.begin(), patterns.end(), [&](const auto& pattern) {
              return MatchesFieldPath(pattern, joined(path));
            }));
}

}  // namespace
}  // namespace relapse

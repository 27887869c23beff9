// Parts with every kind of field, for tests of the world.
#ifndef TESTS_HARNESS_WORLD_PARTS_H_
#define TESTS_HARNESS_WORLD_PARTS_H_

#include <vector>

#include "harness/world/world.h"

namespace relapse::parts {

struct Plainly {
  static constexpr std::string_view kPartName = "plainly";
  std::int64_t number = 0;
  Text name;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("number", self.number, field::kPlain);
    visit("name", self.name, field::kPlain);
  }
};

struct Kinds {
  static constexpr std::string_view kPartName = "kinds";
  TimeMs seen_at = kNoTime;
  TimeMs first = kNoTime;
  TimeMs second = kNoTime;
  std::int64_t own_id = 0;
  std::int64_t other_id = 0;
  std::int64_t foreign_id = 0;  ///< of another domain
  std::vector<Plainly> bag;
  std::int64_t unread = 0;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("seen_at", self.seen_at, field::Age{2000});
    visit("first", self.first, field::kOrder);
    visit("second", self.second, field::kOrder);
    visit("own_id", self.own_id, field::Id{1});
    visit("other_id", self.other_id, field::Id{1});
    visit("foreign_id", self.foreign_id, field::Id{2});
    visit("bag", self.bag, field::kInterchangeable);
    visit("unread", self.unread, field::kUnread);
  }
};

/// Another part whose time is ranked among those of Kinds.
struct Log {
  static constexpr std::string_view kPartName = "log";
  TimeMs at = kNoTime;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("at", self.at, field::kOrder);
  }
};

/// Breaks a rule: elements with a ranked field are never interchangeable.
struct BadBag {
  static constexpr std::string_view kPartName = "bad_bag";
  std::vector<Log> logs;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("logs", self.logs, field::kInterchangeable);
  }
};

template <class Part>
World WorldAt(TimeMs now, Part part) {
  World world;
  world.Add(std::move(part));
  world.SetClock(now);
  return world;
}

}  // namespace relapse::parts

#endif  // TESTS_HARNESS_WORLD_PARTS_H_

// Field kinds and the rule by which a struct lists its fields once. Hash, canonical form, equality,
// JSON and printed differences all derive from that one list:
//
//   template <class Self, class Visitor>
//   static void VisitFields(Self& self, Visitor&& visit) {
//     visit("name", self.name, field::kPlain);
//     visit("ready_at", self.ready_at, field::Age{0});
//   }
#ifndef HARNESS_CORE_FIELDS_H_
#define HARNESS_CORE_FIELDS_H_

#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

#include "harness/core/text.h"
#include "harness/core/time.h"

namespace relapse {

/// When two values of a field are the same state (design: "the durable world is a value").
namespace field {
/// Equal. Every counter that a decision reads is plain.
struct Plain {};
/// A TimeMs: equal when min(age, horizon) is equal; a time still to come is compared exactly,
/// relative to now. `horizon` is the largest constant anything compares the age with. kNoTime means
/// "not set".
struct Age {
  DurationMs horizon = 0;
};
/// A TimeMs: equal when its rank among all `Order` times of the world is equal.
struct Order {};
/// An integer id: equal up to a renaming that keeps order, within its domain.
struct Id {
  int domain = 0;
};
/// A vector: equal elements are counted up to 2, order does not matter. Its elements have no Order
/// and no Id fields.
struct Interchangeable {};
/// Always equal: no effect and no oracle ever reads it.
struct Unread {};
/// One word that stands for fields listed beside it as `Digested`: the state, not shown to anybody.
struct Digest {};
/// Shown to people, and part of the state through a `Digest` beside it. What is below keeps its own
/// kinds.
struct Digested {};

inline constexpr Plain kPlain{};
inline constexpr Order kOrder{};
inline constexpr Interchangeable kInterchangeable{};
inline constexpr Unread kUnread{};
inline constexpr Digest kDigest{};
inline constexpr Digested kDigested{};
}  // namespace field

namespace internal {
struct NoVisitor {
  template <class T, class Kind>
  void operator()(const char*, T&, Kind) {}
};
}  // namespace internal

/// A struct that lists its fields.
template <class T>
concept Described = requires(T& value, internal::NoVisitor visitor) {
  T::VisitFields(value, visitor);
};

template <class T>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsSharedConst = false;
template <class T>
inline constexpr bool kIsSharedConst<std::shared_ptr<const T>> = true;
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

}  // namespace relapse

#endif  // HARNESS_CORE_FIELDS_H_

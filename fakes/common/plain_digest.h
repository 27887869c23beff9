// One word for all plain fields of a record. Encoding a part costs a hash step for every word, and
// parts are encoded at every change: records with twenty plain fields write one word instead.
#ifndef FAKES_COMMON_PLAIN_DIGEST_H_
#define FAKES_COMMON_PLAIN_DIGEST_H_

#include "harness/core/content_hash.h"

namespace relapse {

/// A digest that is a plain field itself: equal as a number, shown to nobody.
struct DigestWord {
  std::uint64_t value = 0;

  std::uint64_t CachedHash() const { return value; }
  friend bool operator==(DigestWord a, DigestWord b) { return a.value == b.value; }
  explicit operator std::uint64_t() const { return value; }
};

namespace internal {
/// Adds up independent terms, one per field and place, so that the processor overlaps them.
struct PlainDigestVisitor {
  std::uint64_t digest = 0;
  std::uint64_t place = 0;
  template <class T>
  void operator()(const char*, const T& value) {
    place += 0x9e3779b97f4a7c15ULL;
    digest += MixBits(ContentHash(value) + place);
  }
};
}  // namespace internal

/// For a record that lists its plain fields once, without kinds:
///   template <class Self, class Visitor>
///   static void VisitPlain(Self& self, Visitor&& visit) { visit("name", self.name); }
/// Call from VisitFields. People, the differential oracle and the raw form see the fields, the
/// state is the digest.
template <class Self, class Visitor>
void VisitPlainAsDigest(Self& self, Visitor& visit) {
  internal::PlainDigestVisitor digest;
  Self::VisitPlain(self, digest);
  visit("digest", digest.digest, field::kDigest);
  Self::VisitPlain(self, [&]<class T>(const char* name, const T& value) {
    if constexpr (!std::is_same_v<T, DigestWord>) visit(name, value, field::kDigested);
  });
}

}  // namespace relapse

#endif  // FAKES_COMMON_PLAIN_DIGEST_H_

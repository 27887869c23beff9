// Arena: one empty database, in memory or on a real server, for the same test on both.
#ifndef TESTS_CONFORMANCE_ARENA_H_
#define TESTS_CONFORMANCE_ARENA_H_

#include <memory>
#include <string>

#include "orchestration/ports/migration_database.h"

namespace relapse::migrations {

/// Comes with the server, and is small.
inline constexpr const char* kSomeExtension = "autoinc";

class Arena {
 public:
  virtual ~Arena() = default;
  /// Whoever is under test speaks through this one.
  virtual MigrationDatabase& database() = 0;
  /// Whoever looks, before and afterwards, and the session it has.
  virtual MigrationDatabase& observer() = 0;
  virtual std::int64_t watch() const = 0;
  /// Waits until the server has noticed the end of every session of that name.
  virtual void AwaitEndOf(Text application) = 0;
};

/// The fake.
std::unique_ptr<Arena> InMemory();
/// A database of its own on the test server; through `port` if that is not 0.
std::unique_ptr<Arena> OnServer(int port = 0);

/// The rows of the version table, then the names of what there is, an invalid index with a mark:
/// "(2,f) i! a b".
std::string StateOf(Arena& arena);
/// Runs a text in the watching session; the test fails if it does.
void Prepare(Arena& arena, const std::string& sql);
/// Nothing is there any more.
void Empty(Arena& arena);

}  // namespace relapse::migrations

#endif  // TESTS_CONFORMANCE_ARENA_H_

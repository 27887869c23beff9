// What golang-migrate accepts as a migration, said a second time and from the specification alone
// (spec/migration-recovery.md section 3.1): what the tool's own reader is compared with.
#ifndef SCENARIOS_MIGRATIONS_INVARIANTS_ACCEPTED_NAMES_H_
#define SCENARIOS_MIGRATIONS_INVARIANTS_ACCEPTED_NAMES_H_

#include <optional>
#include <string>
#include <vector>

#include "fakes/files/migration_folder.h"

namespace relapse::migrations {

struct AcceptedName {
  std::int64_t version = 0;
  bool up = true;
};

/// Digits, `_`, anything, `.`, `up` or `down`, `.`, anything; read from the end, since the first
/// "anything" takes as much as it can. Nothing where the number is no 63-bit one.
std::optional<AcceptedName> AcceptName(std::string_view base_name);

/// One version of the folder, whatever is in its files.
struct AcceptedVersion {
  std::int64_t version = 0;
  int ups = 0;
  int downs = 0;
};
/// Of the folder itself and of the shard folders in it, at any depth; ascending.
std::vector<AcceptedVersion> AcceptedOf(const FileTree& tree);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_INVARIANTS_ACCEPTED_NAMES_H_

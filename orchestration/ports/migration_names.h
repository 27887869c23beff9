// The names that golang-migrate gives meaning to: of migration files, and of its advisory locks
// (spec/migration-recovery.md sections 3.1 and 3.6). Whoever reads a migrations folder or excludes
// a migrator uses these, so that nobody parses otherwise than the migrator does (CON-2).
#ifndef ORCHESTRATION_PORTS_MIGRATION_NAMES_H_
#define ORCHESTRATION_PORTS_MIGRATION_NAMES_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "orchestration/ports/migration_types.h"

namespace relapse::migrations {

/// `0001_create_users.up.sql`, taken apart.
struct MigrationFileName {
  Version version = 0;
  Text identifier;  ///< "create_users"; may be empty, or hold dots
  bool up = true;   ///< false: a down file

  friend bool operator==(const MigrationFileName&, const MigrationFileName&) = default;
};

/// golang-migrate's pattern on a base name: `^([0-9]+)_(.*)\.(down|up)\.(.*)$`, the number an
/// unsigned 64-bit decimal. Nothing where the migrator passes the file over: the pattern does not
/// match, or the number overflows. A number from 2^63 on, which golang-migrate takes and then
/// cannot store, is passed over too.
std::optional<MigrationFileName> ParseMigrationFileName(Text base_name);

/// The advisory lock of golang-migrate's `postgres` driver: CRC32-IEEE of schema, table and
/// database joined by NUL, times the salt, modulo 2^32.
inline constexpr std::uint32_t kAdvisoryLockSalt = 1486364155;
/// Opened by URL: the name of the database is the URL's path, with its leading slash. `database`
/// comes without.
std::int64_t UrlLockKey(std::string_view schema, std::string_view table, std::string_view database);
/// Opened on a connection (WithInstance): the name is CURRENT_DATABASE(). Another key, so the two
/// do not exclude each other (G09).
std::int64_t InstanceLockKey(std::string_view schema, std::string_view table,
                             std::string_view database);
/// The advisory lock of coder's drivers, whatever the database is called (section 3.4).
inline constexpr std::int64_t kCoderLockKey = 1037453835920848937;

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_PORTS_MIGRATION_NAMES_H_

// What can be said of a migration's text without a server: whether it does anything, whether it can
// run within somebody else's transaction, and which objects it makes or drops
// (spec/migration-recovery.md sections 1.4 and 3.5).
#ifndef SCHEMA_POSTGRES_FACTS_H_
#define SCHEMA_POSTGRES_FACTS_H_

#include <cstdint>
#include <vector>

#include "harness/core/text.h"
#include "schema/postgres/lexer.h"

namespace relapse::postgres {

/// Why a text must not run within a transaction that carries more than itself.
enum class Hazard : std::uint8_t {
  kNone,
  kTransactionControl,  ///< BEGIN, COMMIT, ROLLBACK, SAVEPOINT, PREPARE TRANSACTION, ...
  kNeedsNoTransaction,  ///< CONCURRENTLY, VACUUM, CREATE DATABASE, ...
  kSearchPath,          ///< moves what an unqualified name means
  kVersionTable,        ///< touches schema_migrations, or the schema that holds it
};
std::string_view EnumName(Hazard hazard);

/// An object that a text makes or drops by name. Names are as the catalog has them.
struct ObjectChange {
  bool creates = true;  ///< false: drops
  Text kind;            ///< "table", "index", "type", "view", "sequence", "function"
  Text schema;          ///< "public" where the text names none
  Text name;
  /// IF NOT EXISTS, OR REPLACE, IF EXISTS: no error where it is so already.
  bool tolerates = false;
  /// The same change of the same object, whatever it tolerates.
  friend bool operator==(const ObjectChange& a, const ObjectChange& b) {
    return a.creates == b.creates && a.kind == b.kind && a.schema == b.schema && a.name == b.name;
  }
};

struct TextFacts {
  bool does_nothing = true;  ///< no statement at all
  Hazard hazard = Hazard::kNone;
  Text hazard_statement;              ///< the statement that shows it, for people
  std::vector<ObjectChange> changes;  ///< in order of the text
  /// It may change which names there are otherwise than by `changes`: RENAME, SET SCHEMA, DO, ...
  bool moves_names = false;
  Text normal;  ///< NormalText
};

/// Computed once a text; the reference lives as long as the process. Safe from any thread.
const TextFacts& FactsOf(Text sql);

}  // namespace relapse::postgres

#endif  // SCHEMA_POSTGRES_FACTS_H_

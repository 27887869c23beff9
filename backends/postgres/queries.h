// The longer texts that PostgresDatabase sends.
#ifndef BACKENDS_POSTGRES_QUERIES_H_
#define BACKENDS_POSTGRES_QUERIES_H_

namespace relapse::migrations::queries {

/// kind, schema, name, definition, valid: as Catalog describes it.
extern const char kCatalog[];
/// pid, application_name, state, milliseconds of the query. A list of keys goes between the halves.
extern const char kLockHoldersBefore[];
extern const char kLockHoldersAfter[];
/// Drops and recreates, with owner and privileges as they were.
extern const char kReset[];

/// The store: its comment, which columns it has, whether something was ever left behind.
extern const char kStoreShape[];
extern const char kCreateStore[];
extern const char kStoreFromFormat1[];
extern const char kStoreFromFormat2[];
extern const char kReadStore1[];
extern const char kReadStore2[];
extern const char kReadStore3[];
extern const char kPutStored[];
extern const char kReadLeftBehind[];
extern const char kMakeLeftBehind[];
extern const char kPutLeftBehind[];
extern const char kDeleteLeftBehind[];

}  // namespace relapse::migrations::queries

#endif  // BACKENDS_POSTGRES_QUERIES_H_

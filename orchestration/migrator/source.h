// Source: the migrations of a folder, as golang-migrate's file source reads them
// (spec/migration-recovery.md section 3.1): one folder, no recursion, ascending by number, a number
// that exists in either direction is there.
#ifndef ORCHESTRATION_MIGRATOR_SOURCE_H_
#define ORCHESTRATION_MIGRATOR_SOURCE_H_

#include <map>
#include <optional>

#include "orchestration/ports/migration_files.h"
#include "orchestration/ports/migration_names.h"

namespace relapse::migrations::migrator {

class Source {
 public:
  struct Entry {
    std::optional<Text> up_file;  ///< base name
    std::optional<Text> down_file;
    Text identifier;  ///< of the up file; of the down file where there is none
  };

  /// Lists the folder. Errors: the port's, with the folder's; kInvalid "duplicate migration file:
  /// x" where two files say the same number and direction.
  static Result<Source> Open(MigrationFiles& files);

  std::optional<Version> First() const;
  /// The one after or before `version`; nothing where there is none or `version` itself is not
  /// here.
  std::optional<Version> Next(Version version) const;
  std::optional<Version> Previous(Version version) const;
  bool Contains(Version version) const { return entries_.contains(version); }
  /// Null if it is not here.
  const Entry* Find(Version version) const;

 private:
  std::map<Version, Entry> entries_;
};

}  // namespace relapse::migrations::migrator

#endif  // ORCHESTRATION_MIGRATOR_SOURCE_H_

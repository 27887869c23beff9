// A migrations folder in memory, for tests of whoever reads one.
#ifndef TESTS_ORCHESTRATION_MIGRATION_FOLDER_H_
#define TESTS_ORCHESTRATION_MIGRATION_FOLDER_H_

#include <map>
#include <set>
#include <string>

#include "orchestration/ports/migration_files.h"

namespace relapse::migrations {

class MigrationFolder final : public MigrationFiles {
 public:
  std::map<std::string, std::string> files;
  std::set<std::string> folders;     ///< listed, and not read
  std::set<std::string> unreadable;  ///< listed; reading fails

  using MigrationFiles::Perform;
  Result<std::vector<FolderEntry>> Perform(const ListFolder&, const CallOptions&) override {
    std::vector<FolderEntry> entries;
    for (const auto& [name, text] : files) entries.push_back({name, folders.contains(name)});
    return entries;
  }
  Result<Text> Perform(const ReadMigrationFile& request, const CallOptions&) override {
    const auto place = files.find(request.path.str());
    if (place == files.end()) return Fail(kNotFound, request.path);
    if (unreadable.contains(request.path.str()))
      return Fail(kEntryUnreadable, "Input/output error");
    return Text(place->second);
  }
  Result<Text> Perform(const ReadCheckout&, const CallOptions&) override { return Text("main"); }

  /// Numbers 1 to `count`: tables a, b, c, ... made and dropped.
  static MigrationFolder Tables(int count) {
    MigrationFolder folder;
    for (int number = 1; number <= count; ++number) {
      const std::string table(1, static_cast<char>('a' + number - 1));
      const std::string stem = "00000" + std::to_string(number) + "_" + table;
      folder.files[stem + ".up.sql"] = "create table " + table + " (id int)";
      folder.files[stem + ".down.sql"] = "drop table " + table;
    }
    return folder;
  }
};

}  // namespace relapse::migrations

#endif  // TESTS_ORCHESTRATION_MIGRATION_FOLDER_H_

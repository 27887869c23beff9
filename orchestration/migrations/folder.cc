#include "orchestration/migrations/folder.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "orchestration/ports/migration_files.h"
#include "orchestration/ports/migration_names.h"

namespace relapse::migrations {

namespace {

class FolderReader {
 public:
  FolderReader(MigrationFiles& files, const Defects& defects) : files_(files), defects_(defects) {}

  DiskView Read() {
    const auto entries = files_.Perform(ListFolder{});
    if (!entries.ok()) {
      view_.folder = entries.error().Is(kNotFound) ? Presence::kAbsent : Presence::kUnreadable;
      return std::move(view_);
    }
    ReadEntries(*entries, Text());
    std::sort(view_.migrations.begin(), view_.migrations.end(),
              [](const DiskMigration& a, const DiskMigration& b) { return a.version < b.version; });
    return std::move(view_);
  }

 private:
  void ReadEntries(const std::vector<FolderEntry>& entries, Text folder) {
    for (const FolderEntry& entry : entries) {
      const Text path = folder.empty() ? entry.name : Text(folder.str() + "/" + entry.name.str());
      if (!entry.is_folder) {
        ReadOne(entry.name, path);
      } else if (IsShardFolder(entry.name.view()) || defects_.Has(Defect::kStrayFoldersRead)) {
        ReadShard(path);
      }
    }
  }

  void ReadShard(Text path) {
    const auto entries = files_.Perform(ListFolder{path});
    // Listed a moment ago: gone means that the checkout is being switched, so nothing is known.
    if (!entries.ok()) {
      view_.unreadable.push_back(path);
    } else {
      ReadEntries(*entries, path);
    }
  }

  void ReadOne(Text name, Text path) {
    auto parsed = ParseMigrationFileName(name);
    if (parsed.has_value() && defects_.Has(Defect::kSixDigitNumbers)) {
      parsed->version = std::atoll(name.str().substr(0, 6).c_str());
    }
    if (!parsed.has_value()) {
      if (name.view().find(".sql") != std::string_view::npos) view_.ignored.push_back(path);
      return;
    }
    DiskMigration& migration = Find(parsed->version);
    DiskFile& file = parsed->up ? migration.up : migration.down;
    if (file.presence != Presence::kAbsent) {
      view_.duplicates.push_back(path);
      return;
    }
    // The two directions of one version may be named apart; the up file says what it is.
    if (migration.identifier.empty() || parsed->up) migration.identifier = parsed->identifier;
    file.path = path;
    const auto text = files_.Perform(ReadMigrationFile{path});
    file.presence = text.ok() ? Presence::kPresent : Presence::kUnreadable;
    if (text.ok()) file.sql = *text;
  }

  DiskMigration& Find(Version version) {
    for (DiskMigration& migration : view_.migrations) {
      if (migration.version == version) return migration;
    }
    return view_.migrations.emplace_back(DiskMigration{.version = version});
  }

  MigrationFiles& files_;
  const Defects& defects_;
  DiskView view_;
};

/// Empty where nobody knows.
Text SourceOf(MigrationFiles& files) {
  const auto source = files.Perform(ReadCheckout{});
  return source.ok() ? *source : Text();
}

}  // namespace

bool IsShardFolder(std::string_view name) {
  static constexpr std::size_t kDigits = 6;
  if (name.size() != 2 * kDigits + 1 || name[kDigits] != '-') return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return c == '-' || (c >= '0' && c <= '9'); }) &&
         std::count(name.begin(), name.end(), '-') == 1;
}

/// A checkout that is switched while it is read is read again: the files of one branch would be
/// recorded, and advised, as those of the other.
DiskView ReadDisk(MigrationFiles& files, const Defects& defects) {
  static constexpr int kMostReads = 3;
  Text source = SourceOf(files);
  for (int read = 1;; ++read) {
    DiskView view = FolderReader(files, defects).Read();
    view.source = SourceOf(files);
    if (view.source == source) return view;
    source = std::exchange(view.source, Text());
    if (read == kMostReads) return view;  // nobody can say whose they are
  }
}

}  // namespace relapse::migrations

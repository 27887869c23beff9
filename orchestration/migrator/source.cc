#include "orchestration/migrator/source.h"

#include <string>

namespace relapse::migrations::migrator {

Result<Source> Source::Open(MigrationFiles& files) {
  RELAPSE_ASSIGN(const std::vector<FolderEntry> listed, files.Perform(ListFolder{}));
  Source source;
  for (const FolderEntry& file : listed) {
    if (file.is_folder) continue;
    const auto name = ParseMigrationFileName(file.name);
    if (!name) continue;
    Entry& entry = source.entries_[name->version];
    std::optional<Text>& place = name->up ? entry.up_file : entry.down_file;
    if (place) return Fail(kInvalid, Text("duplicate migration file: " + file.name.str()));
    place = file.name;
    if (name->up || !entry.up_file) entry.identifier = name->identifier;
  }
  return source;
}

std::optional<Version> Source::First() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.begin()->first;
}

std::optional<Version> Source::Next(Version version) const {
  auto place = entries_.find(version);
  if (place == entries_.end() || ++place == entries_.end()) return std::nullopt;
  return place->first;
}

std::optional<Version> Source::Previous(Version version) const {
  auto place = entries_.find(version);
  if (place == entries_.end() || place == entries_.begin()) return std::nullopt;
  return (--place)->first;
}

const Source::Entry* Source::Find(Version version) const {
  const auto place = entries_.find(version);
  return place == entries_.end() ? nullptr : &place->second;
}

}  // namespace relapse::migrations::migrator

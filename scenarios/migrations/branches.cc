#include "scenarios/migrations/branches.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "orchestration/migrations/folder.h"

namespace relapse::migrations {

namespace {

constexpr std::array<std::string_view, 3> kBranches{"trunk", "feature", "other"};
/// By how much a number rises at most.
constexpr std::size_t kMostRenumbered = 24;

std::string Stem(const KnownMigration& migration) {
  return fmt::format("{:06}_{}", migration.version, migration.identifier.view());
}

KnownMigration Make(Version version, std::string_view branch) {
  const std::string table = fmt::format("{}_{}", branch, version);
  return {.version = version,
          .identifier = Text(table),
          .up = Text("create table " + table + " (id int);\n"),
          .down = Text("drop table " + table + ";\n"),
          .table = Text(table)};
}

void SetNewestDown(KnownMigration& newest, DownFile down) {
  const std::string drop = newest.down->str();
  switch (down) {
    case DownFile::kPlain:
      return;
    case DownFile::kAbsent:
      newest.down.reset();
      newest.down_undoes = false;
      return;
    case DownFile::kComment:
      newest.down = Text("-- nothing to undo\n");
      newest.down_undoes = false;
      return;
    case DownFile::kFails:
      newest.down = Text(drop + "drop table nowhere;\n");
      newest.down_undoes = false;
      return;
    case DownFile::kTransactionControl:
      newest.down = Text("begin;\n" + drop + "commit;\n");
      newest.down_undoes = false;
      return;
  }
}

FileTree TreeOf(const std::vector<KnownMigration>& migrations, Layout layout, std::int64_t trunk) {
  FileTree tree;
  for (const KnownMigration& migration : migrations) {
    const bool in_shard = layout == Layout::kShards && migration.version <= trunk;
    const std::string place = (in_shard ? "000001-000100/" : "") + Stem(migration);
    tree.Put({Text(place + ".up.sql"), migration.up});
    if (migration.down) tree.Put({Text(place + ".down.sql"), *migration.down});
  }
  return tree;
}

/// The one whose files an editor changes: applied from the beginning, and not the newest.
KnownMigration Edited(const Parameters& parameters) {
  return MigrationsOf(parameters, "trunk").front();
}

/// Its number is the one that the feature branch's gap leaves.
KnownMigration AddedBelow(const Parameters& parameters) {
  return Make(parameters.trunk + 1, "late");
}
/// 0000029_z: its first six digits are another's.
KnownMigration OfSevenDigits() { return Make(29, "z"); }

Text EditedUp(const KnownMigration& migration, FileEdit edit) {
  const std::string up = migration.up.str();
  switch (edit) {
    case FileEdit::kComment:
      return Text("-- what it is for\n" + up);
    case FileEdit::kLineEnds:
      return Text(up.substr(0, up.size() - 1) + "\r\n");
    case FileEdit::kChanged:
      return Text("create table " + migration.table.str() + " (id bigint);\n");
    case FileEdit::kNone:
    case FileEdit::kUpRemoved:
    case FileEdit::kRemoved:
    case FileEdit::kAddedBelow:
      break;
  }
  return migration.up;
}

void AddFiles(World& world, const std::string& place, const KnownMigration& migration) {
  EditMigrationFile(world, Text(place + Stem(migration) + ".up.sql"), migration.up);
  if (!migration.down) return;
  EditMigrationFile(world, Text(place + Stem(migration) + ".down.sql"), *migration.down);
}

}  // namespace

const KnownMigration* InEffect::Find(Version version) const {
  // The newest: one of that number whose down text takes nothing back stays below it for ever.
  const auto found =
      std::find_if(migrations.rbegin(), migrations.rend(),
                   [&](const KnownMigration* one) { return one->version == version; });
  return found == migrations.rend() ? nullptr : *found;
}

const KnownMigration* KnownMigrations::ByUp(Text up) const {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const KnownMigration& one) { return one.up == up; });
  return found == all.end() ? nullptr : &*found;
}

const KnownMigration* KnownMigrations::Executed(Text up, Version version) const {
  const KnownMigration* migration = ByUp(up);
  if (migration == nullptr || version <= migration->version) return migration;
  const auto& higher = renumbered[static_cast<std::size_t>(migration - all.data())];
  const auto place = static_cast<std::size_t>(version - migration->version) - 1;
  return place < higher.size() ? &higher[place] : migration;
}

std::vector<KnownMigration> MigrationsOf(const Parameters& parameters, std::string_view branch) {
  std::vector<KnownMigration> migrations;
  for (Version version = 1; version <= parameters.trunk; ++version) {
    migrations.push_back(Make(version, "trunk"));
  }
  if (branch == "trunk") return migrations;
  const bool is_feature = branch == "feature";
  const Version first = parameters.trunk + 1 + (is_feature && parameters.gap ? 1 : 0);
  const std::int64_t count = is_feature ? parameters.feature : parameters.other;
  for (std::int64_t i = 0; i < count; ++i) migrations.push_back(Make(first + i, branch));
  if (is_feature && count > 0) SetNewestDown(migrations.back(), parameters.newest_down);
  return migrations;
}

KnownMigrations MakeKnown(const Parameters& parameters) {
  KnownMigrations known;
  for (const std::string_view branch : kBranches) {
    for (KnownMigration& migration : MigrationsOf(parameters, branch)) {
      if (known.ByUp(migration.up) == nullptr) known.all.push_back(std::move(migration));
    }
  }
  for (const FileEdit edit : {FileEdit::kComment, FileEdit::kLineEnds, FileEdit::kChanged}) {
    KnownMigration edited = Edited(parameters);
    edited.up = EditedUp(edited, edit);
    known.all.push_back(std::move(edited));
  }
  if (parameters.edit == FileEdit::kUpRemoved) {
    known.without_up.push_back(Edited(parameters).version);
  }
  if (parameters.edit == FileEdit::kAddedBelow) known.all.push_back(AddedBelow(parameters));
  if (parameters.layout == Layout::kSevenDigits) known.all.push_back(OfSevenDigits());
  for (const KnownMigration& migration : known.all) {
    std::vector<KnownMigration>& higher = known.renumbered.emplace_back(kMostRenumbered, migration);
    for (std::size_t i = 0; i < higher.size(); ++i) {
      higher[i].version += static_cast<Version>(i) + 1;
    }
  }
  return known;
}

MigrationFolder MakeFolder(const Parameters& parameters) {
  MigrationFolder folder;
  for (const std::string_view branch : kBranches) {
    const std::vector<KnownMigration> migrations = MigrationsOf(parameters, branch);
    folder.branches.push_back(
        {Text(branch),
         Interned<FileTree>(TreeOf(migrations, parameters.layout, parameters.trunk))});
  }
  folder.checkout = Text(kBranches.front());
  folder.tree = folder.branches.front().tree;
  return folder;
}

migrator::SnapshotFiles EmbedCheckout(const FileTree& tree) {
  migrator::SnapshotFiles files;
  for (const TreeEntry& entry : tree.entries) {
    const std::string_view path = entry.path.view();
    const std::size_t slash = path.rfind('/');
    if (slash != std::string_view::npos && !IsShardFolder(path.substr(0, slash))) continue;
    files.Add(Text(path.substr(slash + 1)), entry.content);
  }
  return files;
}

void DisturbFolder(World& world, const Parameters& parameters) {
  const KnownMigration edited = Edited(parameters);
  const std::string shard = parameters.layout == Layout::kShards ? "000001-000100/" : "";
  const Text up(shard + Stem(edited) + ".up.sql");
  const Text down(shard + Stem(edited) + ".down.sql");
  if (parameters.edit == FileEdit::kUpRemoved || parameters.edit == FileEdit::kRemoved) {
    RemoveMigrationFile(world, up);
    if (parameters.edit == FileEdit::kRemoved) RemoveMigrationFile(world, down);
  } else if (parameters.edit == FileEdit::kAddedBelow) {
    AddFiles(world, "", AddedBelow(parameters));
  } else if (parameters.edit != FileEdit::kNone) {
    EditMigrationFile(world, up, EditedUp(edited, parameters.edit));
  }
  switch (parameters.layout) {
    case Layout::kFlat:
    case Layout::kShards:
      return;
    case Layout::kStrayFolder:
      for (const KnownMigration& migration : MigrationsOf(parameters, "feature")) {
        if (migration.version > parameters.trunk) AddFiles(world, "backup/", migration);
      }
      return;
    case Layout::kOddNames:
      EditMigrationFile(world, "2_b.UP.sql", "create table odd (id int);\n");
      EditMigrationFile(world, "99999999999999999999_big.up.sql", "create table big (id int);\n");
      EditMigrationFile(world, "notes.txt", "nothing\n");
      return;
    case Layout::kUnreadable:
      return SetUnreadable(world, Text(), true);
    case Layout::kUnreadableFile:
      return SetUnreadable(world, up, true);
    case Layout::kAbsent:
      return SetFolderAbsent(world, true);
    case Layout::kDuplicate:
      EditMigrationFile(world, "0001_again.up.sql", "create table again (id int);\n");
      return;
    case Layout::kSevenDigits:
      return AddFiles(world, "0", OfSevenDigits());
    case Layout::kMovedToShards:
      for (const KnownMigration& migration : MigrationsOf(parameters, "trunk")) {
        RemoveMigrationFile(world, Text(Stem(migration) + ".up.sql"));
        RemoveMigrationFile(world, Text(Stem(migration) + ".down.sql"));
        AddFiles(world, "000001-000100/", migration);
      }
      return;
  }
}

}  // namespace relapse::migrations

// Branches: the migrations of a scenario, made of its parameters. NNNNNN_x.up.sql creates table x,
// its down file drops it (spec/migration-recovery.md section 7.2); names tell whose a table is.
#ifndef SCENARIOS_MIGRATIONS_BRANCHES_H_
#define SCENARIOS_MIGRATIONS_BRANCHES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakes/files/migration_folder.h"
#include "harness/core/memo.h"
#include "orchestration/migrator/snapshot_files.h"
#include "scenarios/migrations/parameters.h"

namespace relapse::migrations {

/// One migration as some branch has it.
struct KnownMigration {
  Version version = 0;
  Text identifier;
  Text up;
  std::optional<Text> down;
  Text table;               ///< what it creates
  bool down_undoes = true;  ///< its down text takes back what its up text made
};

/// Whether the number of a migration, whose objects are there, was taken back.
enum class InName : std::uint8_t {
  kInEffect,
  kTakenBack,   ///< and nothing was run since: where the row is put to it again, it is in effect
  kSuperseded,  ///< and others were run since
};

/// The migrations whose objects are there, in the order in which they came into effect.
struct InEffect {
  std::vector<const KnownMigration*> migrations;
  std::vector<InName> in_name;  ///< of each of them
  /// The first down text that was executed although another migration was the newest.
  Text out_of_turn;

  const KnownMigration* Find(Version version) const;
};

/// Every migration that any branch, or an editor, ever had.
struct KnownMigrations {
  std::vector<KnownMigration> all;
  /// Of each of `all`, what it is with a higher number, one more each.
  std::vector<std::vector<KnownMigration>> renumbered;
  /// Versions whose up file somebody removed: run anew, they are a number without an effect.
  std::vector<Version> without_up;

  /// What InEffectIn() and UpTo() answer, by what was executed: they are asked at every change of a
  /// world. As a world, for one thread.
  struct Answers {
    WordsMemo<InEffect> in_effect;
    WordsMemo<std::vector<const KnownMigration*>> up_to;
  };
  std::unique_ptr<Answers> answers = std::make_unique<Answers>();

  const KnownMigration* ByUp(Text up) const;
  /// As it was executed by a step to `version`: a developer may have given it a higher number than
  /// its branch has it under. Null if nobody had it.
  const KnownMigration* Executed(Text up, Version version) const;
};

/// The folder with its branches `trunk`, `feature` and `other`, before any edit; `trunk` is checked
/// out.
MigrationFolder MakeFolder(const Parameters& parameters);
KnownMigrations MakeKnown(const Parameters& parameters);

/// The files as a server embeds them: those of the shard folders beside those of the root.
migrator::SnapshotFiles EmbedCheckout(const FileTree& tree);

/// The parameters' edit and layout, on what is checked out.
void DisturbFolder(World& world, const Parameters& parameters);

/// The migrations of one branch, ascending.
std::vector<KnownMigration> MigrationsOf(const Parameters& parameters, std::string_view branch);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_BRANCHES_H_

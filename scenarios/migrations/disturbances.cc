#include "scenarios/migrations/disturbances.h"

#include <algorithm>

#include "fakes/files/migration_folder.h"
#include "fakes/postgres/foreign_session.h"
#include "fakes/postgres/postgres_state.h"
#include "orchestration/ports/migration_names.h"

namespace relapse::migrations {

namespace {

constexpr DurationMs kGlitch = Seconds(2);
constexpr DurationMs kTheirText = Seconds(3);
constexpr std::string_view kEditedFile = "000001_trunk_1.up.sql";
constexpr std::string_view kBefore = "create table trunk_1 (id int);\n";
constexpr std::string_view kAfter = "create table trunk_1 (id bigint);\n";

OutOfTurn& Happened(World& world) {
  OutOfTurn& happened = world.Mutate<OutOfTurn>();
  happened.recent = 2;
  return happened;
}
const OutOfTurn& HappenedIn(const World& world) { return world.Get<OutOfTurn>(); }

bool CanSwitch(const World& world) {
  return !HappenedIn(world).switched && world.Get<MigrationFolder>().branches.size() > 1;
}
/// To the branch after the one that is checked out.
void Switch(World& world) {
  Happened(world).switched = true;
  const MigrationFolder& folder = world.Get<MigrationFolder>();
  const auto now = std::find_if(folder.branches.begin(), folder.branches.end(),
                                [&](const Branch& one) { return one.name == folder.checkout; });
  const auto next = now == folder.branches.end() ? now : std::next(now);
  SwitchCheckout(world, next == folder.branches.end() ? folder.branches.front().name : next->name);
}

const TreeEntry* EditedFile(const World& world) {
  const auto& entries = world.Get<MigrationFolder>().tree->entries;
  const auto found = std::find_if(entries.begin(), entries.end(), [](const TreeEntry& entry) {
    return entry.path.view().ends_with(kEditedFile) && entry.content.view() == kBefore;
  });
  return found == entries.end() ? nullptr : &*found;
}
bool CanEdit(const World& world) {
  return !HappenedIn(world).edited && EditedFile(world) != nullptr;
}
void Edit(World& world) {
  const Text path = EditedFile(world)->path;
  Happened(world).edited = true;
  EditMigrationFile(world, path, Text(kAfter));
}

bool CanBeUnreadable(const World& world) {
  const MigrationFolder& folder = world.Get<MigrationFolder>();
  return !HappenedIn(world).unreadable && !folder.absent && folder.unreadable.empty();
}
void BecomeUnreadable(World& world) {
  OutOfTurn& happened = Happened(world);
  happened.unreadable = true;
  happened.readable_at = world.now() + kGlitch;
  SetUnreadable(world, Text(), true);
}

bool CanRestart(const World& world) {
  // A text that nobody waits for would be gone with it, which shows.
  return !HappenedIn(world).restarted && world.Get<PostgresState>().listening && !HasOrphans(world);
}
void Restart(World& world) {
  Happened(world).restarted = true;
  StopListening(world);
  StartListening(world);
}

bool CanTerminate(const World& world) { return !HappenedIn(world).terminated && HasOrphans(world); }
void Terminate(World& world) {
  Happened(world).terminated = true;
  TerminateOrphans(world);
}

/// The first migration that `feature` has above the trunk.
struct Their {
  Version version = kNoVersion;
  Text up;
  Version above = kNoVersion;  ///< the trunk's newest
};
Their Theirs(const World& world) {
  const auto& branches = world.Get<MigrationFolder>().branches;
  const auto find = [&](std::string_view name) {
    return std::find_if(branches.begin(), branches.end(),
                        [&](const Branch& one) { return one.name.view() == name; });
  };
  const auto feature = find("feature");
  const auto trunk = find("trunk");
  if (feature == branches.end() || trunk == branches.end()) return {};
  Version below = kNoVersion;
  for (const TreeEntry& entry : feature->tree->entries) {
    const auto name = ParseMigrationFileName(entry.path);
    if (!name || !name->up) continue;
    if (trunk->tree->Find(entry.path) == nullptr) return {name->version, entry.content, below};
    below = name->version;
  }
  return {};
}
bool CanMigrate(const World& world) {
  const std::vector<VersionRow>& rows = world.Get<PostgresState>().committed.version->rows;
  const Their theirs = Theirs(world);
  // A script knows one migration: what lies below it has to be there.
  return world.Get<PostgresState>().listening && !HasOtherMigrator(world) && rows.size() == 1 &&
         !rows.front().dirty && theirs.version != kNoVersion &&
         rows.front().version >= theirs.above && rows.front().version < theirs.version;
}
void Migrate(World& world) {
  const Their theirs = Theirs(world);
  (void)Happened(world);
  const std::int64_t key = world.Get<ForeignSession>().key;
  world.Mutate<ForeignSession>() = MakeForeignSession(
      "migrate", key, StockUp(theirs.version, theirs.up, kTheirText), world.now());
}

constexpr Disturbance kSwitched{.name = "checkout_switched",
                                .summary = "the developer checks out another branch",
                                .possible = CanSwitch,
                                .happen = Switch,
                                .transparent = false};
constexpr Disturbance kEdited{.name = "file_edited",
                              .summary = "the developer edits a file of an applied migration",
                              .possible = CanEdit,
                              .happen = Edit,
                              .transparent = false};
constexpr Disturbance kUnreadable{.name = "folder_unreadable",
                                  .summary = "the migrations folder is unreadable for two seconds",
                                  .possible = CanBeUnreadable,
                                  .happen = BecomeUnreadable};
constexpr Disturbance kRestarted{.name = "server_restarts",
                                 .summary = "the database server is killed and started again",
                                 .possible = CanRestart,
                                 .happen = Restart};
constexpr Disturbance kTerminated{
    .name = "orphans_terminated",
    .summary = "somebody terminates the sessions whose client is gone: their text is undone",
    .possible = CanTerminate,
    .happen = Terminate,
    .transparent = false};
constexpr Disturbance kMigrates{.name = "migrator_starts",
                                .summary = "somebody else migrates the same database",
                                .possible = CanMigrate,
                                .happen = Migrate,
                                .transparent = false};
constexpr const Disturbance* kAll[] = {&kUnreadable, &kRestarted,  &kSwitched,
                                       &kEdited,     &kTerminated, &kMigrates};
constexpr std::size_t kOfMachines = 2;

}  // namespace

TimeMs FolderAgent::NextTimer(const World& world) const {
  const TimeMs at = world.Get<OutOfTurn>().readable_at;
  return at == kNoTime ? kNoTime : std::max(at, world.now());
}

void FolderAgent::Advance(World& world) const {
  world.Mutate<OutOfTurn>().readable_at = kNoTime;
  SetUnreadable(world, Text(), false);
}

bool BeginRun(World& world, bool anew) {
  const std::int64_t recent = world.Get<OutOfTurn>().recent;
  if (recent == 2) {
    world.Mutate<OutOfTurn>().recent = 1;
  } else if (recent == 1 && anew) {
    world.Mutate<OutOfTurn>().recent = 0;
  }
  return recent == 2;
}

std::uint64_t HappenedSoFar(const World& world) {
  const OutOfTurn& happened = HappenedIn(world);
  const bool is_over = happened.unreadable && happened.readable_at == kNoTime;
  const bool all[kHappenedBits] = {
      happened.switched,  happened.edited,     happened.unreadable,    is_over,
      happened.restarted, happened.terminated, HasOtherMigrator(world)};
  std::uint64_t bits = 0;
  for (int i = 0; i < kHappenedBits; ++i) bits |= std::uint64_t{all[i]} << i;
  return bits;
}

bool HavePeopleInterfered(const World& world) {
  const OutOfTurn& happened = HappenedIn(world);
  return happened.switched || happened.edited || happened.terminated || HasOtherMigrator(world);
}

void CalmDown(World& world) {
  const OutOfTurn happened = world.Get<OutOfTurn>();
  if (happened.readable_at != kNoTime) SetUnreadable(world, Text(), false);
  const bool is_calm = happened.recent == 0 && !happened.switched && !happened.edited &&
                       !happened.unreadable && !happened.restarted && !happened.terminated;
  if (!is_calm) world.Mutate<OutOfTurn>() = {};
}

std::span<const Disturbance* const> Disturbances(bool people) {
  return people ? std::span<const Disturbance* const>(kAll) : std::span(kAll).first(kOfMachines);
}

bool IsUnreadableForNow(const World& world) {
  const auto& unreadable = world.Get<MigrationFolder>().unreadable;
  return world.Get<OutOfTurn>().readable_at != kNoTime &&
         std::find(unreadable.begin(), unreadable.end(), Text()) != unreadable.end();
}

bool HasOtherMigrator(const World& world) { return !world.Get<ForeignSession>().script->empty(); }

}  // namespace relapse::migrations

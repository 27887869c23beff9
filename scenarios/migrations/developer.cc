#include "scenarios/migrations/developer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "fakes/files/migration_folder.h"
#include "fakes/files/server_process_state.h"
#include "fakes/postgres/fake_postgres.h"
#include "fakes/postgres/foreign_session.h"
#include "harness/core/enum_names.h"
#include "orchestration/migrations/explain.h"
#include "orchestration/ports/migration_names.h"
#include "scenarios/migrations/disturbances.h"

namespace relapse::migrations {

namespace {

constexpr std::array<std::string_view, kFollowedAdviceCount> kFollows{"first", "run", "last"};
constexpr std::array<std::string_view, 7> kShown{"nothing", "running", "reset",  "refused",
                                                 "stopped", "failed",  "unknown"};

/// What a developer does at a psql prompt.
void TypeSql(World& world, Text sql) {
  const FakePostgres& server = PostgresServer();
  const auto session = server.On(world, OpenSession{.application = "psql"});
  if (!session.ok()) return;
  (void)server.On(world, RunSql{session->session, sql});
  (void)server.On(world, CloseSession{session->session});
}

/// "table b, table a": one after another.
void DropObjects(World& world, std::string_view objects) {
  static constexpr std::string_view kComma = ", ";
  while (!objects.empty()) {
    const std::size_t end = objects.find(kComma);
    TypeSql(world, Text("drop " + std::string(objects.substr(0, end))));
    objects.remove_prefix(end == std::string_view::npos ? objects.size() : end + kComma.size());
  }
}

/// The words that are advised, to a server that may have to be started for it. They are no
/// migration's text.
void CreateSchema(World& world, const Advice& advice) {
  const bool starts = advice.number != 0 && !world.Get<PostgresState>().listening;
  if (starts) (void)ServerProcessServer().On(world, StartServer{});
  const auto executed = world.Get<PostgresState>().committed.executed;
  TypeSql(world, CreateSchemaSql(advice.argument));
  world.Mutate<PostgresState>().committed.executed = executed;
  if (starts) (void)ServerProcessServer().On(world, StopServer{});
}

/// Leaves the highest of several version rows.
void DeleteVersionRows(World& world) {
  std::vector<VersionRow> rows = world.Get<PostgresState>().committed.version->rows;
  std::sort(rows.begin(), rows.end(),
            [](const VersionRow& a, const VersionRow& b) { return a.version < b.version; });
  Edit(world.Mutate<PostgresState>().committed.version,
       [&](VersionTable& table) { table.rows = {rows.back()}; });
}

/// Gives both files of the version the next number above the database's that no file has.
void Renumber(World& world, Version version) {
  const FileTree tree = *world.Get<MigrationFolder>().tree;
  const std::vector<VersionRow>& rows = world.Get<PostgresState>().committed.version->rows;
  Version free = rows.empty() ? version : std::max(version, rows.front().version);
  const auto has_it = [&](const TreeEntry& entry) {
    const auto name = ParseMigrationFileName(entry.path);
    return name && name->version == free;
  };
  do {
    ++free;
  } while (std::any_of(tree.entries.begin(), tree.entries.end(), has_it));
  for (const TreeEntry& entry : tree.entries) {
    const auto name = ParseMigrationFileName(entry.path);
    if (!name || name->version != version) continue;
    const std::string stem = fmt::format("{:06}_{}", free, name->identifier.view());
    RenameMigrationFile(world, entry.path, stem + (name->up ? ".up.sql" : ".down.sql"));
  }
}

/// Whoever runs it, stops it: it is another user's, who was asked, or one's own.
void StopPostmaster(World& world) {
  if (ServerProcessServer().On(world, StopServer{}).ok()) return;
  LeavePidFile(world, PidFileState::kDead);
}

/// After a look at what runs: no server of these data does.
void RemovePidFile(World& world) {
  const PidFileState pid_file = world.Get<ServerProcessState>().pid_file;
  if (pid_file == PidFileState::kAlive || pid_file == PidFileState::kNone) return;
  LeavePidFile(world, PidFileState::kNone);
}

void MakeReadable(World& world) {
  if (world.Has<ServerProcessState>() &&
      world.Get<ServerProcessState>().folder == DataFolder::kUnreadable) {
    world.Mutate<ServerProcessState>().folder = DataFolder::kPresent;
  }
  const std::vector<Text> unreadable = world.Get<MigrationFolder>().unreadable;
  for (const Text path : unreadable) SetUnreadable(world, path, false);
}

/// `git restore`: what was deleted of the checkout lies there again.
void RestoreFolder(World& world) {
  SetFolderAbsent(world, false);
  const MigrationFolder& folder = world.Get<MigrationFolder>();
  if (folder.tree->entries.empty()) SwitchCheckout(world, folder.checkout);
}

/// One developer at one moment.
class Developer {
 public:
  explicit Developer(World& world)
      : world_(world), state_(world.Get<DeveloperState>()), before_(state_.typed) {}

  /// Reads what was printed last, and types what comes of it.
  void Go() {
    state_.typed.wait = 0;
    state_.advised = false;
    const std::vector<Advice> advice = std::exchange(state_.advice, {});
    refusal_ = std::exchange(state_.refusal, Refusal::kNone);
    switch (std::exchange(state_.shown, Shown::kNothing)) {
      case Shown::kNothing:
        break;
      case Shown::kRunning:
        ServerRuns();
        break;
      case Shown::kReset:
        state_.typed.run = {};
        break;
      case Shown::kRefused:
      case Shown::kStopped:
        Follow(advice);
        break;
      case Shown::kFailed:
      case Shown::kUnknown:
        // What was said is not acted upon blindly: a plain run tells how things are. Whoever wanted
        // a reset wants it still.
        if (!state_.typed.run.reset) state_.typed.run = {};
        break;
    }
    // What was advised was advised for something else.
    if (BeginRun(world_, true)) state_.advised = false;
    world_.Mutate<DeveloperState>() = std::move(state_);
  }

  void Begin() {
    if (state_.next == std::ssize(state_.script)) {
      state_.typed.finished = true;
      CalmDown(world_);
      return;
    }
    const DeveloperStep& step = state_.script[static_cast<std::size_t>(state_.next)];
    if (!step.switch_to.empty()) SwitchCheckout(world_, step.switch_to);
    state_.typed.run = step.run;
  }

 private:
  void ServerRuns() {
    if (!state_.return_to.empty()) {
      SwitchCheckout(world_, state_.return_to);
      state_.return_to = Text();
      state_.typed.run = {};  // the server there may have run more than what was to be undone
      return;
    }
    ++state_.next;
    state_.typed.run = {};
    state_.failed = {};
    Begin();
  }

  void GiveUp() {
    state_.gave_up = true;
    state_.typed = {.finished = true};
  }

  void Follow(std::vector<Advice> advice) {
    if (state_.failed != Request{}) {
      std::erase_if(advice, [&](const Advice& one) {
        // Another word besides does not make it succeed.
        return one.remedy == Remedy::kRun && one.run.rollback && state_.failed.rollback &&
               one.run.changed == state_.failed.changed;
      });
    }
    LookForDirty(advice);
    // A branch that is gone, or that nobody ever had, they pass over.
    std::erase_if(advice, [&](const Advice& one) { return IsOfNoBranch(one); });
    const auto is_run = [](const Advice& one) {
      return one.remedy == Remedy::kRun && !one.run.reset;
    };
    auto chosen = advice.begin();
    const auto wanted = std::find_if(advice.begin(), advice.end(), [&](const Advice& one) {
      return is_run(one) && IsStillWanted(one.run);
    });
    if (wanted == advice.end() && MeantToUndoEdits()) {
      state_.typed.run = OwnRun();
      return;
    }
    if (wanted != advice.end()) {
      chosen = wanted;
    } else if (state_.follows == FollowedAdvice::kRun) {
      const auto run = std::find_if(advice.begin(), advice.end(), is_run);
      if (run != advice.end()) chosen = run;
    } else if (state_.follows == FollowedAdvice::kLast && !advice.empty()) {
      chosen = std::prev(advice.end());
    }
    if (chosen == advice.end()) return GiveUp();
    // Only of a run is it promised that it is not refused: what else is done uncovers what lies
    // behind it.
    state_.advised = chosen->remedy == Remedy::kRun ||
                     (chosen->remedy == Remedy::kCheckOutAndRollBack && BranchesAreAsTheyWere());
    Do(*chosen);
  }

  /// After something failed they only looked: what they came for they want still, with whatever
  /// consent it needs by now, unless it was the undoing itself that failed.
  bool IsStillWanted(Request run) const {
    Request own = OwnRun();
    if (!OnlyLooked() || own == Request{}) return false;
    for (Request* one : {&run, &own}) one->allow_irreversible = one->allow_undo_all = false;
    // A word is the same whatever it is said of, and where nothing is edited, they need not say
    // what becomes of edits.
    run.seen = own.seen = Text();
    if (refusal_ == Refusal::kMissing && !run.changed && !run.accept) {
      own.changed = own.accept = false;
    }
    return run == own;
  }
  /// Of a file that is missing a plain run is told to accept what was edited besides: whoever came
  /// with both words, of which the undoing comes first, says them again.
  bool MeantToUndoEdits() const {
    const bool said_both = OwnRun().changed && OwnRun().accept;
    return OnlyLooked() && said_both && refusal_ == Refusal::kMissing;
  }
  bool OnlyLooked() const {
    return before_.run == Request{} && state_.failed == Request{} && state_.return_to.empty();
  }
  const Request& OwnRun() const { return state_.script[static_cast<std::size_t>(state_.next)].run; }

  /// Asked for their word on a dirty version, they look into the server's log before they give it:
  /// the text that ran last ran under that mark, or none did.
  void LookForDirty(std::vector<Advice>& advice) const {
    const auto says = [](Resolution resolution) {
      return [resolution](const Advice& one) { return one.run.resolution == resolution; };
    };
    const Database& database = world_.Get<PostgresState>().committed;
    const std::vector<VersionRow>& rows = database.version->rows;
    if (rows.empty() || !rows.front().dirty || rows.front().version == kNoVersion) return;
    const std::vector<ExecutedText>& texts = database.executed->texts;
    bool ran =
        !texts.empty() && !texts.back().text.empty() && texts.back().row == rows.front().version;
    // Of that number another migration may have run before, and was undone in name only; unless
    // it is that of somebody else, who was asked: theirs ran under this mark.
    for (const StoredMigration& one : database.store->rows) {
      const bool was_to_run =
          one.version == rows.front().version && one.state == StoredState::kIntent;
      if (!ran || !was_to_run || one.up_sql == texts.back().text) continue;
      ran = IsOfOtherMigrator(texts.back().text);
    }
    std::erase_if(advice, says(ran ? Resolution::kNotApplied : Resolution::kApplied));
  }

  bool IsOfOtherMigrator(Text sql) const {
    const ForeignScript& script = *world_.Get<ForeignSession>().script;
    return std::any_of(script.begin(), script.end(), [&](const ForeignStep& step) {
      return step.kind == ForeignStepKind::kRunSql && step.sql == sql;
    });
  }

  void Do(const Advice& advice) {
    switch (advice.remedy) {
      case Remedy::kRun:
        state_.typed.run = advice.run;
        return;
      case Remedy::kFixPermissions:
        return MakeReadable(world_);
      case Remedy::kRestoreFolder:
        return RestoreFolder(world_);
      case Remedy::kRemoveDuplicate:
        return RemoveMigrationFile(world_, advice.argument);
      case Remedy::kStartServer:
        if (!world_.Get<PostgresState>().listening) StartListening(world_);
        state_.typed.wait = Seconds(1);
        return;
      case Remedy::kWaitForHolder:
        state_.typed.wait = kCoffee;
        return;
      case Remedy::kCheckOutSource: {
        // Whoever goes back to the branch has nothing to be undone.
        SwitchCheckout(world_, SourceOf(advice));
        state_.typed.run = {};
        return;
      }
      case Remedy::kCheckOutAndRollBack:
        state_.return_to = world_.Get<MigrationFolder>().checkout;
        SwitchCheckout(world_, advice.argument);
        state_.typed.run = advice.run;
        return;
      case Remedy::kRenumber:
        return Renumber(world_, advice.number);
      case Remedy::kDeleteVersionRows:
        return DeleteVersionRows(world_);
      case Remedy::kDropInvalidIndex:
        return TypeSql(world_, "drop index " + advice.argument.str());
      case Remedy::kDropObjects:
        return DropObjects(world_, advice.argument.view());
      case Remedy::kCheckOutWithout:
        SwitchCheckout(world_, BranchWithout(advice.argument));
        state_.typed.run = {};
        return;
      case Remedy::kCreateSchema:
        return CreateSchema(world_, advice);
      case Remedy::kStopServer:
        StopPostmaster(world_);
        state_.typed.run = advice.run;
        return;
      case Remedy::kRemovePidFile:
        return RemovePidFile(world_);
      case Remedy::kUseMajor:
        state_.typed.major = static_cast<int>(advice.number);
        world_.Mutate<ServerProcessState>().binary_major = state_.typed.major;
        return;
      case Remedy::kUpgradeTool:
        return GiveUp();
    }
  }

  /// What was recorded of another branch says what lies there, unless people renumbered or edited.
  bool BranchesAreAsTheyWere() const {
    const OutOfTurn& happened = world_.Get<OutOfTurn>();
    return !happened.switched && !happened.edited;
  }

  bool IsOfNoBranch(const Advice& advice) const {
    return (advice.remedy == Remedy::kCheckOutSource && !Knows(SourceOf(advice))) ||
           (advice.remedy == Remedy::kCheckOutAndRollBack && !Knows(advice.argument)) ||
           (advice.remedy == Remedy::kCheckOutWithout && !LikesToLeave(advice.argument));
  }
  /// Whoever came for this very branch does not leave it, whatever is advised first.
  bool LikesToLeave(Text file) const {
    const Text came_for = state_.script[static_cast<std::size_t>(state_.next)].switch_to;
    return came_for != world_.Get<MigrationFolder>().checkout && !BranchWithout(file).empty();
  }
  Text BranchWithout(Text file) const {
    for (const Branch& branch : world_.Get<MigrationFolder>().branches) {
      if (branch.tree->Find(file) == nullptr) return branch.name;
    }
    return Text();
  }
  Text SourceOf(const Advice& advice) const {
    return advice.argument.empty() ? BranchWith(advice.number) : advice.argument;
  }

  /// Where nobody recorded the branch, its maker remembers: one that has the version, or the file
  /// that is said to be missing, another than the one that is checked out if there is one.
  Text BranchWith(Version version) const {
    const MigrationFolder& folder = world_.Get<MigrationFolder>();
    const Text recorded = RecordedAs(version);
    Text found;
    for (const Branch& branch : folder.branches) {
      const auto& entries = branch.tree->entries;
      const bool has = std::any_of(entries.begin(), entries.end(), [&](const TreeEntry& entry) {
        const auto name = ParseMigrationFileName(entry.path);
        return name && name->version == version &&
               (recorded.empty() || name->identifier == recorded);
      });
      if (has && (found.empty() || found == folder.checkout)) found = branch.name;
    }
    return found;
  }

  /// Of a version that is recorded nowhere, or that another's record has the number of, no file is
  /// named.
  Text RecordedAs(Version version) const {
    const bool is_named = refusal_ != Refusal::kUntracked && refusal_ != Refusal::kAhead &&
                          refusal_ != Refusal::kDirty && refusal_ != Refusal::kResolutionDisproved;
    const auto& rows = world_.Get<PostgresState>().committed.store->rows;
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const StoredMigration& one) {
      return one.version == version;
    });
    if (!is_named || row == rows.end()) return Text();
    const auto name = ParseMigrationFileName(row->filename);
    return name ? name->identifier : Text();
  }

  bool Knows(Text branch) const {
    const auto& branches = world_.Get<MigrationFolder>().branches;
    return std::any_of(branches.begin(), branches.end(),
                       [&](const Branch& one) { return one.name == branch; });
  }

  World& world_;
  DeveloperState state_;
  Refusal refusal_ = Refusal::kNone;  ///< what was printed last
  const Command before_;
};

}  // namespace

std::string_view EnumName(FollowedAdvice advice) { return NameOf(kFollows, advice); }
void EnumFromName(std::string_view name, FollowedAdvice& advice) {
  ReadName(kFollows, name, advice);
}
std::string_view EnumName(Shown shown) { return NameOf(kShown, shown); }
void EnumFromName(std::string_view name, Shown& shown) { ReadName(kShown, name, shown); }

DeveloperState SitDown(World& world, std::vector<DeveloperStep> script, FollowedAdvice follows) {
  DeveloperState state{.script = std::move(script), .follows = follows};
  if (world.Has<ServerProcessState>()) {
    state.typed.major = world.Get<ServerProcessState>().binary_major;
  }
  if (state.script.empty()) {
    state.typed.finished = true;
    return state;
  }
  const DeveloperStep& step = state.script.front();
  if (!step.switch_to.empty()) SwitchCheckout(world, step.switch_to);
  state.typed.run = step.run;
  return state;
}

namespace {

/// What a script says of a dirty version is said after a look at it, as it is then.
void NameWhatWasSeen(World& world) {
  const Request& run = world.Get<DeveloperState>().typed.run;
  if (run.resolution == Resolution::kNone || !run.seen.empty()) return;
  const Database& database = world.Get<PostgresState>().committed;
  const Text seen = SeenIn({.version_table = {.rows = database.version->rows},
                            .store = {.left_behind = database.store->left_behind},
                            .catalog = CatalogOf(database)});
  world.Mutate<DeveloperState>().typed.run.seen = seen;
}

}  // namespace

Result<Command> FakeTerminal::On(World& world, const ReadCommand&) const {
  if (world.Get<DeveloperState>().shown != Shown::kNothing) {
    Developer(world).Go();
  } else if (BeginRun(world, false)) {
    world.Mutate<DeveloperState>().advised = false;
  }
  NameWhatWasSeen(world);
  // What disturbed nobody any more leaves no trace.
  if (world.Get<DeveloperState>().typed.finished) CalmDown(world);
  return world.Get<DeveloperState>().typed;
}

Status FakeTerminal::On(World& world, const Print& request) const {
  DeveloperState& state = world.Mutate<DeveloperState>();
  state.shown = request.shown;
  state.refusal = request.refusal;
  state.advice = request.advice;
  // Which process it is people look up when they need it, and all that cannot be read is made
  // readable at once: kept, it would set every state apart.
  for (Advice& one : state.advice) {
    const bool names_process = one.remedy == Remedy::kStopServer ||
                               one.remedy == Remedy::kRemovePidFile ||
                               one.remedy == Remedy::kWaitForHolder;
    if (names_process) one.number = 0;
    const bool is_the_same_for_all = one.remedy == Remedy::kFixPermissions ||
                                     one.remedy == Remedy::kWaitForHolder ||
                                     one.remedy == Remedy::kStartServer;
    if (is_the_same_for_all) one.argument = Text();
  }
  const bool undo_failed =
      request.shown == Shown::kFailed && !request.passes &&
      std::find(request.undo.begin(), request.undo.end(), request.failed) != request.undo.end();
  if (undo_failed) state.failed = state.typed.run;
  return Ok();
}

const FakeTerminal& TerminalServer() {
  static const FakeTerminal server;
  return server;
}

}  // namespace relapse::migrations

// What holds of the planner for every input: the laws of spec/migration-recovery.md section 5 that
// one decision can break.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "orchestration/migrations/coverage.h"
#include "tests/orchestration/migrations/plan_builder.h"

namespace relapse::migrations {
namespace {

/// A number below `bound`; nominal size, so that it shrinks toward the first choice.
int Below(int bound) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, bound)); }
bool Flag() { return Below(2) == 1; }

void DrawDisk(PlanBuilder& builder, Version version) {
  static const char* const kNames[] = {"a", "b", "c"};
  const int kind = Below(6);
  if (kind == 0) return;
  builder.Disk(version, std::string(kNames[Below(2)]) + std::to_string(version));
  DiskMigration& file = builder.OnDisk(version);
  if (kind == 1) file.down = {};
  if (kind == 2) file.up.sql = "create table edited (id int);";
  if (kind == 3) file.down.sql = "-- nothing";
  if (kind == 4 && Below(8) == 0) file.up.presence = Presence::kUnreadable;
}

void DrawStored(PlanBuilder& builder, Version version) {
  static const char* const kNames[] = {"a", "b", "c"};
  static constexpr StoredState kStates[] = {StoredState::kApplied, StoredState::kIntent,
                                            StoredState::kAssumed};
  const int kind = Below(5);
  if (kind == 0) return;
  const std::string name = std::string(kNames[Below(2)]) + std::to_string(version);
  builder.Stored(version, name, kStates[Below(3)]);
  if (kind == 1) builder.InStore(version).down_sql = "BEGIN; drop table x; COMMIT";
  if (kind == 2) builder.InStore(version).down_sql.reset();
  if (Flag()) builder.Table(name);
}

/// Something that was taken back in name only: of the version's own text, or of another.
void DrawLeftBehind(PlanBuilder& builder, Version version) {
  if (Below(5) != 0) return;
  const std::string name = (Flag() ? "a" : "b") + std::to_string(version);
  LeftBehind row{.version = version, .filename = PlanBuilder::File(version, name).up.path};
  const int text = Below(4);
  if (text < 2) row.up_sql = PlanBuilder::File(version, name).up.sql;
  if (text == 2) row.up_sql = "insert into a1 values (1)";
  builder.input.database.store.exists = true;
  builder.input.database.store.left_behind.push_back(row);
  if (Flag()) builder.Table(name);
}

Request DrawRequest() {
  Request request;
  request.rollback = Flag();
  request.changed = request.rollback && Below(4) == 0;
  request.accept = Below(3) == 0;
  request.reset = Below(6) == 0;
  request.allow_irreversible = Flag();
  request.allow_undo_all = Flag();
  request.resolution = static_cast<Resolution>(Below(3));
  if (Flag()) request.confirmed_target = "localhost:5432/app";
  return request;
}

PlanInput Draw() {
  PlanBuilder builder;
  static constexpr Version kMost = 4;
  for (Version version = 1; version <= kMost; ++version) {
    DrawDisk(builder, version);
    DrawStored(builder, version);
    DrawLeftBehind(builder, version);
  }
  const int row = Below(8);
  if (row != 0) builder.At(Below(kMost + 1), row == 1);
  if (row != 0 && Below(6) == 0) builder.At(kNoVersion, Flag());
  if (Below(12) == 0) builder.input.database.holders = {{.pid = 1}};
  if (Below(12) == 0) builder.input.disk.folder = Presence::kUnreadable;
  if (Below(20) == 0) builder.input.database.store.format = kStoreFormat + 1;
  if (Below(5) == 0) {
    builder.input.builtin = true;
    builder.input.expected_major = 15;
    builder.input.data_folder = {.folder = static_cast<DataFolder>(Below(4)),
                                 .major = 14 + Below(2),
                                 .postmaster = static_cast<Postmaster>(Below(4))};
  }
  builder.input.request = DrawRequest();
  if (Below(4) != 0) builder.input.request.seen = SeenIn(builder.input.database);
  return builder.input;
}

bool SaysTheSame(const Decision& a, const Decision& b) {
  return a.action == b.action && a.refusal == b.refusal && a.undo == b.undo && a.about == b.about &&
         a.put == b.put && a.drop == b.drop && a.resolved == b.resolved && a.advice == b.advice;
}

RC_GTEST_PROP(PlannerLaws, ARefusalWritesNothingAndSaysWhatHelps, ()) {
  const PlanInput input = Draw();
  const Decision decision = Plan(input);
  if (decision.action != Action::kRefuse) {
    RC_ASSERT(decision.refusal == Refusal::kNone);
    RC_SUCCEED("not refused");
  }
  RC_ASSERT(decision.refusal != Refusal::kNone);
  RC_ASSERT(decision.empty() && decision.take.empty());
  // Flags that exclude each other say all there is to say; neither run need be possible.
  RC_LOG() << EnumName(decision.refusal) << "\n";
  RC_ASSERT(!decision.advice.empty() || decision.refusal == Refusal::kFlagsExclude);
}

RC_GTEST_PROP(PlannerLaws, AnAdvisedRunIsNotRefused, ()) {
  PlanInput input = Draw();
  const Decision decision = Plan(input);
  for (const Advice& advice : decision.advice) {
    if (advice.remedy != Remedy::kRun) continue;
    input.request = advice.run;
    RC_ASSERT(Plan(input).action != Action::kRefuse);
  }
}

RC_GTEST_PROP(PlannerLaws, TheCacheDecidesNothing, ()) {
  PlanInput input = Draw();
  const Decision decision = Plan(input);
  input.cache = static_cast<CacheState>(Below(7));
  RC_ASSERT(SaysTheSame(decision, Plan(input)));
}

RC_GTEST_PROP(PlannerLaws, OnlyTheTopOfWhatIsRecordedIsUndoneAndOnlyIfAsked, ()) {
  const PlanInput input = Draw();
  const Decision decision = Plan(input);
  if (decision.action != Action::kRollback) RC_SUCCEED("nothing is undone");
  RC_ASSERT(input.request.rollback);
  const Version version = input.database.version_table.rows.front().version;
  Version last = version + 1;
  for (const Version undone : decision.undo) {
    RC_ASSERT(undone < last);
    // Nothing recorded lies between two versions that are undone, except what is void.
    for (const StoredMigration& row : input.database.store.rows) {
      const bool skipped = row.version > undone && row.version < last && row.version <= version;
      RC_ASSERT(!skipped || row.state == StoredState::kIntent);
    }
    last = undone;
  }
}

RC_GTEST_PROP(PlannerLaws, WhatIsTakenAgainComesNextAndIsInTheCheckout, ()) {
  const PlanInput input = Draw();
  const Decision decision = Plan(input);
  if (decision.take.empty()) RC_SUCCEED("nothing is taken again");
  RC_ASSERT(input.request.accept);
  const auto& rows = input.database.version_table.rows;
  Version at = rows.empty() ? kNoVersion : rows.front().version;
  for (const StoredMigration& row : decision.take) {
    for (const DiskMigration& file : input.disk.migrations) {
      RC_ASSERT(file.version <= at || file.version >= row.version);
    }
    RC_ASSERT(FindOnDisk(input.disk, row.version) != nullptr);
    at = row.version;
  }
}

RC_GTEST_PROP(PlannerLaws, ADirtyRowIsNeverTouchedWithoutAWord, ()) {
  PlanInput input = Draw();
  if (input.database.version_table.rows.empty()) RC_SUCCEED("no row");
  input.database.version_table.rows.front().dirty = true;
  input.request.resolution = Resolution::kNone;
  const Decision decision = Plan(input);
  RC_ASSERT(decision.action == Action::kRefuse || decision.action == Action::kReset ||
            (input.builtin && input.data_folder.folder == DataFolder::kAbsent));
}

RC_GTEST_PROP(PlannerLaws, AnExternalDatabaseIsResetOnlyIfItIsNamed, ()) {
  const PlanInput input = Draw();
  if (Plan(input).action != Action::kReset) RC_SUCCEED("not reset");
  RC_ASSERT(input.request.reset);
  RC_ASSERT(input.builtin || input.request.confirmed_target == input.database.target);
}

RC_GTEST_PROP(PlannerLaws, WhatIsDecidedIsDoneOnce, ()) {
  PlanInput input = Draw();
  const Decision decision = Plan(input);
  if (!decision.may_run_migrator() || decision.action == Action::kRollback ||
      decision.action == Action::kResolve || input.builtin) {
    RC_SUCCEED("not a matter of the store alone");
  }
  std::vector<StoredMigration>& rows = input.database.store.rows;
  for (const Version version : decision.drop) {
    std::erase_if(rows, [&](const StoredMigration& row) { return row.version == version; });
  }
  for (const StoredMigration& put : decision.put) {
    std::erase_if(rows, [&](const StoredMigration& row) { return row.version == put.version; });
    rows.push_back(put);
  }
  std::sort(rows.begin(), rows.end(), [](const StoredMigration& a, const StoredMigration& b) {
    return a.version < b.version;
  });
  if (!decision.take.empty()) RC_SUCCEED("a matter of the version row, too");
  std::vector<LeftBehind>& left = input.database.store.left_behind;
  for (const LeftBehind& row : decision.forget) std::erase(left, row);
  left.insert(left.end(), decision.leave.begin(), decision.leave.end());
  RC_ASSERT(Plan(input).empty());
}

}  // namespace
}  // namespace relapse::migrations

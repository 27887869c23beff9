// PlanBuilder: inputs of the planner in few words. Files are as in the specification's table 7.2:
// NNNNNN_x.up.sql creates table x, its down file drops it; 1 a, 2 b and 3 c are applied and
// recorded.
#ifndef TESTS_ORCHESTRATION_MIGRATIONS_PLAN_BUILDER_H_
#define TESTS_ORCHESTRATION_MIGRATIONS_PLAN_BUILDER_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "orchestration/migrations/planner.h"

namespace relapse::migrations {

struct PlanBuilder {
  PlanInput input;

  PlanBuilder() { input.database.target = "localhost:5432/app"; }

  static DiskMigration File(Version version, const std::string& name) {
    DiskMigration file{.version = version, .identifier = name};
    const std::string stem = fmt::format("{:06}_{}", version, name);
    file.up = {Presence::kPresent, stem + ".up.sql", "create table " + name + " (id int);"};
    file.down = {Presence::kPresent, stem + ".down.sql", "drop table " + name + ";"};
    return file;
  }
  static StoredMigration Row(Version version, const std::string& name,
                             StoredState state = StoredState::kApplied) {
    const DiskMigration file = File(version, name);
    return {.version = version,
            .state = state,
            .filename = file.down.path,
            .up_sql = file.up.sql,
            .down_sql = file.down.sql,
            .source = "branch-" + name};
  }

  PlanBuilder& Disk(Version version, const std::string& name) {
    auto& files = input.disk.migrations;
    std::erase_if(files, [&](const DiskMigration& file) { return file.version == version; });
    files.push_back(File(version, name));
    std::sort(files.begin(), files.end(),
              [](const DiskMigration& a, const DiskMigration& b) { return a.version < b.version; });
    return *this;
  }
  PlanBuilder& NoFile(Version version) {
    std::erase_if(input.disk.migrations,
                  [&](const DiskMigration& file) { return file.version == version; });
    return *this;
  }
  PlanBuilder& Stored(Version version, const std::string& name,
                      StoredState state = StoredState::kApplied) {
    input.database.store.exists = true;
    auto& rows = input.database.store.rows;
    rows.push_back(Row(version, name, state));
    std::sort(rows.begin(), rows.end(), [](const StoredMigration& a, const StoredMigration& b) {
      return a.version < b.version;
    });
    return *this;
  }
  PlanBuilder& Table(const std::string& name) {
    input.database.catalog.push_back({"table", "public", name, "id int"});
    return *this;
  }
  PlanBuilder& At(Version version, bool dirty = false) {
    input.database.version_table = {.exists = true, .rows = {{version, dirty}}};
    return *this;
  }
  /// Applied, recorded and in the catalog; not on disk.
  PlanBuilder& Applied(Version version, const std::string& name) {
    return Stored(version, name).Table(name).At(version);
  }
  /// 1 a, 2 b, 3 c: applied, recorded and on disk.
  static PlanBuilder Base() {
    PlanBuilder builder;
    builder.Disk(1, "a").Disk(2, "b").Disk(3, "c");
    builder.Applied(1, "a").Applied(2, "b").Applied(3, "c");
    return builder;
  }
  /// What a database holds that nobody recorded.
  PlanBuilder& Forget() {
    input.database.store = {};
    return *this;
  }

  DiskMigration& OnDisk(Version version) {
    return *std::find_if(input.disk.migrations.begin(), input.disk.migrations.end(),
                         [&](const DiskMigration& file) { return file.version == version; });
  }
  StoredMigration& InStore(Version version) {
    auto& rows = input.database.store.rows;
    return *std::find_if(rows.begin(), rows.end(),
                         [&](const StoredMigration& row) { return row.version == version; });
  }
  PlanBuilder& Rollback() { return input.request.rollback = true, *this; }
  PlanBuilder& Accept() { return input.request.accept = true, *this; }
  /// Of what is in the database by now.
  Request Word(Resolution word) const {
    return {.resolution = word, .seen = SeenIn(input.database)};
  }
  PlanBuilder& Say(Resolution word) {
    input.request.resolution = word;
    input.request.seen = SeenIn(input.database);
    return *this;
  }
  PlanBuilder& Reset() { return input.request.reset = true, *this; }

  Decision Decide() const { return Plan(input); }
};

// What the tests ask of a decision.
inline std::vector<Version> Versions(const std::vector<StoredMigration>& rows) {
  std::vector<Version> versions;
  for (const StoredMigration& row : rows) versions.push_back(row.version);
  return versions;
}
inline std::vector<Remedy> Remedies(const Decision& decision) {
  std::vector<Remedy> remedies;
  for (const Advice& advice : decision.advice) remedies.push_back(advice.remedy);
  return remedies;
}
/// The runs that are advised, the reset that ends the list left out.
inline std::vector<Request> Runs(const Decision& decision) {
  std::vector<Request> runs;
  for (const Advice& advice : decision.advice) {
    if (advice.remedy == Remedy::kRun && !advice.run.reset) runs.push_back(advice.run);
  }
  return runs;
}
inline bool AdvisesReset(const Decision& decision) {
  return !decision.advice.empty() && decision.advice.back().run.reset;
}
inline void ExpectRefused(const Decision& decision, Refusal refusal) {
  EXPECT_EQ(decision.action, Action::kRefuse) << EnumName(decision.action);
  EXPECT_EQ(decision.refusal, refusal) << EnumName(decision.refusal);
  EXPECT_THAT(decision.put, testing::IsEmpty());
  EXPECT_THAT(decision.drop, testing::IsEmpty());
}

}  // namespace relapse::migrations

#endif  // TESTS_ORCHESTRATION_MIGRATIONS_PLAN_BUILDER_H_

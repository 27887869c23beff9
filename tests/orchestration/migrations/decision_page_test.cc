// docs/migration_decisions.md says what the planner decides.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "orchestration/migrations/explain.h"
#include "tests/orchestration/migrations/plan_builder.h"

namespace relapse::migrations {
namespace {

struct Situation {
  const char* words;
  PlanBuilder builder;
};

std::vector<Situation> Situations() {
  PlanBuilder dirty = PlanBuilder::Base().Disk(4, "d").Stored(4, "d", StoredState::kIntent);
  PlanBuilder changed = PlanBuilder::Base();
  changed.OnDisk(3).up.sql = "create table c (id bigint);";
  PlanBuilder lost = PlanBuilder::Base();
  lost.input.database.version_table.rows.clear();
  PlanBuilder left = PlanBuilder::Base().Disk(4, "d").Table("d");
  left.input.database.store.left_behind = {
      {.version = 4, .filename = "000004_d.up.sql", .up_sql = PlanBuilder::File(4, "d").up.sql}};
  PlanBuilder dropped = left;
  dropped.input.database.catalog.pop_back();
  PlanBuilder gone = PlanBuilder::Base();
  gone.input.database.version_table = {.has_schema = false};
  gone.input.database.catalog.clear();
  PlanBuilder held = PlanBuilder::Base();
  held.input.database.holders = {{.pid = 77, .application = "server"}};
  return {
      {"fresh: no version, no schema", PlanBuilder().Disk(1, "a").Disk(2, "b")},
      {"clean: applied, recorded and in the checkout", PlanBuilder::Base()},
      {"clean, never recorded", PlanBuilder::Base().Forget()},
      {"the server ran 4, and nobody recorded the end of it",
       PlanBuilder::Base().Disk(4, "d").Stored(4, "d", StoredState::kIntent).Table("d").At(4)},
      {"missing: 4 and 5 are applied and not in the checkout",
       PlanBuilder::Base().Applied(4, "d").Applied(5, "e")},
      {"missing: another migration has the number 4",
       PlanBuilder::Base().Applied(4, "alpha").Disk(4, "beta")},
      {"missing: 2 is another one, 3 is the same", PlanBuilder::Base().Disk(2, "other")},
      {"changed: the up file of 3 was edited", changed},
      {"left behind: 4 was undone in name only, and is to run again", left},
      {"left behind: likewise, and somebody dropped what it had made", dropped},
      {"dirty at 4, nothing of it is there", PlanBuilder(dirty).At(4, true)},
      {"dirty at 4, all of it is there", PlanBuilder(dirty).Table("d").At(4, true)},
      {"untracked: at 4, which nobody recorded", PlanBuilder::Base().Disk(4, "d").Table("d").At(4)},
      {"ahead: nothing recorded, 4 is in no file", PlanBuilder::Base().Forget().Table("d").At(4)},
      {"the version row is gone", lost},
      {"the schema was dropped, and not made anew", gone},
      {"somebody holds the migrator's lock", held}};
}

struct Flags {
  const char* words;
  Request request;
};

std::vector<Flags> AllFlags() {
  return {{"continue", {}},
          {"continue --accept", {.accept = true}},
          {"rollback", {.rollback = true}},
          {"rollback --accept", {.rollback = true, .accept = true}},
          {"reset, not confirmed", {.reset = true}},
          {"reset, confirmed", {.reset = true, .confirmed_target = "localhost:5432/app"}}};
}

std::string Cell(const Decision& decision) {
  if (decision.action == Action::kRefuse)
    return "refused: " + std::string(EnumName(decision.refusal));
  std::string cell(EnumName(decision.action));
  if (!decision.undo.empty()) cell += " of " + ListVersions(decision.undo);
  return cell;
}

std::string Page() {
  std::string page =
      "\n## Refusals, in the order in which they are looked for\n\n| refusal | because "
      "|\n|---|---|\n";
  for (int i = 1; i < kRefusalCount; ++i) {
    const auto refusal = static_cast<Refusal>(i);
    page +=
        "| `" + std::string(EnumName(refusal)) + "` | " + std::string(Sentence(refusal)) + " |\n";
  }
  page += "\n## Decisions for an external database\n\n| |";
  const std::vector<Flags> flags = AllFlags();
  for (const Flags& one : flags) page += std::string(" ") + one.words + " |";
  page += "\n|---|";
  for (std::size_t i = 0; i < flags.size(); ++i) page += "---|";
  page += "\n";
  for (Situation& situation : Situations()) {
    page += std::string("| ") + situation.words + " |";
    for (const Flags& one : flags) {
      situation.builder.input.request = one.request;
      page += " " + Cell(situation.builder.Decide()) + " |";
    }
    page += "\n";
  }
  page += "\n## What a refusal says\n";
  for (Situation& situation : Situations()) {
    const Decision decision = situation.builder.Decide();
    if (decision.action != Action::kRefuse) continue;
    const Explanation explanation = Explain(decision, {.target = "localhost:5432/app"});
    page += std::string("\n**") + situation.words + "**\n\n```\n" + explanation.headline + "\n";
    for (const std::string& line : explanation.details) page += "  " + line + "\n";
    page += "what helps, the mildest first:\n";
    for (const std::string& line : explanation.remedies) page += "  " + line + "\n";
    page += "```\n";
  }
  return page;
}

TEST(DecisionPage, IsGeneratedFromThePlanner) {
  static constexpr std::string_view kMark = "<!-- generated from the planner -->\n";
  const std::filesystem::path path = RELAPSE_DECISION_PAGE;
  std::stringstream read;
  read << std::ifstream(path).rdbuf();
  const std::string page = read.str();
  const std::size_t mark = page.find(kMark);
  ASSERT_NE(mark, std::string::npos);
  const std::string wanted = page.substr(0, mark + kMark.size()) + Page();
  const std::filesystem::path written =
      std::filesystem::path(testing::TempDir()) / "migration_decisions.md";
  std::ofstream(written) << wanted;
  EXPECT_EQ(page, wanted) << "cp " << written << " " << path;
}

}  // namespace
}  // namespace relapse::migrations

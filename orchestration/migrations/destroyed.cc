#include "orchestration/migrations/destroyed.h"

#include <algorithm>
#include <utility>

#include "orchestration/migrations/explain.h"

namespace relapse::migrations {

Catalog DestroyedByReset(const DatabaseView& database) {
  Catalog destroyed;
  for (const CatalogObject& object : database.catalog) {
    if (object.schema == Text("public")) destroyed.push_back(object);
  }
  if (database.version_table.exists) {
    destroyed.push_back({.kind = "table", .schema = "public", .name = "schema_migrations"});
  }
  if (database.store.exists) {
    destroyed.push_back({.kind = "schema", .schema = "_develop", .name = "_develop"});
  }
  return destroyed;
}

std::vector<std::string> SayDestroyed(const Catalog& destroyed) {
  // What one does not get back by migrating again comes first.
  static constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
      {"extension", "extensions"}, {"table", "tables"},       {"view", "views"},
      {"type", "types"},           {"sequence", "sequences"}, {"function", "functions"},
      {"schema", "schemas"}};
  std::vector<std::string> lines;
  for (const auto& [kind, several] : kKinds) {
    std::vector<std::string> names;
    for (const CatalogObject& object : destroyed) {
      if (object.kind.view() != kind) continue;
      // Functions of one name differ in their arguments.
      const bool named = std::find(names.begin(), names.end(), object.name.view()) != names.end();
      if (!named) names.push_back(object.name.str());
    }
    if (names.empty()) continue;
    lines.push_back("drops the " + std::string(names.size() == 1 ? kind : several) + " " +
                    ListWords(names));
  }
  if (!lines.empty()) lines.emplace_back("and what uses these in other schemas");
  return lines;
}

}  // namespace relapse::migrations

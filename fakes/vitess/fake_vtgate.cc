#include "fakes/vitess/fake_vtgate.h"

#include <algorithm>

#include "fakes/vitess/like.h"

namespace relapse::planetscale {

namespace {

/// One LIKE over a table. Patterns are contexts as a rule: without `%` only a text of the same
/// length can match, which spares most rows the comparison.
class Pattern {
 public:
  explicit Pattern(Text like)
      : like_(like),
        fixed_length_(like.view().find('%') == std::string_view::npos &&
                      like.view().find('\\') == std::string_view::npos) {}

  bool Matches(const MigrationRow& row) const {
    return Matches(row.migration_context.view()) || Matches(row.migration_uuid.view()) ||
           Matches(EnumName(row.migration_status));
  }

 private:
  bool Matches(std::string_view text) const {
    const std::string_view like = like_.view();
    if (!fixed_length_) return MatchesLike(text, like);
    if (text.size() != like.size()) return false;
    // Here equal bytes always match, `_` included.
    const auto differs = std::mismatch(text.begin(), text.end(), like.begin()).first - text.begin();
    const auto rest = static_cast<std::size_t>(differs);
    return MatchesLike(text.substr(rest), like.substr(rest));
  }
  Text like_;
  bool fixed_length_;
};

}  // namespace

Result<MigrationRows> FakeVtGate::On(World& world, const ShowVitessMigrations& request) const {
  if (request.keyspace.empty()) {
    static const Text kMessage("VT09005: no database selected");
    return Fail(kSql, kMessage, 1046);
  }
  const KeyspaceState* keyspace = world.Get<VitessState>().Find(request.keyspace);
  if (keyspace == nullptr) {
    static const Text kMessage("VT05003: unknown database in vschema");
    return Fail(kSql, kMessage, 1049);
  }
  if (!world.Get<VitessState>().Answers(*keyspace, world.now())) {
    static const Text kMessage("target: primary: vttablet: no answer within the deadline");
    return Fail(kTimeout, kMessage);
  }
  if (request.like.empty()) return MigrationRows(keyspace->migrations.Share());
  const Pattern pattern(request.like);
  auto matching = std::make_shared<std::vector<MigrationRow>>();
  matching->reserve(keyspace->migrations.rows().size());
  for (const MigrationRow& row : keyspace->migrations.rows()) {
    if (pattern.Matches(row)) matching->push_back(row);
  }
  return MigrationRows(std::move(matching));
}

}  // namespace relapse::planetscale

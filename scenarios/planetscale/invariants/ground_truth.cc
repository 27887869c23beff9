#include "scenarios/planetscale/invariants/ground_truth.h"

#include <algorithm>

#include "schema/mysql/schema.h"
#include "schema/vitess/vschema.h"

namespace relapse::planetscale {

Reviewed::Reviewed(const ReviewedPlan& plan) {
  for (const KeyspacePlan& keyspace : plan.keyspaces) {
    names_.push_back(keyspace.keyspace);
    mysql::Schema desired;
    for (const TableSchema& table : keyspace.desired) desired.Set(table.name, table.raw);
    desired_.emplace_back(desired);
    vschemas_.emplace_back();
    if (!keyspace.vschema.empty()) {
      // What is no VSchema stays as it is, and no world ever holds it.
      const std::optional<Text> normalised = vitess::NormaliseVschema(keyspace.vschema);
      vschemas_.back() = VschemaText{normalised ? *normalised : keyspace.vschema};
    }
    for (const Text statement : keyspace.statements) {
      const Result<Text> canonical = mysql::Canonical(statement);
      statements_.push_back(
          {keyspace.keyspace, statement, canonical.ok() ? *canonical : statement});
      const Text table = FactsOf(statement).table;
      const Text* create_table = desired.Find(table);
      changes_.push_back(
          {keyspace.keyspace, table, create_table != nullptr ? *create_table : Text()});
    }
  }
}

bool Reviewed::Holds(Text keyspace, Text statement) const {
  for (const Statement& reviewed : statements_) {
    if (reviewed.keyspace == keyspace && reviewed.text == statement) return true;
  }
  const Result<Text> canonical = mysql::Canonical(statement);
  if (!canonical.ok()) return false;
  return std::any_of(statements_.begin(), statements_.end(), [&](const Statement& reviewed) {
    return reviewed.keyspace == keyspace && reviewed.canonical == *canonical;
  });
}

Text Reviewed::MissingOnMain(const VitessState& vitess) const {
  for (const Change& change : changes_) {
    const KeyspaceState* keyspace = vitess.Find(change.keyspace);
    const Text* live = keyspace != nullptr ? keyspace->live.get().Find(change.table) : nullptr;
    if ((live != nullptr ? *live : Text()) != change.create_table) return change.table;
  }
  return Text();
}

Text Reviewed::VschemaMissingOnMain(const VitessState& vitess) const {
  for (std::size_t i = 0; i < vschemas_.size(); ++i) {
    if (!vschemas_[i]) continue;
    const KeyspaceState* keyspace = vitess.Find(names_[i]);
    if (keyspace == nullptr || keyspace->vschema != vschemas_[i]->json) return names_[i];
  }
  return Text();
}

std::string Say(const RequestRecord& request) {
  return "deploy request #" + std::to_string(request.wire.number) + " (" +
         std::string(EnumName(request.wire.deployment_state)) + ")";
}

std::string SaySettled(const StoredApply& apply) {
  return "the apply is settled " + std::string(EnumName(apply.status));
}

}  // namespace relapse::planetscale

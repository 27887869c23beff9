#include "fakes/vitess/interned.h"

#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "harness/core/hash_index.h"

namespace relapse::planetscale {

namespace {

/// Guards every table of this file. Recursive: interning a result happens while a step is computed.
std::recursive_mutex& Guard() {
  static std::recursive_mutex& guard = *new std::recursive_mutex;
  return guard;
}

}  // namespace

struct StatementList::Entry {
  std::vector<Text> statements;
  Text text;
  mutable std::vector<std::pair<Text, StatementList>> longer;  ///< this list and one statement more
};

const StatementList::Entry* StatementList::Empty() {
  static const Entry& empty = *new Entry;
  return &empty;
}

StatementList::StatementList(const std::vector<Text>& statements) : entry_(Empty()) {
  for (const Text statement : statements) *this = Append(statement);
}

const std::vector<Text>& StatementList::list() const { return entry_->statements; }
Text StatementList::text() const { return entry_->text; }

StatementList StatementList::Append(Text statement) const {
  const std::lock_guard lock(Guard());
  for (const auto& [last, list] : entry_->longer) {
    if (last == statement) return list;
  }
  auto* added = new Entry;  // lives as long as the process, like every interned value
  added->statements = entry_->statements;
  added->statements.push_back(statement);
  added->text = Text(entry_->text.str() + statement.str() + "; ");
  StatementList list;
  list.entry_ = added;
  entry_->longer.emplace_back(statement, list);
  return list;
}

const StatementFacts& FactsOf(Text statement) {
  static std::deque<std::optional<StatementFacts>>& known =
      *new std::deque<std::optional<StatementFacts>>;
  const std::lock_guard lock(Guard());
  if (known.size() <= statement.index()) known.resize(statement.index() + 1);
  std::optional<StatementFacts>& facts = known[statement.index()];
  if (!facts) {
    static constexpr std::string_view kActions[] = {"create", "alter", "drop"};
    facts.emplace();
    if (const auto table = mysql::TableOf(statement); table.ok()) facts->table = *table;
    if (const auto verb = mysql::VerbOf(statement); verb.ok()) facts->verb = *verb;
    facts->action = Text(kActions[static_cast<std::size_t>(facts->verb)]);
  }
  return *facts;
}

/// What one statement does to one schema.
struct SchemaHandle::Step {
  Text statement;
  const Entry* after = nullptr;
  Error error;
  bool instant = false;
};

struct SchemaHandle::Entry {
  mysql::Schema schema;
  Text text;
  mutable std::deque<Step> steps;
  mutable std::vector<std::pair<const Entry*, StatementList>> differences;
};

const SchemaHandle::Entry* SchemaHandle::Empty() {
  static const Entry& empty = *new Entry;
  return &empty;
}

const SchemaHandle::Entry* SchemaHandle::Intern(const mysql::Schema& schema) {
  static std::deque<Entry>& entries = *new std::deque<Entry>;
  static HashIndex& index = *new HashIndex;
  if (schema.empty()) return Empty();
  const std::uint64_t hash = schema.Hash();
  const int known = index.Find(
      hash, [&](int id) { return entries[static_cast<std::size_t>(id)].schema == schema; });
  if (known >= 0) return &entries[static_cast<std::size_t>(known)];
  std::string joined;
  for (const mysql::Schema::Entry& table : schema.tables()) {
    joined += table.create_table.str() + ";\n";
  }
  index.Insert(hash, static_cast<int>(entries.size()));
  Entry& added = entries.emplace_back();
  added.schema = schema;
  added.text = Text(joined);
  return &added;
}

SchemaHandle::SchemaHandle(const mysql::Schema& schema) : entry_(nullptr) {
  const std::lock_guard lock(Guard());
  entry_ = Intern(schema);
}

const mysql::Schema& SchemaHandle::get() const { return entry_->schema; }
Text SchemaHandle::text() const { return entry_->text; }

const SchemaHandle::Step& SchemaHandle::StepOf(Text statement) const {
  const std::lock_guard lock(Guard());
  for (const Step& step : entry_->steps) {
    if (step.statement == statement) return step;
  }
  Step step;
  step.statement = statement;
  const Result<mysql::Schema> after = mysql::Apply(entry_->schema, statement);
  if (after.ok()) {
    step.after = Intern(*after);
    step.instant = mysql::RunsInstantly(entry_->schema, statement);
  } else {
    step.error = after.error();
  }
  return entry_->steps.emplace_back(step);
}

Result<SchemaHandle> SchemaHandle::Apply(Text statement) const {
  const Step& step = StepOf(statement);
  if (step.after == nullptr) return Fail(step.error);
  return SchemaHandle(step.after);
}

bool SchemaHandle::RunsInstantly(Text statement) const { return StepOf(statement).instant; }

StatementList SchemaHandle::DiffTo(SchemaHandle want) const {
  if (want == *this) return StatementList();
  const std::lock_guard lock(Guard());
  for (const auto& [target, difference] : entry_->differences) {
    if (target == want.entry_) return difference;
  }
  const StatementList difference(mysql::Diff(entry_->schema, want.entry_->schema));
  entry_->differences.emplace_back(want.entry_, difference);
  return difference;
}

}  // namespace relapse::planetscale

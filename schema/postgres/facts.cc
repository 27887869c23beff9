#include "schema/postgres/facts.h"

#include <array>

#include "harness/core/enum_names.h"
#include "harness/core/memo.h"

namespace relapse::postgres {

namespace {

constexpr std::array<std::string_view, 5> kHazards{
    "none", "transaction_control", "needs_no_transaction", "search_path", "version_table"};
constexpr std::array<std::string_view, 9> kTransactionWords{
    "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare"};
constexpr std::array<std::string_view, 6> kKinds{"table", "index",    "type",
                                                 "view",  "sequence", "function"};

bool Contains(const SqlStatement& statement, std::string_view word) {
  for (const Token& token : statement.tokens) {
    if (token.IsName() && token.text == word) return true;
  }
  return false;
}

bool IsTransactionControl(const SqlStatement& statement) {
  const Token& first = statement.tokens.front();
  for (const std::string_view word : kTransactionWords) {
    if (!first.IsWord(word)) continue;
    // PREPARE of a statement is none; START and PREPARE say TRANSACTION.
    if (word == "prepare" || word == "start") {
      return statement.tokens.size() > 1 && statement.tokens[1].IsWord("transaction");
    }
    return true;
  }
  return false;
}

bool NeedsNoTransaction(const SqlStatement& statement) {
  const Token& first = statement.tokens.front();
  if (first.IsWord("vacuum")) return true;
  const bool changes = first.IsWord("create") || first.IsWord("drop") || first.IsWord("reindex") ||
                       first.IsWord("alter") || first.IsWord("refresh");
  if (!changes) return false;
  if (first.IsWord("alter")) {
    return statement.tokens.size() > 1 && statement.tokens[1].IsWord("system");
  }
  // A materialized view may be refreshed concurrently within a transaction.
  if (!first.IsWord("refresh") && Contains(statement, "concurrently")) return true;
  return statement.tokens.size() > 1 &&
         (statement.tokens[1].IsWord("database") || statement.tokens[1].IsWord("tablespace"));
}

bool MovesSearchPath(const SqlStatement& statement) {
  const Token& first = statement.tokens.front();
  return (first.IsWord("set") || first.IsWord("reset")) && Contains(statement, "search_path");
}

bool TouchesVersionTable(const SqlStatement& statement) {
  if (Contains(statement, "schema_migrations")) return true;
  const std::vector<Token>& tokens = statement.tokens;
  return tokens.size() > 2 && (tokens[0].IsWord("drop") || tokens[0].IsWord("alter")) &&
         tokens[1].IsWord("schema") && Contains(statement, "public");
}

/// Of other statements it is not known what they make, drop or give another name.
bool MovesNames(const SqlStatement& statement) {
  const Token& first = statement.tokens.front();
  for (const std::string_view word : {"insert", "update", "delete", "comment", "grant", "revoke"}) {
    if (first.IsWord(word)) return false;
  }
  if (first.IsWord("alter")) return Contains(statement, "rename") || Contains(statement, "schema");
  if (IsTransactionControl(statement)) return false;
  if (first.IsWord("drop")) return Contains(statement, "cascade") || Contains(statement, "schema");
  return !first.IsWord("create");
}

Hazard HazardOf(const SqlStatement& statement) {
  if (IsTransactionControl(statement)) return Hazard::kTransactionControl;
  if (NeedsNoTransaction(statement)) return Hazard::kNeedsNoTransaction;
  if (MovesSearchPath(statement)) return Hazard::kSearchPath;
  if (TouchesVersionTable(statement)) return Hazard::kVersionTable;
  return Hazard::kNone;
}

/// Reads names after CREATE or DROP. Advances over the words that may stand between.
class ChangeReader {
 public:
  explicit ChangeReader(const SqlStatement& statement) : tokens_(statement.tokens) {}

  void Read(std::vector<ObjectChange>& changes) {
    const bool creates = Skip("create");
    if (!creates && !Skip("drop")) return;
    bool tolerates = Skip("or") && Skip("replace");
    for (const std::string_view word : {"global", "local", "unlogged", "unique"}) Skip(word);
    // A temporary object is gone with its session.
    if (At("temp") || At("temporary")) return;
    const std::string_view kind = Kind();
    if (kind.empty()) return;
    Skip("concurrently");
    if (Skip("if")) {
      Skip("not");
      tolerates = Skip("exists");
    }
    // CREATE INDEX ON t: the server chooses a name.
    if (At("on")) return;
    do {
      ObjectChange change{.creates = creates, .kind = kind, .schema = "public"};
      change.tolerates = tolerates;
      if (!Name(change)) return;
      changes.push_back(change);
    } while (!creates && SkipSymbol(','));
  }

 private:
  bool At(std::string_view word) const { return at_ < tokens_.size() && tokens_[at_].IsWord(word); }
  bool Skip(std::string_view word) {
    if (!At(word)) return false;
    ++at_;
    return true;
  }
  bool SkipSymbol(char symbol) {
    if (at_ >= tokens_.size() || !tokens_[at_].IsSymbol(symbol)) return false;
    ++at_;
    return true;
  }
  std::string_view Kind() {
    for (const std::string_view kind : kKinds) {
      if (Skip(kind)) return kind;
    }
    return "";
  }
  bool Name(ObjectChange& change) {
    if (at_ >= tokens_.size() || !tokens_[at_].IsName()) return false;
    change.name = tokens_[at_++].text;
    if (SkipSymbol('.') && at_ < tokens_.size() && tokens_[at_].IsName()) {
      change.schema = change.name;
      change.name = tokens_[at_++].text;
    }
    return true;
  }

  const std::vector<Token>& tokens_;
  std::size_t at_ = 0;
};

TextFacts Compute(std::string_view sql) {
  TextFacts facts;
  for (const SqlStatement& statement : SplitStatements(sql)) {
    facts.does_nothing = false;
    if (facts.hazard == Hazard::kNone) {
      facts.hazard = HazardOf(statement);
      if (facts.hazard != Hazard::kNone) facts.hazard_statement = statement.text;
    }
    ChangeReader(statement).Read(facts.changes);
    facts.moves_names = facts.moves_names || MovesNames(statement);
  }
  facts.normal = NormalText(sql);
  return facts;
}

}  // namespace

std::string_view EnumName(Hazard hazard) { return NameOf(kHazards, hazard); }

const TextFacts& FactsOf(Text sql) {
  static TextMemo<TextFacts>& memo = *new TextMemo<TextFacts>;
  return memo.Get(sql, [&] { return Compute(sql.view()); });
}

}  // namespace relapse::postgres

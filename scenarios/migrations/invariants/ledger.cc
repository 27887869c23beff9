#include "scenarios/migrations/invariants/ledger.h"

#include <algorithm>
#include <utility>

#include "schema/postgres/facts.h"

namespace relapse::migrations {

namespace {

class Ledger {
 public:
  explicit Ledger(const KnownMigrations& known) : known_(known) {}

  InEffect Read(const std::vector<ExecutedText>& texts) {
    for (const ExecutedText& executed : texts) ReadOne(executed);
    InEffect in_effect{.out_of_turn = out_of_turn_};
    for (const Entry& entry : stack_) {
      in_effect.migrations.push_back(entry.migration);
      in_effect.in_name.push_back(entry.in_name);
    }
    return in_effect;
  }

 private:
  struct Entry {
    const KnownMigration* migration;
    InName in_name = InName::kInEffect;
  };

  void ReadOne(const ExecutedText& executed) {
    const Text text = executed.text;
    const Version before = std::exchange(row_, executed.row);
    if (text.empty()) return MoveTo(executed.row, executed.row >= before);
    if (const KnownMigration* migration = known_.Executed(text, executed.row)) {
      for (Entry& entry : stack_) {
        if (entry.in_name == InName::kTakenBack) entry.in_name = InName::kSuperseded;
      }
      stack_.push_back({migration});
    } else if (text.view().starts_with("drop schema")) {
      stack_.clear();  // the older designs' reset
    } else if (!Undo(text)) {
      Drop(text);
    }
  }

  /// Recovery put the row there. Down: what lies above, and is not undone by a text, is taken back
  /// in name only. Up: one that was is taken again.
  void MoveTo(Version row, bool is_up) {
    for (Entry& entry : stack_) {
      const bool stays = entry.migration->version > row && !entry.migration->down_undoes;
      if (stays && entry.in_name == InName::kInEffect) entry.in_name = InName::kTakenBack;
    }
    if (!is_up) return;
    const auto again = std::find_if(stack_.rbegin(), stack_.rend(), [&](const Entry& entry) {
      return entry.in_name != InName::kInEffect && entry.migration->version == row;
    });
    if (again == stack_.rend()) return;
    again->in_name = InName::kInEffect;
    std::rotate(std::prev(again.base()), again.base(), stack_.end());
  }

  bool Undo(Text text) {
    if (postgres::FactsOf(text).does_nothing) return true;
    const auto undone = std::find_if(stack_.rbegin(), stack_.rend(), [&](const Entry& entry) {
      return entry.migration->down == text;
    });
    if (undone == stack_.rend()) return false;
    const bool newest = std::all_of(
        stack_.rbegin(), undone, [](const Entry& above) { return !above.migration->down_undoes; });
    if (!newest && out_of_turn_.empty()) out_of_turn_ = text;
    stack_.erase(std::next(undone).base());
    return true;
  }

  /// Somebody's own statement, about what was taken back in name only.
  void Drop(Text text) {
    for (const postgres::ObjectChange& change : postgres::FactsOf(text).changes) {
      std::erase_if(stack_, [&](const Entry& entry) {
        return !change.creates && entry.in_name != InName::kInEffect &&
               entry.migration->table == change.name;
      });
    }
  }

  const KnownMigrations& known_;
  std::vector<Entry> stack_;
  Version row_ = kNoVersion;  ///< as far as the texts tell
  Text out_of_turn_;
};

}  // namespace

InEffect ReadLedger(const std::vector<ExecutedText>& texts, const KnownMigrations& known) {
  return Ledger(known).Read(texts);
}

}  // namespace relapse::migrations

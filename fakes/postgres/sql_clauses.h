// A cursor over the tokens of one statement, and the larger clauses: columns, indexes, rows. A
// parsing function answers false where the statement is outside the subset; the cursor then stands
// where it stopped.
#ifndef FAKES_POSTGRES_SQL_CLAUSES_H_
#define FAKES_POSTGRES_SQL_CLAUSES_H_

#include <span>

#include "fakes/postgres/sql_statement.h"
#include "schema/postgres/lexer.h"

namespace relapse::migrations {

using postgres::Token;
using postgres::TokenKind;

class SqlCursor {
 public:
  explicit SqlCursor(std::span<const Token> tokens) : tokens_(tokens) {}

  bool AtEnd() const { return at_ >= tokens_.size(); }
  /// A keyword or a symbol.
  bool Sees(std::string_view word) const { return at_ < tokens_.size() && Is(tokens_[at_], word); }
  bool Take(std::string_view word);
  void Skip() { ++at_; }
  /// A column or label name, without a schema.
  std::optional<Text> Word();
  /// `name` or `schema.name`.
  std::optional<WrittenName> Name();
  std::optional<Text> String();
  std::optional<Text> Number();
  /// `a, 'b', c` as one text: "a, b, c".
  Text NameList();
  /// `(a, b)`.
  bool WordsInParentheses(std::vector<Text>& words);
  bool SkipParentheses();
  /// One literal of VALUES, SET or WHERE, past it; empty for an expression, which is skipped up to
  /// the next comma, closing parenthesis or WHERE. Strings are also added to `literals`.
  Text Literal(std::vector<Text>& literals);
  /// What is left of the statement as one line, words in lower case; moves to the end.
  Text Rest();
  /// The names after FROM and JOIN in what is left.
  std::vector<WrittenName> TablesAhead() const;
  /// The server's text for a statement that ends here.
  std::string Problem() const;

 private:
  static bool Is(const Token& token, std::string_view word) {
    return (token.kind == TokenKind::kWord || token.kind == TokenKind::kSymbol) &&
           token.text == word;
  }

  std::span<const Token> tokens_;
  std::size_t at_ = 0;
};

/// What a string stands for, its quotes and escapes undone; nothing if it does not end.
std::optional<std::string> ValueOf(const Token& string);

bool ParseTableBody(SqlCursor& cursor, Statement& statement);
bool ParseAlterTable(SqlCursor& cursor, Statement& statement);
bool ParseIndex(SqlCursor& cursor, Statement& statement);
bool ParseEnum(SqlCursor& cursor, Statement& statement);
bool ParseInsert(SqlCursor& cursor, Statement& statement);
bool ParseUpdate(SqlCursor& cursor, Statement& statement);
bool ParseDelete(SqlCursor& cursor, Statement& statement);

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_SQL_CLAUSES_H_

// A position among the tokens of one statement, and what a parser asks of it.
#ifndef SCHEMA_MYSQL_TOKEN_CURSOR_H_
#define SCHEMA_MYSQL_TOKEN_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "schema/mysql/errors.h"
#include "schema/mysql/lexer.h"

namespace relapse::mysql {

class TokenCursor {
 public:
  explicit TokenCursor(std::string_view statement);

  const Token& Peek() const { return tokens_[next_]; }
  bool AtEnd() const { return Peek().kind == Token::Kind::kEnd; }
  void Skip();

  /// Keywords are upper case here and any case in the statement; quoted names are no keywords.
  bool IsWord(std::string_view keyword, std::size_t ahead = 0) const;
  bool IsSymbol(char symbol) const;
  bool AcceptWord(std::string_view keyword);
  bool AcceptSymbol(char symbol);
  /// Takes all of `keywords`, which are separated by spaces, or none.
  bool AcceptWords(std::string_view keywords);

  Status ExpectWord(std::string_view keyword);
  Status ExpectSymbol(char symbol);
  /// A quoted name, or a word that is not reserved.
  Result<std::string> ExpectName();
  Result<std::string> ExpectString();
  /// Decimal digits; what does not fit is the largest value.
  Result<std::uint32_t> ExpectInteger();

  /// 1064 at this token.
  Failure Unexpected() const { return SyntaxError(statement_, Peek().offset); }

 private:
  std::string_view statement_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
};

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_TOKEN_CURSOR_H_

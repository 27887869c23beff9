// The lexical structure of PostgreSQL's SQL: where statements end, which is not at every semicolon
// (G14). Quotes, E'' strings, $tag$ bodies, nested comments, BEGIN ATOMIC bodies.
#ifndef SCHEMA_POSTGRES_LEXER_H_
#define SCHEMA_POSTGRES_LEXER_H_

#include <string>
#include <string_view>
#include <vector>

namespace relapse::postgres {

enum class TokenKind : unsigned char {
  kWord,        ///< keyword or identifier, in lower case
  kQuotedName,  ///< "Name", without its quotes, doubled quotes undone
  kString,      ///< '...', E'...', $tag$...$tag$, as written
  kNumber,
  kSymbol,  ///< one character of anything else, or "::"
};

struct Token {
  TokenKind kind = TokenKind::kSymbol;
  std::string text;
  std::size_t offset = 0;  ///< of its first byte in the whole text

  bool IsWord(std::string_view word) const { return kind == TokenKind::kWord && text == word; }
  bool IsSymbol(char symbol) const {
    return kind == TokenKind::kSymbol && text.size() == 1 && text[0] == symbol;
  }
  bool IsName() const { return kind == TokenKind::kWord || kind == TokenKind::kQuotedName; }
};

struct SqlStatement {
  std::vector<Token> tokens;  ///< never empty; without the semicolon
  std::string text;           ///< as written, from its first token to its last
};

/// The statements of a whole text, empty ones left out. What is unterminated reaches to the end:
/// the server's own error says so.
std::vector<SqlStatement> SplitStatements(std::string_view sql);

/// The text with comments dropped, white space made single blanks, words in lower case: equal for
/// two texts that differ in nothing that is executed.
std::string NormalText(std::string_view sql);

}  // namespace relapse::postgres

#endif  // SCHEMA_POSTGRES_LEXER_H_

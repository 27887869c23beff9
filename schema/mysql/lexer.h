// Splits a statement into tokens. Comments are white space; executable comments are not understood.
#ifndef SCHEMA_MYSQL_LEXER_H_
#define SCHEMA_MYSQL_LEXER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace relapse::mysql {

struct Token {
  enum class Kind { kWord, kQuotedName, kString, kNumber, kSymbol, kEnd, kBad };
  Kind kind = Kind::kEnd;
  std::string text;  ///< decoded: no quotes, no escapes
  std::size_t offset = 0;
};

/// Never empty: the last token is kEnd, or kBad where reading stopped. `statement` is valid UTF-8.
std::vector<Token> Tokenize(std::string_view statement);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_LEXER_H_

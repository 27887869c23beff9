#include "schema/mysql/token_cursor.h"

#include <limits>

#include "schema/mysql/names.h"
#include "schema/mysql/reserved_words.h"

namespace relapse::mysql {

TokenCursor::TokenCursor(std::string_view statement)
    : statement_(statement), tokens_(Tokenize(statement)) {}

void TokenCursor::Skip() {
  if (next_ + 1 < tokens_.size()) ++next_;
}

bool TokenCursor::IsWord(std::string_view keyword, std::size_t ahead) const {
  if (next_ + ahead >= tokens_.size()) return false;
  const Token& token = tokens_[next_ + ahead];
  return token.kind == Token::Kind::kWord && SameName(token.text, keyword);
}

bool TokenCursor::IsSymbol(char symbol) const {
  return Peek().kind == Token::Kind::kSymbol && Peek().text[0] == symbol;
}

bool TokenCursor::AcceptWord(std::string_view keyword) {
  if (!IsWord(keyword)) return false;
  Skip();
  return true;
}

bool TokenCursor::AcceptSymbol(char symbol) {
  if (!IsSymbol(symbol)) return false;
  Skip();
  return true;
}

bool TokenCursor::AcceptWords(std::string_view keywords) {
  std::size_t count = 0;
  for (std::size_t start = 0; start <= keywords.size(); ++count) {
    std::size_t end = keywords.find(' ', start);
    if (end == std::string_view::npos) end = keywords.size();
    if (!IsWord(keywords.substr(start, end - start), count)) return false;
    start = end + 1;
  }
  for (; count > 0; --count) Skip();
  return true;
}

Status TokenCursor::ExpectWord(std::string_view keyword) {
  if (!AcceptWord(keyword)) return Unexpected();
  return Ok();
}

Status TokenCursor::ExpectSymbol(char symbol) {
  if (!AcceptSymbol(symbol)) return Unexpected();
  return Ok();
}

Result<std::string> TokenCursor::ExpectName() {
  const Token& token = Peek();
  const bool is_name = token.kind == Token::Kind::kQuotedName ||
                       (token.kind == Token::Kind::kWord && !IsReservedWord(token.text));
  if (!is_name) return Unexpected();
  Skip();
  return token.text;
}

Result<std::string> TokenCursor::ExpectString() {
  const Token& token = Peek();
  if (token.kind != Token::Kind::kString) return Unexpected();
  Skip();
  return token.text;
}

Result<std::uint32_t> TokenCursor::ExpectInteger() {
  const Token& token = Peek();
  if (token.kind != Token::Kind::kNumber) return Unexpected();
  constexpr std::uint64_t kLargest = std::numeric_limits<std::uint32_t>::max();
  std::uint64_t value = 0;
  for (const char c : token.text) {
    if (c < '0' || c > '9') return Unexpected();
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
    if (value > kLargest) value = kLargest;
  }
  Skip();
  return static_cast<std::uint32_t>(value);
}

}  // namespace relapse::mysql

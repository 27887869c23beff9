#include "schema/postgres/lexer.h"

#include <algorithm>

namespace relapse::postgres {

namespace {

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool StartsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool ContinuesName(char c) { return StartsName(c) || IsDigit(c) || c == '$'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

class Scanner {
 public:
  explicit Scanner(std::string_view sql) : sql_(sql) {}

  /// The next token, comments skipped; false at the end.
  bool Next(Token& token) {
    SkipBlank();
    if (at_ >= sql_.size()) return false;
    token.offset = at_;
    const char c = sql_[at_];
    if (c == '\'') return String(token, false);
    if ((c == 'e' || c == 'E') && Peek(1) == '\'') return ++at_, String(token, true);
    if (IsStringPrefix(c) && Peek(1) == '\'') return ++at_, String(token, false);
    if (c == '"') return QuotedName(token);
    if (c == '$' && DollarTag() != 0) return DollarString(token);
    if (StartsName(c)) return Word(token);
    if (IsDigit(c)) return Number(token);
    token.kind = TokenKind::kSymbol;
    token.text = c == ':' && Peek(1) == ':' ? "::" : std::string(1, c);
    at_ += token.text.size();
    return true;
  }
  std::size_t position() const { return at_; }

 private:
  static bool IsStringPrefix(char c) {
    return c == 'b' || c == 'B' || c == 'x' || c == 'X' || c == 'n' || c == 'N';
  }
  char Peek(std::size_t ahead) const {
    return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0';
  }

  void SkipBlank() {
    while (at_ < sql_.size()) {
      if (IsSpace(sql_[at_])) {
        ++at_;
      } else if (sql_[at_] == '-' && Peek(1) == '-') {
        while (at_ < sql_.size() && sql_[at_] != '\n') ++at_;
      } else if (sql_[at_] == '/' && Peek(1) == '*') {
        SkipBlockComment();
      } else {
        return;
      }
    }
  }

  void SkipBlockComment() {
    int depth = 0;
    do {
      if (sql_[at_] == '/' && Peek(1) == '*') {
        ++depth;
        at_ += 2;
      } else if (sql_[at_] == '*' && Peek(1) == '/') {
        --depth;
        at_ += 2;
      } else {
        ++at_;
      }
    } while (depth > 0 && at_ < sql_.size());
    at_ = std::min(at_, sql_.size());
  }

  bool String(Token& token, bool backslashes) {
    ++at_;
    while (at_ < sql_.size()) {
      if (backslashes && sql_[at_] == '\\') {
        at_ += 2;
      } else if (sql_[at_] != '\'') {
        ++at_;
      } else if (Peek(1) == '\'') {
        at_ += 2;
      } else {
        ++at_;
        break;
      }
    }
    return Take(token, TokenKind::kString);
  }

  bool QuotedName(Token& token) {
    token.kind = TokenKind::kQuotedName;
    token.text.clear();
    for (++at_; at_ < sql_.size(); ++at_) {
      if (sql_[at_] == '"') {
        if (Peek(1) != '"') break;
        ++at_;
      }
      token.text += sql_[at_];
    }
    at_ = std::min(at_ + 1, sql_.size());
    return true;
  }

  /// Length of "$tag$" at this place, or 0.
  std::size_t DollarTag() const {
    std::size_t end = at_ + 1;
    if (end < sql_.size() && IsDigit(sql_[end])) return 0;
    while (end < sql_.size() && sql_[end] != '$' && ContinuesName(sql_[end])) ++end;
    return end < sql_.size() && sql_[end] == '$' ? end + 1 - at_ : 0;
  }

  bool DollarString(Token& token) {
    const std::string_view tag = sql_.substr(at_, DollarTag());
    const std::size_t close = sql_.find(tag, at_ + tag.size());
    at_ = close == std::string_view::npos ? sql_.size() : close + tag.size();
    return Take(token, TokenKind::kString);
  }

  bool Word(Token& token) {
    while (at_ < sql_.size() && ContinuesName(sql_[at_])) ++at_;
    Take(token, TokenKind::kWord);
    std::transform(token.text.begin(), token.text.end(), token.text.begin(), Lower);
    return true;
  }

  bool Number(Token& token) {
    while (at_ < sql_.size() && (ContinuesName(sql_[at_]) || sql_[at_] == '.')) ++at_;
    return Take(token, TokenKind::kNumber);
  }

  bool Take(Token& token, TokenKind kind) {
    at_ = std::min(at_, sql_.size());
    token.kind = kind;
    token.text = std::string(sql_.substr(token.offset, at_ - token.offset));
    return true;
  }

  std::string_view sql_;
  std::size_t at_ = 0;
};

/// Follows the body of CREATE FUNCTION ... BEGIN ATOMIC ...; END, in which semicolons end nothing.
class AtomicBody {
 public:
  void See(const std::vector<Token>& statement, const Token& token) {
    if (depth_ == 0) {
      if (token.IsWord("atomic") && !statement.empty() && statement.back().IsWord("begin") &&
          statement.front().IsWord("create")) {
        depth_ = 1;
      }
    } else if (token.IsWord("case")) {
      ++depth_;
    } else if (token.IsWord("end")) {
      --depth_;
    }
  }
  bool open() const { return depth_ > 0; }
  void Reset() { depth_ = 0; }

 private:
  int depth_ = 0;
};

}  // namespace

std::vector<SqlStatement> SplitStatements(std::string_view sql) {
  std::vector<SqlStatement> statements;
  SqlStatement current;
  std::size_t end = 0;
  AtomicBody body;
  const auto finish = [&] {
    if (!current.tokens.empty()) {
      const std::size_t begin = current.tokens.front().offset;
      current.text = std::string(sql.substr(begin, end - begin));
      statements.push_back(std::move(current));
    }
    current = SqlStatement{};
    body.Reset();
  };
  Scanner scanner(sql);
  Token token;
  while (scanner.Next(token)) {
    if (token.IsSymbol(';') && !body.open()) {
      finish();
      continue;
    }
    body.See(current.tokens, token);
    current.tokens.push_back(token);
    end = scanner.position();
  }
  finish();
  return statements;
}

std::string NormalText(std::string_view sql) {
  std::string normal;
  Scanner scanner(sql);
  Token token;
  while (scanner.Next(token)) {
    if (!normal.empty()) normal += ' ';
    if (token.kind == TokenKind::kQuotedName) {
      normal += '"' + token.text + '"';
    } else {
      normal += token.text;
    }
  }
  // A semicolon at the end, or twice, executes nothing.
  while (normal.ends_with(" ;")) normal.resize(normal.size() - 2);
  return normal == ";" ? std::string() : normal;
}

}  // namespace relapse::postgres

#include "schema/mysql/lexer.h"

#include <utility>

namespace relapse::mysql {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool IsWordCharacter(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}
/// MySQL names hold characters of the Basic Multilingual Plane only, and no NUL.
bool IsNameCharacter(char c) { return c != '\0' && static_cast<unsigned char>(c) < 0xf0; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> Run() {
    std::vector<Token> tokens;
    do {
      tokens.push_back(Next());
    } while (tokens.back().kind != Token::Kind::kEnd && tokens.back().kind != Token::Kind::kBad);
    return tokens;
  }

 private:
  char At(std::size_t position) const { return position < text_.size() ? text_[position] : '\0'; }

  void SkipLine() {
    while (next_ < text_.size() && text_[next_] != '\n') ++next_;
  }

  /// False at a comment that never ends or that a server would execute.
  bool SkipSpace() {
    while (next_ < text_.size()) {
      const char c = text_[next_];
      if (IsSpace(c)) {
        ++next_;
      } else if (c == '#') {
        SkipLine();
      } else if (c == '-' && At(next_ + 1) == '-' &&
                 (next_ + 2 == text_.size() || IsSpace(At(next_ + 2)))) {
        SkipLine();
      } else if (c == '/' && At(next_ + 1) == '*') {
        const std::size_t end = text_.find("*/", next_ + 2);
        const char marker = At(next_ + 2);
        if (end == std::string_view::npos || marker == '!' || marker == '+') return false;
        next_ = end + 2;
      } else {
        return true;
      }
    }
    return true;
  }

  Token Make(Token::Kind kind, std::size_t start, std::string text) const {
    return Token{kind, std::move(text), start};
  }

  Token Next() {
    const bool is_readable = SkipSpace();
    const std::size_t start = next_;
    if (!is_readable) return Make(Token::Kind::kBad, start, "");
    if (next_ == text_.size()) return Make(Token::Kind::kEnd, start, "");
    const char c = text_[next_];
    if (c == '`') return QuotedName(start);
    if (c == '\'' || c == '"') return String(start);
    if (IsDigit(c) || (c == '.' && IsDigit(At(next_ + 1)))) return NumberOrWord(start);
    if (IsWordCharacter(c)) return Word(start);
    ++next_;
    return Make(c == '\0' ? Token::Kind::kBad : Token::Kind::kSymbol, start, std::string(1, c));
  }

  Token Word(std::size_t start) {
    bool is_name = true;
    while (next_ < text_.size() && IsWordCharacter(text_[next_])) {
      is_name = is_name && IsNameCharacter(text_[next_]);
      ++next_;
    }
    return Make(is_name ? Token::Kind::kWord : Token::Kind::kBad, start,
                std::string(text_.substr(start, next_ - start)));
  }

  void SkipDigits() {
    while (IsDigit(At(next_))) ++next_;
  }

  /// A MySQL name may begin with digits; 0x and 0b literals are outside the subset.
  Token NumberOrWord(std::size_t start) {
    SkipDigits();
    if (At(next_) == '.') {
      ++next_;
      SkipDigits();
    }
    if (At(next_) == 'e' || At(next_) == 'E') {
      const std::size_t sign = At(next_ + 1) == '-' || At(next_ + 1) == '+' ? 1 : 0;
      if (IsDigit(At(next_ + 1 + sign))) {
        next_ += 1 + sign;
        SkipDigits();
      }
    }
    if (next_ < text_.size() && IsWordCharacter(text_[next_])) {
      const bool is_literal =
          text_[start] == '0' && next_ == start + 1 && (text_[next_] == 'x' || text_[next_] == 'b');
      const std::string_view read = text_.substr(start, next_ - start);
      if (is_literal || read.find_first_of(".+-") != std::string_view::npos) {
        return Make(Token::Kind::kBad, start, "");
      }
      return Word(start);
    }
    return Make(Token::Kind::kNumber, start, std::string(text_.substr(start, next_ - start)));
  }

  Token QuotedName(std::size_t start) {
    std::string name;
    for (++next_; next_ < text_.size(); ++next_) {
      const char c = text_[next_];
      if (c == '`') {
        ++next_;
        if (At(next_) != '`') return Make(Token::Kind::kQuotedName, start, std::move(name));
      }
      if (!IsNameCharacter(c)) break;
      name += c;
    }
    return Make(Token::Kind::kBad, start, "");
  }

  Token String(std::size_t start) {
    const char quote = text_[start];
    std::string value;
    for (++next_; next_ < text_.size(); ++next_) {
      const char c = text_[next_];
      if (c == quote) {
        ++next_;
        if (At(next_) != quote) return Make(Token::Kind::kString, start, std::move(value));
        value += quote;
      } else if (c == '\\' && next_ + 1 < text_.size()) {
        ++next_;
        AppendEscaped(text_[next_], value);
      } else {
        value += c;
      }
    }
    return Make(Token::Kind::kBad, start, "");
  }

  static void AppendEscaped(char escaped, std::string& value) {
    static constexpr std::string_view kLetters = "0bnrtZ";
    static constexpr std::string_view kMeanings("\0\b\n\r\t\x1a", 6);
    const std::size_t known = kLetters.find(escaped);
    if (known != std::string_view::npos) {
      value += kMeanings[known];
      return;
    }
    // \% and \_ keep the backslash: they are for LIKE.
    if (escaped == '%' || escaped == '_') value += '\\';
    value += escaped;
  }

  std::string_view text_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<Token> Tokenize(std::string_view statement) { return Lexer(statement).Run(); }

}  // namespace relapse::mysql

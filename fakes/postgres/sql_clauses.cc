#include "fakes/postgres/sql_clauses.h"

#include <algorithm>

namespace relapse::migrations {

bool SqlCursor::Take(std::string_view word) {
  if (!Sees(word)) return false;
  ++at_;
  return true;
}

std::optional<Text> SqlCursor::Word() {
  if (AtEnd() || !tokens_[at_].IsName()) return std::nullopt;
  return Text(tokens_[at_++].text);
}

std::optional<WrittenName> SqlCursor::Name() {
  const auto first = Word();
  if (!first) return std::nullopt;
  if (!Take(".")) return WrittenName{Text(), *first};
  const auto second = Word();
  if (!second) return std::nullopt;
  return WrittenName{*first, *second};
}

std::optional<Text> SqlCursor::String() {
  if (AtEnd() || tokens_[at_].kind != TokenKind::kString) return std::nullopt;
  return Text(ValueOf(tokens_[at_++]).value_or(""));
}

std::optional<Text> SqlCursor::Number() {
  const bool negative = Take("-");
  if (AtEnd() || tokens_[at_].kind != TokenKind::kNumber) return std::nullopt;
  return Text((negative ? "-" : "") + tokens_[at_++].text);
}

Text SqlCursor::NameList() {
  std::string list;
  do {
    if (AtEnd() || tokens_[at_].kind == TokenKind::kSymbol) return Text();
    if (!list.empty()) list += ", ";
    const Token& token = tokens_[at_++];
    list += token.kind == TokenKind::kString ? ValueOf(token).value_or("") : token.text;
  } while (Take(","));
  return Text(list);
}

bool SqlCursor::WordsInParentheses(std::vector<Text>& words) {
  if (!Take("(")) return false;
  do {
    const auto word = Word();
    if (!word) return false;
    words.push_back(*word);
  } while (Take(","));
  return Take(")");
}

bool SqlCursor::SkipParentheses() {
  int depth = 0;
  while (!AtEnd()) {
    if (Sees("(")) ++depth;
    if (Sees(")") && --depth == 0) {
      ++at_;
      return true;
    }
    ++at_;
  }
  return false;
}

Text SqlCursor::Literal(std::vector<Text>& literals) {
  const std::size_t from = at_;
  int depth = 0;
  for (; !AtEnd(); ++at_) {
    const Token& token = tokens_[at_];
    if (depth == 0 && (Is(token, ",") || Is(token, ")") || Is(token, "where"))) break;
    if (Is(token, "(")) ++depth;
    if (Is(token, ")")) --depth;
    if (token.kind == TokenKind::kString) literals.push_back(ValueOf(token).value_or(""));
  }
  if (at_ == from + 1) {
    const Token& token = tokens_[from];
    return Text(token.kind == TokenKind::kString ? ValueOf(token).value_or("") : token.text);
  }
  if (at_ == from + 2 && Is(tokens_[from], "-")) return Text("-" + tokens_[from + 1].text);
  return Text();
}

Text SqlCursor::Rest() {
  std::string text;
  for (; !AtEnd(); ++at_) {
    const Token& token = tokens_[at_];
    const bool tight = Is(token, ",") || Is(token, ")") || Is(token, ".") || text.ends_with('(') ||
                       text.ends_with('.') || text.empty();
    if (!tight) text += ' ';
    text += token.kind == TokenKind::kQuotedName ? '"' + token.text + '"' : token.text;
  }
  return Text(text);
}

std::vector<WrittenName> SqlCursor::TablesAhead() const {
  std::vector<WrittenName> tables;
  SqlCursor ahead = *this;
  while (!ahead.AtEnd()) {
    const bool reads = ahead.Sees("from") || ahead.Sees("join");
    ahead.Skip();
    if (!reads) continue;
    do {
      if (const auto name = ahead.Name()) tables.push_back(*name);
    } while (ahead.Take(","));
  }
  return tables;
}

std::string SqlCursor::Problem() const {
  const std::string where =
      AtEnd() ? "at end of input" : "at or near \"" + tokens_[at_].text + "\"";
  return "syntax error " + where + " (or outside the subset of SQL that the fake server knows)";
}

std::optional<std::string> ValueOf(const Token& string) {
  std::string_view text = string.text;
  if (text.starts_with('$')) {
    const std::string_view tag = text.substr(0, text.find('$', 1) + 1);
    if (text.size() < 2 * tag.size() || !text.ends_with(tag)) return std::nullopt;
    return std::string(text.substr(tag.size(), text.size() - 2 * tag.size()));
  }
  const bool escapes = text.starts_with('e') || text.starts_with('E');
  text.remove_prefix(text.find('\'') + 1);
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (escapes && text[i] == '\\' && i + 1 < text.size()) {
      value += text[++i];
    } else if (text[i] != '\'') {
      value += text[i];
    } else if (i + 1 < text.size()) {
      value += text[++i];
    } else {
      return value;
    }
  }
  return std::nullopt;
}

bool ParseIndex(SqlCursor& cursor, Statement& statement) {
  statement.concurrently = cursor.Take("concurrently");
  if (cursor.Take("if")) {
    statement.lenient = true;
    if (!cursor.Take("not") || !cursor.Take("exists")) return false;
  }
  const auto name = cursor.Word();
  if (!name || !cursor.Take("on")) return false;
  statement.names = {{Text(), *name}};
  const auto table = cursor.Name();
  if (!table) return false;
  statement.on = *table;
  if (cursor.Take("using") && !cursor.Take("btree")) return false;
  return cursor.WordsInParentheses(statement.words);
}

bool ParseEnum(SqlCursor& cursor, Statement& statement) {
  if (!cursor.Take("as") || !cursor.Take("enum") || !cursor.Take("(")) return false;
  if (cursor.Take(")")) return true;
  do {
    const auto label = cursor.String();
    if (!label) return false;
    statement.words.push_back(*label);
  } while (cursor.Take(","));
  return cursor.Take(")");
}

bool ParseInsert(SqlCursor& cursor, Statement& statement) {
  statement.verb = Verb::kInsert;
  if (!cursor.Take("into")) return false;
  const auto table = cursor.Name();
  if (!table) return false;
  statement.names = {*table};
  if (cursor.Sees("(") && !cursor.WordsInParentheses(statement.words)) return false;
  if (!cursor.Take("values")) return false;
  do {
    if (!cursor.Take("(")) return false;
    statement.rows.emplace_back();
    do {
      statement.rows.back().push_back(cursor.Literal(statement.literals));
    } while (cursor.Take(","));
    if (!cursor.Take(")")) return false;
  } while (cursor.Take(","));
  return true;
}

namespace {

/// `WHERE column = literal` is kept, any other condition only noted.
void ParseCondition(SqlCursor& cursor, Statement& statement) {
  if (!cursor.Take("where")) return;
  statement.has_condition = true;
  const SqlCursor begin = cursor;
  std::vector<Text> ignored;
  if (const auto column = cursor.Word(); column && cursor.Take("=")) {
    const Text value = cursor.Literal(ignored);
    if (cursor.AtEnd() && !value.empty()) statement.condition = {*column, value};
  }
  cursor = begin;
  cursor.Rest();
}

}  // namespace

bool ParseUpdate(SqlCursor& cursor, Statement& statement) {
  statement.verb = Verb::kUpdate;
  const auto table = cursor.Name();
  if (!table || !cursor.Take("set")) return false;
  statement.names = {*table};
  do {
    const auto column = cursor.Word();
    if (!column || !cursor.Take("=")) return false;
    statement.assignments.emplace_back(*column, cursor.Literal(statement.literals));
  } while (cursor.Take(","));
  ParseCondition(cursor, statement);
  return true;
}

bool ParseDelete(SqlCursor& cursor, Statement& statement) {
  statement.verb = Verb::kDelete;
  if (!cursor.Take("from")) return false;
  const auto table = cursor.Name();
  if (!table) return false;
  statement.names = {*table};
  ParseCondition(cursor, statement);
  return true;
}

}  // namespace relapse::migrations

// Names and quoted text as MySQL writes them. Column and index names compare without case (ASCII
// only); table names are compared as bytes by their users.
#ifndef SCHEMA_MYSQL_NAMES_H_
#define SCHEMA_MYSQL_NAMES_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace relapse::mysql {

std::string LowerCase(std::string_view text);
/// True where two column or index names are one name to MySQL.
bool SameName(std::string_view a, std::string_view b);
/// Order for canonical text: without case first, then by bytes, so that the order is total.
bool NameLess(std::string_view a, std::string_view b);

/// `name`, backticks doubled.
std::string QuoteName(std::string_view name);
/// 'text' with the escapes SHOW CREATE TABLE uses: \0 \n \r \\ and a doubled quote.
std::string QuoteString(std::string_view text);

bool IsValidUtf8(std::string_view text);
/// Number of code points; `text` is valid UTF-8.
std::size_t CountCharacters(std::string_view text);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_NAMES_H_

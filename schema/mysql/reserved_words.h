// MySQL 8.0's reserved words: as a name they need backticks.
#ifndef SCHEMA_MYSQL_RESERVED_WORDS_H_
#define SCHEMA_MYSQL_RESERVED_WORDS_H_

#include <string_view>

namespace relapse::mysql {

bool IsReservedWord(std::string_view word);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_RESERVED_WORDS_H_

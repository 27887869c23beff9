// Canonical text. Whatever is printed here reads back as the same value.
#ifndef SCHEMA_MYSQL_PRINTER_H_
#define SCHEMA_MYSQL_PRINTER_H_

#include <string>

#include "schema/mysql/definition.h"

namespace relapse::mysql {

/// What SHOW CREATE TABLE answers.
std::string PrintCreateTable(const Table& table);
std::string PrintAlterTable(Text table, const Alteration& alteration);
std::string PrintDropTable(Text table, bool is_conditional);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_PRINTER_H_

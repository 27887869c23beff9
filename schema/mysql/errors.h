// The SQL errors of the subset, with MySQL 8.0's numbers and texts (docs/mysql_ddl.md). The
// database name that MySQL puts before a table in 1051 and 1146 is left out: a Schema has none.
#ifndef SCHEMA_MYSQL_ERRORS_H_
#define SCHEMA_MYSQL_ERRORS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "harness/core/result.h"

namespace relapse::mysql {

using Failure = tl::unexpected<Error>;

Failure TableExists(std::string_view table);                                             // 1050
Failure UnknownTable(std::string_view table);                                            // 1051
Failure UnknownColumn(std::string_view column, std::string_view table);                  // 1054
Failure NameTooLong(std::string_view name);                                              // 1059
Failure DuplicateColumn(std::string_view column);                                        // 1060
Failure DuplicateKey(std::string_view key);                                              // 1061
Failure WrongColumnSpecifier(std::string_view column);                                   // 1063
Failure SyntaxError(std::string_view statement, std::size_t offset);                     // 1064
Failure EmptyQuery();                                                                    // 1065
Failure InvalidDefault(std::string_view column);                                         // 1067
Failure MultiplePrimaryKeys();                                                           // 1068
Failure TooManyKeys();                                                                   // 1069
Failure TooManyKeyParts();                                                               // 1070
Failure KeyTooLong();                                                                    // 1071
Failure UnknownKeyColumn(std::string_view column);                                       // 1072
Failure ColumnTooLong(std::string_view column, std::uint32_t longest);                   // 1074
Failure WrongAutoColumn();                                                               // 1075
Failure WrongPrefix();                                                                   // 1089
Failure CannotDropAllColumns();                                                          // 1090
Failure CannotDrop(std::string_view name);                                               // 1091
Failure TooManyMembers(std::string_view column);                                         // 1097
Failure DefaultNotAllowed(std::string_view column);                                      // 1101
Failure WrongTableName(std::string_view table);                                          // 1103
Failure TableWithoutColumns();                                                           // 1113
Failure TooManyColumns();                                                                // 1117
Failure NoSuchTable(std::string_view table);                                             // 1146
Failure StatementTooLong();                                                              // 1153
Failure WrongColumnName(std::string_view column);                                        // 1166
Failure MissingPrefix(std::string_view column);                                          // 1170
Failure NullInPrimaryKey();                                                              // 1171
Failure WrongKeyName(std::string_view key);                                              // 1280
Failure DuplicateMember(std::string_view column, std::string_view member, bool is_set);  // 1291
Failure InvalidOnUpdate(std::string_view column);                                        // 1294
Failure CommaInSetMember(std::string_view member);                                       // 1367
Failure EmptyPrefix(std::string_view column);                                            // 1391
Failure ScaleTooBig(std::uint32_t scale, std::string_view column);                       // 1425
Failure PrecisionTooBig(std::uint32_t precision, std::string_view column, int maximum);  // 1426
Failure ScaleAbovePrecision(std::string_view column);                                    // 1427
Failure WidthTooBig(std::string_view column);                                            // 1439
Failure TableCommentTooLong(std::string_view table);                                     // 1628
Failure ColumnCommentTooLong(std::string_view column);                                   // 1629
Failure KeyCommentTooLong(std::string_view key);                                         // 1688
Failure WrongYearWidth();                                                                // 1818
Failure JsonInKey(std::string_view column);                                              // 3152

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_ERRORS_H_

#include "schema/mysql/errors.h"

#include <string>

namespace relapse::mysql {
namespace {

Failure Sql(int number, const std::string& message) { return Fail(kSql, Text(message), number); }

std::string Quoted(std::string_view name) {
  std::string quoted(1, '\'');
  quoted += name;
  return quoted += '\'';
}

}  // namespace

Failure TableExists(std::string_view table) {
  return Sql(1050, "Table " + Quoted(table) + " already exists");
}
Failure UnknownTable(std::string_view table) { return Sql(1051, "Unknown table " + Quoted(table)); }
Failure UnknownColumn(std::string_view column, std::string_view table) {
  return Sql(1054, "Unknown column " + Quoted(column) + " in " + Quoted(table));
}
Failure NameTooLong(std::string_view name) {
  return Sql(1059, "Identifier name " + Quoted(name.substr(0, 100)) + " is too long");
}
Failure DuplicateColumn(std::string_view column) {
  return Sql(1060, "Duplicate column name " + Quoted(column));
}
Failure DuplicateKey(std::string_view key) {
  return Sql(1061, "Duplicate key name " + Quoted(key));
}
Failure WrongColumnSpecifier(std::string_view column) {
  return Sql(1063, "Incorrect column specifier for column " + Quoted(column));
}

Failure SyntaxError(std::string_view statement, std::size_t offset) {
  std::size_t line = 1;
  for (const char c : statement.substr(0, offset)) line += c == '\n' ? 1 : 0;
  std::string_view near = statement.substr(offset, 80);
  // MySQL shows at most 80 bytes; a character cut in half would make the message invalid UTF-8.
  if (statement.size() - offset > 80) {
    std::size_t end = 80;
    while (end > 0 && (static_cast<unsigned char>(statement[offset + end]) & 0xc0) == 0x80) --end;
    near = near.substr(0, end);
  }
  return Sql(1064,
             "You have an error in your SQL syntax; check the manual that corresponds to your "
             "MySQL server version for the right syntax to use near " +
                 Quoted(near) + " at line " + std::to_string(line));
}

Failure EmptyQuery() { return Sql(1065, "Query was empty"); }
Failure InvalidDefault(std::string_view column) {
  return Sql(1067, "Invalid default value for " + Quoted(column));
}
Failure MultiplePrimaryKeys() { return Sql(1068, "Multiple primary key defined"); }
Failure TooManyKeys() { return Sql(1069, "Too many keys specified; max 64 keys allowed"); }
Failure TooManyKeyParts() {
  return Sql(1070, "Too many key parts specified; max 16 parts allowed");
}
Failure KeyTooLong() {
  return Sql(1071, "Specified key was too long; max key length is 3072 bytes");
}
Failure UnknownKeyColumn(std::string_view column) {
  return Sql(1072, "Key column " + Quoted(column) + " doesn't exist in table");
}
Failure ColumnTooLong(std::string_view column, std::uint32_t longest) {
  return Sql(1074, "Column length too big for column " + Quoted(column) +
                       " (max = " + std::to_string(longest) + "); use BLOB or TEXT instead");
}
Failure WrongAutoColumn() {
  return Sql(1075,
             "Incorrect table definition; there can be only one auto column and it must be "
             "defined as a key");
}
Failure WrongPrefix() {
  return Sql(1089,
             "Incorrect prefix key; the used key part isn't a string, the used length is longer "
             "than the key part, or the storage engine doesn't support unique prefix keys");
}
Failure CannotDropAllColumns() {
  return Sql(1090, "You can't delete all columns with ALTER TABLE; use DROP TABLE instead");
}
Failure CannotDrop(std::string_view name) {
  return Sql(1091, "Can't DROP " + Quoted(name) + "; check that column/key exists");
}
Failure TooManyMembers(std::string_view column) {
  return Sql(1097, "Too many strings for column " + std::string(column) + " and SET");
}
Failure DefaultNotAllowed(std::string_view column) {
  return Sql(1101, "BLOB, TEXT, GEOMETRY or JSON column " + Quoted(column) +
                       " can't have a default value");
}
Failure WrongTableName(std::string_view table) {
  return Sql(1103, "Incorrect table name " + Quoted(table));
}
Failure TableWithoutColumns() { return Sql(1113, "A table must have at least 1 column"); }
Failure TooManyColumns() { return Sql(1117, "Too many columns"); }
Failure NoSuchTable(std::string_view table) {
  return Sql(1146, "Table " + Quoted(table) + " doesn't exist");
}
Failure StatementTooLong() {
  return Sql(1153, "Got a packet bigger than 'max_allowed_packet' bytes");
}
Failure WrongColumnName(std::string_view column) {
  return Sql(1166, "Incorrect column name " + Quoted(column));
}
Failure MissingPrefix(std::string_view column) {
  return Sql(1170, "BLOB/TEXT column " + Quoted(column) +
                       " used in key specification without a key length");
}
Failure NullInPrimaryKey() {
  return Sql(1171,
             "All parts of a PRIMARY KEY must be NOT NULL; if you need NULL in a key, use UNIQUE "
             "instead");
}
Failure WrongKeyName(std::string_view key) {
  return Sql(1280, "Incorrect index name " + Quoted(key));
}
Failure DuplicateMember(std::string_view column, std::string_view member, bool is_set) {
  return Sql(1291, "Column " + Quoted(column) + " has duplicated value " + Quoted(member) + " in " +
                       (is_set ? "SET" : "ENUM"));
}
Failure InvalidOnUpdate(std::string_view column) {
  return Sql(1294, "Invalid ON UPDATE clause for " + Quoted(column) + " column");
}
Failure CommaInSetMember(std::string_view member) {
  return Sql(1367, "Illegal set " + Quoted(member) + " value found during parsing");
}
Failure EmptyPrefix(std::string_view column) {
  return Sql(1391, "Key part " + Quoted(column) + " length cannot be 0");
}
Failure ScaleTooBig(std::uint32_t scale, std::string_view column) {
  return Sql(1425, "Too big scale " + std::to_string(scale) + " specified for column " +
                       Quoted(column) + ". Maximum is 30.");
}
Failure PrecisionTooBig(std::uint32_t precision, std::string_view column, int maximum) {
  return Sql(1426, "Too-big precision " + std::to_string(precision) + " specified for " +
                       Quoted(column) + ". Maximum is " + std::to_string(maximum) + ".");
}
Failure ScaleAbovePrecision(std::string_view column) {
  return Sql(1427, "For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column " +
                       Quoted(column) + ").");
}
Failure WidthTooBig(std::string_view column) {
  return Sql(1439, "Display width out of range for column " + Quoted(column) + " (max = 255)");
}
Failure TableCommentTooLong(std::string_view table) {
  return Sql(1628, "Comment for table " + Quoted(table) + " is too long (max = 2048)");
}
Failure ColumnCommentTooLong(std::string_view column) {
  return Sql(1629, "Comment for field " + Quoted(column) + " is too long (max = 1024)");
}
Failure KeyCommentTooLong(std::string_view key) {
  return Sql(1688, "Comment for index " + Quoted(key) + " is too long (max = 1024)");
}
Failure WrongYearWidth() { return Sql(1818, "Supports only YEAR or YEAR(4) column."); }
Failure JsonInKey(std::string_view column) {
  return Sql(3152, "JSON column " + Quoted(column) +
                       " supports indexing only via generated columns on a specified JSON path.");
}

}  // namespace relapse::mysql

// Random tables and statements of the subset, drawn through rapidcheck so that they shrink.
#ifndef TESTS_SCHEMA_MYSQL_RANDOM_H_
#define TESTS_SCHEMA_MYSQL_RANDOM_H_

#include <string>
#include <vector>

#include "schema/mysql/schema.h"

namespace relapse::mysql {

/// 0 <= n < bound, whatever rapidcheck's size; to be called inside a property.
int Draw(int bound);

/// A CREATE TABLE that succeeds on an empty schema, of columns c0..c7 in any order.
std::string DrawCreateTable(const std::string& table);
/// A schema of up to three tables out of t0..t3.
Schema DrawSchema();
/// An ALTER TABLE of one to four clauses on `table`; often it fails.
std::string DrawAlterTable(const std::string& table);
/// Any statement, on one of t0..t3.
std::string DrawStatement();

}  // namespace relapse::mysql

#endif  // TESTS_SCHEMA_MYSQL_RANDOM_H_

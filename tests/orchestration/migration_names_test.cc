#include "orchestration/ports/migration_names.h"

#include <gtest/gtest.h>

#include <string>

namespace relapse::migrations {
namespace {

MigrationFileName Up(Version version, Text identifier) { return {version, identifier, true}; }
MigrationFileName Down(Version version, Text identifier) { return {version, identifier, false}; }

TEST(MigrationNames, AFileIsANumberAnIdentifierADirectionAndAnythingElse) {
  EXPECT_EQ(ParseMigrationFileName("000001_create_users.up.sql"), Up(1, "create_users"));
  EXPECT_EQ(ParseMigrationFileName("000001_create_users.down.sql"), Down(1, "create_users"));
  EXPECT_EQ(ParseMigrationFileName("20260714120000_x.up.sql"), Up(20260714120000, "x"));
}

// Observed with golang-migrate 4.19.1 (spec/migration-recovery.md section 3.1).
TEST(MigrationNames, BackupsAndOddNamesAreExecuted) {
  EXPECT_EQ(ParseMigrationFileName("7_v.up.sql~"), Up(7, "v"));
  EXPECT_EQ(ParseMigrationFileName("8_u.up.sql.orig"), Up(8, "u"));
  EXPECT_EQ(ParseMigrationFileName("1_a.up.sql.bak"), Up(1, "a"));
  EXPECT_EQ(ParseMigrationFileName("2_.up.sql"), Up(2, ""));
  EXPECT_EQ(ParseMigrationFileName("0000449_seven.up.sql"), Up(449, "seven"));
  EXPECT_EQ(ParseMigrationFileName("5_x.down.up.sql"), Up(5, "x.down"));
}

TEST(MigrationNames, WhatThePatternDoesNotMatchIsPassedOver) {
  for (const char* name :
       {"2_b.UP.sql", "3.up.sql", "4_x.up", "449_x", "-00001_x.up.sql", "x_1.up.sql", "1x_a.up.sql",
        "1_a.sql", "1_a.up", "1_aup.sql", "", "_", "1", "1_", " 1_a.up.sql", "1_.up"})
    EXPECT_EQ(ParseMigrationFileName(name), std::nullopt) << name;
  EXPECT_EQ(ParseMigrationFileName("+00044_x.up.sql"), std::nullopt);
  EXPECT_EQ(ParseMigrationFileName("1_a\nb.up.sql"), std::nullopt);
}

TEST(MigrationNames, TheExtensionMayBeEmptyAndTheLastDirectionCounts) {
  EXPECT_EQ(ParseMigrationFileName("1_a.up."), Up(1, "a"));
  EXPECT_EQ(ParseMigrationFileName("1_.up.down.sql"), Down(1, ".up"));
  EXPECT_EQ(ParseMigrationFileName("1_a.up.b.down.c.up.sql"), Up(1, "a.up.b.down.c"));
}

TEST(MigrationNames, ANumberThatOverflowsIsPassedOver) {
  EXPECT_EQ(ParseMigrationFileName("99999999999999999999_big.up.sql"), std::nullopt);
  EXPECT_EQ(ParseMigrationFileName("9223372036854775808_big.up.sql"), std::nullopt);
  EXPECT_EQ(ParseMigrationFileName("9223372036854775807_big.up.sql"),
            Up(9223372036854775807, "big"));
  EXPECT_EQ(ParseMigrationFileName("00000000000000000000000000012_a.up.sql"), Up(12, "a"));
}

// Golden values of section 7.2.
TEST(MigrationNames, TheLockOfAUrlAndOfAnInstanceHaveDifferentKeys) {
  EXPECT_EQ(UrlLockKey("public", "schema_migrations", "s1"), 589870525);
  EXPECT_EQ(InstanceLockKey("public", "schema_migrations", "s1"), 913679277);
  EXPECT_EQ(kAdvisoryLockSalt, 1486364155u);
  EXPECT_EQ(kCoderLockKey, 1037453835920848937);
}

}  // namespace
}  // namespace relapse::migrations

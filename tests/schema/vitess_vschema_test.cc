#include "schema/vitess/vschema.h"

#include <gtest/gtest.h>

namespace relapse::vitess {
namespace {

TEST(NormaliseVschema, OrderAndBlanksMeanNothing) {
  EXPECT_EQ(NormaliseVschema(R"({"tables": {"b": {}, "a": {}}, "sharded": true})"),
            NormaliseVschema(R"({"sharded":true,"tables":{"a":{},"b":{}}})"));
  EXPECT_NE(NormaliseVschema(R"({"sharded":true})"), NormaliseVschema(R"({"sharded":false})"));
}

TEST(NormaliseVschema, TheEmptyOneIsEmpty) {
  EXPECT_EQ(NormaliseVschema(" { } "), Text());
  EXPECT_NE(NormaliseVschema(R"({"tables":{}})"), Text());
}

TEST(NormaliseVschema, OnlyAnObjectIsOne) {
  for (const char* none : {"", "[]", "null", "7", "{", "{}x", "\"tables\""}) {
    EXPECT_EQ(NormaliseVschema(none), std::nullopt) << none;
  }
}

}  // namespace
}  // namespace relapse::vitess

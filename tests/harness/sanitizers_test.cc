// What the asan preset promises: either sanitizer ends the program at the first thing it sees.
#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>

namespace {

TEST(SanitizersDeathTest, UseAfterFreeEndsTheProgram) {
  EXPECT_DEATH(
      {
        auto owner = std::make_unique<std::string>("gone by the time it is read");
        const volatile char* const first = owner->data();
        owner.reset();
        static_cast<void>(*first);
      },
      "heap-use-after-free");
}

TEST(SanitizersDeathTest, UndefinedBehaviourEndsTheProgram) {
  EXPECT_DEATH(
      {
        volatile int most = std::numeric_limits<int>::max();
        most = most + 1;
      },
      "signed integer overflow");
}

}  // namespace

// The table under texts, interned values and memos: one entry a key, in one place, from any thread.
#include "harness/core/stable_table.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "harness/core/hash.h"

namespace relapse {
namespace {

struct Number {
  std::uint64_t hash;
  std::uint64_t number;
};

/// Few of them: most entries are found behind others.
std::uint64_t HashOf(std::uint64_t number) { return MixBits(number % 50); }

auto IsNumber(std::uint64_t number) {
  return [number](const Number& entry) { return entry.number == number; };
}

class Numbers {
 public:
  const Number* Find(std::uint64_t number) const {
    return table_.Find(HashOf(number), IsNumber(number));
  }
  const Number& Add(std::uint64_t number) {
    return table_.Add(Number{HashOf(number), number}, IsNumber(number));
  }

 private:
  StableTable<Number> table_;
};

TEST(StableTable, FindsNothingInAnEmptyOne) { EXPECT_EQ(Numbers().Find(1), nullptr); }

TEST(StableTable, KeepsEntriesWhereTheyAreWhileItGrows) {
  Numbers numbers;
  std::vector<const Number*> added;
  for (std::uint64_t i = 0; i < 1'000; ++i) added.push_back(&numbers.Add(i));
  for (std::uint64_t i = 0; i < 1'000; ++i) {
    ASSERT_EQ(numbers.Find(i), added[i]);
    ASSERT_EQ(added[i]->number, i);
    ASSERT_EQ(&numbers.Add(i), added[i]);
  }
  EXPECT_EQ(numbers.Find(1'000), nullptr);
}

TEST(StableTable, TellsTheOrderOfAdding) {
  StableTable<Number> table;
  const auto never = [](const Number&) { return false; };
  for (std::size_t i = 0; i < 300; ++i) {
    const auto at_position = [&](std::size_t position) { return Number{i, position}; };
    ASSERT_EQ(table.Add(i, never, at_position).number, i);
  }
}

/// Four threads add the same numbers from both ends, and look for every number first: what was not
/// there may come while they look, and is never taken for another.
bool ThreadsAgree(std::uint64_t most) {
  Numbers numbers;
  std::atomic<bool> agree = true;
  const auto add = [&](bool upwards) {
    for (std::uint64_t i = 0; i < most; ++i) {
      const std::uint64_t number = upwards ? i : most - 1 - i;
      const Number* known = numbers.Find(number);
      const Number* added = &numbers.Add(number);
      if (added->number != number || (known != nullptr && known != added)) agree = false;
    }
  };
  std::array<std::thread, 4> threads;
  for (std::size_t i = 0; i < threads.size(); ++i) threads[i] = std::thread(add, i % 2 == 0);
  for (std::thread& thread : threads) thread.join();
  for (std::uint64_t i = 0; i < most; ++i) {
    const Number* known = numbers.Find(i);
    if (known == nullptr || known->number != i) agree = false;
  }
  return agree;
}

TEST(StableTable, ThreadsAgreeOnOneEntry) {
  for (int round = 0; round < 300; ++round) ASSERT_TRUE(ThreadsAgree(300)) << round;
}

}  // namespace
}  // namespace relapse

// The memo tables: one answer per key, from any thread.
#include "schema/mysql/memo.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "harness/core/memo.h"
#include "schema/mysql/schema.h"

namespace relapse::mysql {
namespace {

TEST(MysqlMemo, ComputesEachPairOnce) {
  PairMemo<int> memo;
  std::vector<Text> texts;
  for (int i = 0; i < 40; ++i) texts.push_back("memo" + std::to_string(i));
  int computed = 0;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t a = 0; a < texts.size(); ++a) {
      for (std::size_t b = 0; b < texts.size(); ++b) {
        const int value = memo.Get(texts[a], texts[b], [&] {
          ++computed;
          return static_cast<int>(a * 100 + b);
        });
        ASSERT_EQ(value, static_cast<int>(a * 100 + b));
      }
    }
  }
  EXPECT_EQ(computed, 1600);
}

TEST(MysqlMemo, IsSharedByThreads) {
  std::vector<std::uint64_t> hashes(4);
  std::vector<std::thread> threads;
  for (std::size_t id = 0; id < hashes.size(); ++id) {
    threads.emplace_back([&hashes, id] {
      for (int i = 0; i < 300; ++i) {
        const std::string name = "thread" + std::to_string(i);
        const std::vector<Text> create = {"CREATE TABLE " + name + " (a INT)"};
        const Schema have = *Schema::FromStatements(create);
        const Schema want = *Apply(have, "ALTER TABLE " + name + " ADD b INT");
        hashes[id] = HashCombine(hashes[id], want.Hash());
        hashes[id] = HashCombine(hashes[id], Diff(have, want)[0].hash());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::uint64_t hash : hashes) EXPECT_EQ(hash, hashes[0]);
}

TEST(MysqlMemo, AnswersAreShared) {
  const std::vector<Text> create = {"CREATE TABLE shared (a INT)"};
  const Text table = Schema::FromStatements(create)->tables()[0].create_table;
  const Text statement = "ALTER TABLE shared ADD b INT";
  EXPECT_EQ(&ParseOnce(statement), &ParseOnce(statement));
  EXPECT_EQ(&AlterOnce(table, statement), &AlterOnce(table, statement));
  const Text altered = *AlterOnce(table, statement);
  EXPECT_EQ(DiffOnce(table, altered), *Canonical(statement));
  EXPECT_TRUE(IsInstantOnce(table, statement));
}

}  // namespace
}  // namespace relapse::mysql

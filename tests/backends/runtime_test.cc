#include "backends/runtime/runtime.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <vector>

namespace relapse {
namespace {

TEST(ThreadRuntime, WaitingTakesItsTimeAndNoLonger) {
  ThreadRuntime runtime;
  const TimeMs begin = *runtime.Perform(Now{});
  EXPECT_TRUE(runtime.Perform(Wait{30}).ok());
  const TimeMs end = *runtime.Perform(Now{});
  EXPECT_GE(end - begin, 30);
  EXPECT_LT(end - begin, 20'000);
  EXPECT_TRUE(runtime.Perform(Wait{0}).ok());
  EXPECT_GT(begin, 1'700'000'000'000) << "milliseconds since the epoch";
}

TEST(ThreadRuntime, AWaitEndsOnceItsTokenIsRequested) {
  ThreadRuntime runtime;
  std::atomic<bool> stop = false;
  CallOptions options;
  options.stop = StopToken(&stop);
  const std::function<void()> tasks[] = {
      [&] { EXPECT_EQ(runtime.Perform(Wait{kNoTime}, options).error().kind, &kCancelled); },
      [&] {
        EXPECT_TRUE(runtime.Perform(Wait{30}).ok());
        stop = true;
      }};
  ThreadTaskRunner().RunAll(tasks, 2);
}

TEST(ThreadRuntime, RandomNumbersStayBelowTheirBound) {
  ThreadRuntime runtime;
  std::set<std::uint64_t> seen;
  for (int draw = 0; draw < 200; ++draw) seen.insert(*runtime.Perform(RandomBelow{3}));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2}));
  EXPECT_EQ(*runtime.Perform(RandomBelow{1}), 0u);
}

TEST(ThreadTaskRunner, RunsEveryTaskOnceAndAtMostSoManyAtOnce) {
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  std::vector<std::atomic<int>> runs(20);
  std::vector<std::function<void()>> tasks;
  ThreadRuntime runtime;
  for (auto& count : runs) {
    tasks.push_back([&] {
      const int now = ++running;
      int known = most;
      while (now > known && !most.compare_exchange_weak(known, now)) {
      }
      EXPECT_TRUE(runtime.Perform(Wait{2}).ok());
      ++count;
      --running;
    });
  }
  ThreadTaskRunner().RunAll(tasks, 3);
  for (const auto& count : runs) EXPECT_EQ(count, 1);
  EXPECT_LE(most, 3);
  ThreadTaskRunner().RunAll({}, 3);
}

}  // namespace
}  // namespace relapse

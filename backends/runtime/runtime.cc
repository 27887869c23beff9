#include "backends/runtime/runtime.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace relapse {

namespace {

template <class Clock>
TimeMs MillisecondsOf() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch())
      .count();
}

}  // namespace

ThreadRuntime::ThreadRuntime()
    : offset_(MillisecondsOf<std::chrono::system_clock>() -
              MillisecondsOf<std::chrono::steady_clock>()),
      engine_(std::random_device{}()) {}

Result<TimeMs> ThreadRuntime::Perform(const Now&, const CallOptions&) {
  return offset_ + MillisecondsOf<std::chrono::steady_clock>();
}

Status ThreadRuntime::Perform(const Wait& request, const CallOptions& options) {
  constexpr DurationMs kStep = 10;
  const TimeMs begin = MillisecondsOf<std::chrono::steady_clock>();
  while (true) {
    if (options.stop.requested()) return Fail(kCancelled, "asked to stop");
    DurationMs step = kStep;
    if (request.duration != kNoTime) {
      step = begin + request.duration - MillisecondsOf<std::chrono::steady_clock>();
      if (step <= 0) return Ok();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(step, kStep)));
  }
}

Result<std::uint64_t> ThreadRuntime::Perform(const RandomBelow& request, const CallOptions&) {
  const std::lock_guard lock(mutex_);
  return std::uniform_int_distribution<std::uint64_t>(
      0, std::max<std::uint64_t>(request.bound, 1) - 1)(engine_);
}

void ThreadTaskRunner::RunAll(std::span<const std::function<void()>> tasks, int at_most_parallel) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t task = next++; task < tasks.size(); task = next++) tasks[task]();
  };
  const std::size_t threads =
      std::min(tasks.size(), static_cast<std::size_t>(std::max(at_most_parallel, 1)));
  std::vector<std::thread> others;
  for (std::size_t thread = 1; thread < threads; ++thread) others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
}

}  // namespace relapse

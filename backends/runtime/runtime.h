// ThreadRuntime: the Runtime port on this machine's clocks, and tasks as threads.
#ifndef BACKENDS_RUNTIME_RUNTIME_H_
#define BACKENDS_RUNTIME_RUNTIME_H_

#include <mutex>
#include <random>

#include "harness/effect/runtime.h"

namespace relapse {

class ThreadRuntime final : public Runtime {
 public:
  ThreadRuntime();

  using Runtime::Perform;
  /// The wall clock at the start plus what the steady clock has gone since: never steps back.
  Result<TimeMs> Perform(const Now& request, const CallOptions& options) override;
  /// Looks at the stop token every 10 ms.
  Status Perform(const Wait& request, const CallOptions& options) override;
  Result<std::uint64_t> Perform(const RandomBelow& request, const CallOptions& options) override;

 private:
  const TimeMs offset_;
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

class ThreadTaskRunner final : public TaskRunner {
 public:
  void RunAll(std::span<const std::function<void()>> tasks, int at_most_parallel) override;
};

}  // namespace relapse

#endif  // BACKENDS_RUNTIME_RUNTIME_H_

// HurriedRuntime: the time of this machine for tests in which nobody's patience is tested.
#ifndef TESTS_BACKENDS_HURRIED_RUNTIME_H_
#define TESTS_BACKENDS_HURRIED_RUNTIME_H_

#include "backends/runtime/runtime.h"

namespace relapse {

/// A pause of seconds is one of milliseconds.
class HurriedRuntime final : public Runtime {
 public:
  using Runtime::Perform;
  Result<TimeMs> Perform(const Now& now, const CallOptions& options) override {
    return real_.Perform(now, options);
  }
  Status Perform(const Wait& wait, const CallOptions& options) override {
    return real_.Perform(Wait{1 + wait.duration / 50}, options);
  }
  Result<std::uint64_t> Perform(const RandomBelow& below, const CallOptions& options) override {
    return real_.Perform(below, options);
  }

 private:
  ThreadRuntime real_;
};

}  // namespace relapse

#endif  // TESTS_BACKENDS_HURRIED_RUNTIME_H_

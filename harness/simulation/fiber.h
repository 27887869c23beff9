// Fiber: blocking C++ as a coroutine with its own stack (Boost.Context, pooled stacks). Each switch
// carries the thread's exception state along, or an effect inside a `catch` would see another
// fiber's exception.
#ifndef HARNESS_SIMULATION_FIBER_H_
#define HARNESS_SIMULATION_FIBER_H_

#include <cstddef>
#include <functional>
#include <memory>

namespace relapse {

/// What makes a switch sound. It can be broken, only to show in a test what is lost without it
/// (tests/harness/fiber_test.cc).
struct FiberRules {
  bool exceptions_travel = true;
};

class Fiber {
 public:
  static constexpr std::size_t kStackBytes = 256 * 1024;

  /// `body` must not let an exception escape, and must have returned before the Fiber is destroyed.
  explicit Fiber(std::function<void()> body, const FiberRules& rules = {});
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Runs the fiber until it suspends or ends. Called from outside any fiber.
  void Resume();
  /// Returns to whoever resumed. Called from inside this fiber.
  void Suspend();
  bool finished() const;
  /// Bytes left on the calling fiber's stack. Called from inside this fiber.
  std::size_t StackLeft() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace relapse

#endif  // HARNESS_SIMULATION_FIBER_H_

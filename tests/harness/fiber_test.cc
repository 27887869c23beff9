// Laws of fibers: blocking code that suspends anywhere, each with its own exceptions and stack.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/core/address_sanitizer.h"
#include "harness/simulation/fiber.h"

namespace relapse {
namespace {

using ::testing::ElementsAre;

TEST(Fiber, RunsInStepsBetweenSuspensions) {
  std::vector<int> steps;
  Fiber* self = nullptr;
  Fiber fiber([&] {
    steps.push_back(1);
    self->Suspend();
    steps.push_back(2);
    self->Suspend();
    steps.push_back(3);
  });
  self = &fiber;
  EXPECT_FALSE(fiber.finished());
  EXPECT_THAT(steps, ElementsAre());
  fiber.Resume();
  EXPECT_THAT(steps, ElementsAre(1));
  fiber.Resume();
  EXPECT_FALSE(fiber.finished());
  fiber.Resume();
  EXPECT_TRUE(fiber.finished());
  EXPECT_THAT(steps, ElementsAre(1, 2, 3));
}

TEST(Fiber, OneThatNeverRanMayBeDropped) {
  bool ran = false;
  {
    const Fiber fiber([&] { ran = true; });
  }
  EXPECT_FALSE(ran);
}

/// Throws and catches `name`, suspending inside the handler, and says what it then holds.
std::string SuspendInsideACatch(const std::string& name, Fiber*& self) {
  try {
    throw std::runtime_error(name);
  } catch (const std::exception&) {
    self->Suspend();
    // Another fiber has thrown, caught and perhaps finished meanwhile.
    try {
      std::rethrow_exception(std::current_exception());
    } catch (const std::exception& mine) {
      return mine.what();
    }
  }
}

TEST(Fiber, AHandlerKeepsItsOwnExceptionAcrossSuspensions) {
  std::string first_holds;
  std::string second_holds;
  Fiber* first = nullptr;
  Fiber* second = nullptr;
  Fiber one([&] { first_holds = SuspendInsideACatch("first", first); });
  Fiber two([&] { second_holds = SuspendInsideACatch("second", second); });
  first = &one;
  second = &two;
  one.Resume();
  two.Resume();
  EXPECT_EQ(std::current_exception(), nullptr);
  one.Resume();  // in the order in which they were caught, not the reverse: a stack would be
                 // confused
  two.Resume();
  EXPECT_EQ(first_holds, "first");
  EXPECT_EQ(second_holds, "second");
  EXPECT_EQ(std::current_exception(), nullptr);
}

/// What a handler holds after another fiber has thrown and suspended inside its own handler.
std::string HeldBesideAnotherHandler(const FiberRules& rules) {
  std::string held;
  Fiber* first = nullptr;
  Fiber* second = nullptr;
  Fiber one(
      [&] {
        try {
          throw std::runtime_error("first");
        } catch (const std::exception&) {
          first->Suspend();
          try {
            std::rethrow_exception(std::current_exception());
          } catch (const std::exception& mine) {
            held = mine.what();
          }
          first->Suspend();
        }
      },
      rules);
  Fiber two(
      [&] {
        try {
          throw std::runtime_error("second");
        } catch (const std::exception&) {
          second->Suspend();
        }
      },
      rules);
  first = &one;
  second = &two;
  one.Resume();
  two.Resume();
  one.Resume();
  // The handlers end in the reverse order of their beginning: without the exchange the runtime has
  // one stack of them for all fibers.
  two.Resume();
  one.Resume();
  return held;
}

TEST(Fiber, WithoutTheExchangeAHandlerHoldsAnotherFibersException) {
  EXPECT_EQ(HeldBesideAnotherHandler({}), "first");
  EXPECT_EQ(HeldBesideAnotherHandler({.exceptions_travel = false}), "second");
  EXPECT_EQ(std::current_exception(), nullptr);
}

TEST(Fiber, ABareRethrowThrowsItsOwnException) {
  std::string caught;
  Fiber* self = nullptr;
  Fiber inside([&] {
    try {
      try {
        throw std::string("mine");
      } catch (...) {
        self->Suspend();
        throw;
      }
    } catch (const std::string& text) {
      caught = text;
    }
  });
  self = &inside;
  inside.Resume();
  try {
    throw std::string("outside");
  } catch (const std::string&) {
    inside.Resume();
    EXPECT_EQ(caught, "mine");
    try {
      throw;
    } catch (const std::string& text) {
      EXPECT_EQ(text, "outside");
    }
  }
}

/// Suspends in its destructor and notes how many exceptions were then in flight.
struct SuspendsInDestructor {
  Fiber*& self;
  int& before;
  int& after;
  ~SuspendsInDestructor() {
    before = std::uncaught_exceptions();
    self->Suspend();
    after = std::uncaught_exceptions();
  }
};

TEST(Fiber, ExceptionsInFlightAreCountedPerFiber) {
  int before = -1;
  int after = -1;
  Fiber* self = nullptr;
  Fiber unwinding([&] {
    try {
      const SuspendsInDestructor guard{self, before, after};
      throw std::runtime_error("unwinds");
    } catch (const std::runtime_error&) {
    }
  });
  self = &unwinding;
  unwinding.Resume();
  EXPECT_EQ(std::uncaught_exceptions(), 0);
  unwinding.Resume();
  EXPECT_EQ(before, 1);
  EXPECT_EQ(after, 1);
  EXPECT_EQ(std::uncaught_exceptions(), 0);
  EXPECT_TRUE(unwinding.finished());
}

TEST(Fiber, OneMayRunAnother) {
  std::vector<std::string> steps;
  Fiber* outer_self = nullptr;
  Fiber* inner_self = nullptr;
  Fiber outer([&] {
    Fiber inner([&] {
      steps.push_back("inner 1");
      inner_self->Suspend();
      steps.push_back("inner 2");
    });
    inner_self = &inner;
    inner.Resume();
    steps.push_back("outer 1");
    outer_self->Suspend();
    inner.Resume();
    steps.push_back("outer 2");
  });
  outer_self = &outer;
  outer.Resume();
  EXPECT_THAT(steps, ElementsAre("inner 1", "outer 1"));
  outer.Resume();
  EXPECT_THAT(steps, ElementsAre("inner 1", "outer 1", "inner 2", "outer 2"));
  EXPECT_TRUE(outer.finished());
}

TEST(Fiber, ManySideBySideKeepTheirOwnLocals) {
  constexpr int kFibers = 200;
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::vector<int> sums(kFibers, 0);
  for (int i = 0; i < kFibers; ++i) {
    fibers.push_back(std::make_unique<Fiber>([&, i] {
      int local = 0;
      for (int round = 0; round < 5; ++round) {
        local += i;
        fibers[static_cast<std::size_t>(i)]->Suspend();
      }
      sums[static_cast<std::size_t>(i)] = local;
    }));
  }
  for (int round = 0; round < 6; ++round) {
    for (const auto& fiber : fibers) fiber->Resume();
  }
  for (int i = 0; i < kFibers; ++i) {
    EXPECT_TRUE(fibers[static_cast<std::size_t>(i)]->finished());
    EXPECT_EQ(sums[static_cast<std::size_t>(i)], 5 * i);
  }
}

TEST(Fiber, StacksAreUsedAgain) {
  std::vector<const void*> places;
  for (int i = 0; i < 1000; ++i) {
    Fiber fiber([&] { places.push_back(__builtin_frame_address(0)); });
    fiber.Resume();
  }
  for (const void* place : places) EXPECT_EQ(place, places.front());
}

/// Suspends below `depth` frames that each hold a buffer, then throws through all of them.
int ThrowThroughFrames(Fiber& self, int depth) {
  std::array<volatile int, 32> buffer{};
  buffer[static_cast<std::size_t>(depth) % buffer.size()] = depth;
  if (depth == 0) {
    self.Suspend();
    throw std::runtime_error("crash");
  }
  const int below = ThrowThroughFrames(self, depth - 1);
  return below + buffer[static_cast<std::size_t>(depth) % buffer.size()];
}

TEST(Fiber, ACrashUnwindsAStackThatWasUsedBefore) {
  int crashes = 0;
  for (int depth = 0; depth < 60; ++depth) {
    Fiber* self = nullptr;
    Fiber fiber([&] {
      try {
        ThrowThroughFrames(*self, depth);
      } catch (const std::runtime_error&) {
        self->Suspend();
        ++crashes;
      }
    });
    self = &fiber;
    while (!fiber.finished()) fiber.Resume();
  }
  EXPECT_EQ(crashes, 60);
}

#ifdef RELAPSE_ADDRESS_SANITIZER
/// A frame of its own: a throw takes the marks off every frame that is alive.
[[gnu::noinline]] void WriteBehindALocal(Fiber& self) {
  volatile std::size_t behind = 8;
  volatile char block[8] = {};
  volatile char* const first = block;
  self.Suspend();
  first[behind] = 1;
}

TEST(FiberDeathTest, AddressSanitizerSeesAnOverflowInsideAFiberThatHasCrashed) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        Fiber* self = nullptr;
        Fiber fiber([&] {
          try {
            ThrowThroughFrames(*self, 5);
          } catch (const std::runtime_error&) {
            WriteBehindALocal(*self);
          }
        });
        self = &fiber;
        while (!fiber.finished()) fiber.Resume();
      },
      "stack-buffer-overflow");
}
#endif

TEST(Fiber, StackLeftShrinksAsTheStackGrows) {
  std::size_t at_top = 0;
  std::size_t deeper = 0;
  Fiber* self = nullptr;
  Fiber fiber([&] {
    at_top = self->StackLeft();
    volatile char block[64 * 1024];
    block[0] = 1;
    const auto look = [&](volatile char* used) {
      used[1] = 2;
      return self->StackLeft();
    };
    deeper = look(block);
  });
  self = &fiber;
  fiber.Resume();
  EXPECT_LE(at_top, Fiber::kStackBytes);
  EXPECT_GT(at_top, Fiber::kStackBytes / 2);
  EXPECT_LE(deeper, at_top);
  EXPECT_GT(deeper, 0U);
}

TEST(FiberDeathTest, DroppingASuspendedFiberAborts) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        Fiber* self = nullptr;
        Fiber fiber([&] { self->Suspend(); });
        self = &fiber;
        fiber.Resume();
      },
      "");
}

}  // namespace
}  // namespace relapse

#include "harness/simulation/fiber.h"

#include <cxxabi.h>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/context/fiber.hpp>
#include <cstring>
#include <vector>

#include "harness/core/address_sanitizer.h"
#include "harness/core/check.h"

#ifdef RELAPSE_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace relapse {

namespace {

/// Guarded stacks, used again: a fresh one costs two system calls.
class StackPool {
 public:
  void* Take() {
    if (!free_.empty()) {
      void* base = free_.back();
      free_.pop_back();
      return base;
    }
    const std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    void* base = mmap(nullptr, Fiber::kStackBytes + page, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    RELAPSE_CHECK(base != MAP_FAILED, "no memory for a stack");
    RELAPSE_CHECK(mprotect(base, page, PROT_NONE) == 0, "no guard page");
    return static_cast<char*>(base) + page;
  }
  void Give(void* base) { free_.push_back(base); }

 private:
  std::vector<void*> free_;
};

StackPool& Pool() {
  thread_local StackPool* pool = new StackPool;  // stacks live as long as the thread
  return *pool;
}

/// The stack belongs to the Fiber, which gives it back to the pool itself.
struct BorrowedStack {
  using traits_type = boost::context::stack_traits;
  boost::context::stack_context allocate() { return {}; }
  void deallocate(boost::context::stack_context&) {}
};

}  // namespace

struct Fiber::Impl {
  /// The two words the C++ runtime keeps per thread: caught exceptions and the uncaught count.
  struct ExceptionState {
    void* caught = nullptr;
    unsigned int uncaught = 0;

    void SwapWithThread() {
      auto* live = reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
      std::swap(caught, live->caught);
      std::swap(uncaught, live->uncaught);
    }
  };

  std::function<void()> body;
  boost::context::fiber inside;   // valid while suspended
  boost::context::fiber outside;  // valid while running
  ExceptionState exceptions;
  FiberRules rules;
  bool started = false;
  bool finished = false;
  char* stack_bottom = static_cast<char*>(Pool().Take());
  ~Impl() {
#ifdef RELAPSE_ADDRESS_SANITIZER
    // The frames that start a context never return: what they marked would be charged to the next.
    __asan_unpoison_memory_region(stack_bottom, Fiber::kStackBytes);
#endif
    Pool().Give(stack_bottom);
  }
  boost::context::preallocated Stack() const {
    boost::context::stack_context context;
    context.size = Fiber::kStackBytes;
    context.sp = stack_bottom + context.size;
    return {context.sp, context.size, context};
  }
#ifdef RELAPSE_ADDRESS_SANITIZER
  void* fake_stack_inside = nullptr;
  void* fake_stack_outside = nullptr;
  const void* outside_bottom = nullptr;
  std::size_t outside_size = 0;
#endif

  /// Made on the first Resume: dropping a context that never ran would unwind it.
  void Start() {
    started = true;
    inside = boost::context::fiber(std::allocator_arg, Stack(), BorrowedStack(),
                                   [this](boost::context::fiber&& resumed_from) {
                                     outside = std::move(resumed_from);
                                     Enter();
                                     return std::move(outside);
                                   });
  }

  void Enter() {
#ifdef RELAPSE_ADDRESS_SANITIZER
    __sanitizer_finish_switch_fiber(nullptr, &outside_bottom, &outside_size);
#endif
    body();
    finished = true;
#ifdef RELAPSE_ADDRESS_SANITIZER
    // No fake stack is kept: the frames still in use were entered before the switch into this fiber
    // was finished, when there was none.
    __sanitizer_start_switch_fiber(nullptr, outside_bottom, outside_size);
#endif
  }
};

Fiber::Fiber(std::function<void()> body, const FiberRules& rules)
    : impl_(std::make_unique<Impl>()) {
  impl_->body = std::move(body);
  impl_->rules = rules;
}

Fiber::~Fiber() {
  // Dropping a suspended fiber would unwind it behind the scheduler's back.
  if (impl_->started && !impl_->finished) std::abort();
}

void Fiber::Resume() {
  if (!impl_->started) impl_->Start();
  if (impl_->rules.exceptions_travel) impl_->exceptions.SwapWithThread();
#ifdef RELAPSE_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(&impl_->fake_stack_outside, impl_->stack_bottom, kStackBytes);
#endif
  impl_->inside = std::move(impl_->inside).resume();
#ifdef RELAPSE_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(impl_->fake_stack_outside, nullptr, nullptr);
#endif
  if (impl_->rules.exceptions_travel) impl_->exceptions.SwapWithThread();
}

void Fiber::Suspend() {
#ifdef RELAPSE_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(&impl_->fake_stack_inside, impl_->outside_bottom,
                                 impl_->outside_size);
#endif
  impl_->outside = std::move(impl_->outside).resume();
#ifdef RELAPSE_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(impl_->fake_stack_inside, &impl_->outside_bottom,
                                  &impl_->outside_size);
#endif
}

bool Fiber::finished() const { return impl_->finished; }

std::size_t Fiber::StackLeft() const {
  // A local's address will not do: sanitizers put locals elsewhere.
  const auto left = static_cast<const char*>(__builtin_frame_address(0)) - impl_->stack_bottom;
  return left > 0 ? static_cast<std::size_t>(left) : 0;
}

}  // namespace relapse

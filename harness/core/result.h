// Result<T> and Status: an expected failure is a value. [[nodiscard]] over tl::expected.
#ifndef HARNESS_CORE_RESULT_H_
#define HARNESS_CORE_RESULT_H_

#include <tl/expected.hpp>
#include <utility>

#include "harness/core/error_kind.h"

namespace relapse {

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  bool ok() const { return this->has_value(); }
};

struct Nothing {
  friend bool operator==(Nothing, Nothing) { return true; }
};
using Status = Result<Nothing>;

inline tl::unexpected<Error> Fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
inline tl::unexpected<Error> Fail(const ErrorKind& kind, Text message, int number = 0) {
  return tl::unexpected<Error>(Error{&kind, message, number, false});
}
inline Status Ok() { return Nothing{}; }

}  // namespace relapse

/// Returns the error of `expression` from the enclosing function.
#define RELAPSE_RETURN_IF_ERROR(expression)                              \
  do {                                                                   \
    if (auto relapse_status = (expression); !relapse_status.has_value()) \
      return ::relapse::Fail(std::move(relapse_status.error()));         \
  } while (false)

#define RELAPSE_CONCAT_(a, b) a##b
#define RELAPSE_CONCAT(a, b) RELAPSE_CONCAT_(a, b)
/// `RELAPSE_ASSIGN(auto dr, Get(1));` binds the value or returns the error.
#define RELAPSE_ASSIGN(target, expression)                                                \
  auto RELAPSE_CONCAT(relapse_result_, __LINE__) = (expression);                          \
  if (!RELAPSE_CONCAT(relapse_result_, __LINE__).has_value())                             \
    return ::relapse::Fail(std::move(RELAPSE_CONCAT(relapse_result_, __LINE__).error())); \
  target = std::move(*RELAPSE_CONCAT(relapse_result_, __LINE__))

#endif  // HARNESS_CORE_RESULT_H_

// ErrorKind and Error: what a call may answer instead of a reply. A port lists its kinds; what each
// kind says about the effect decides which faults are legal (docs/fault_model.md).
#ifndef HARNESS_CORE_ERROR_KIND_H_
#define HARNESS_CORE_ERROR_KIND_H_

#include <string_view>

#include "harness/core/text.h"

namespace relapse {

/// What an error of this kind ends on the other side. A fake hears of it (harness/world/server.h).
enum class Ends { kNothing, kStatement, kTransaction, kSession };

/// One kind of error. Kinds are compared by address: define each once, `inline constexpr`.
struct ErrorKind {
  std::string_view name;
  /// True where the effect may have happened although the caller is told it failed.
  bool follows_effect = false;
  /// True where a fault may invent it. Never for answers that state a fact about the world.
  bool may_be_invented = false;
  Ends ends = Ends::kNothing;
};

/// Kinds every remote system can answer.
inline constexpr ErrorKind kTransient{"transient", true, true};  ///< 5xx: no claim about the effect
inline constexpr ErrorKind kTimeout{"timeout", true, true};      ///< no answer within the deadline
inline constexpr ErrorKind kMalformed{"malformed", true, true};  ///< an answer nobody can read
inline constexpr ErrorKind kRateLimited{"rate_limited", false,
                                        true};  ///< refused before any effect
/// A gateway's own 404 without the API's body: says nothing about the object.
inline constexpr ErrorKind kGatewayNotFound{"gateway_not_found", false, true};
inline constexpr ErrorKind kConnectionLost{"connection_lost", true, true, Ends::kSession};
inline constexpr ErrorKind kNotFound{"not_found", false, false};  ///< the API's own not_found
inline constexpr ErrorKind kConflict{"conflict", false, false};   ///< refused in the present state
inline constexpr ErrorKind kUnprocessable{"unprocessable", false,
                                          false};              ///< not possible yet: retry
inline constexpr ErrorKind kInvalid{"invalid", false, false};  ///< the request itself is wrong
inline constexpr ErrorKind kPermission{"permission", false, false};
inline constexpr ErrorKind kSql{"sql", false, false};  ///< a server's SQL error; see `number`
inline constexpr ErrorKind kCancelled{"cancelled", false, false};  ///< the caller was asked to stop

/// An expected failure. `injected` marks errors that a fault invented, for reports only: components
/// must not read it.
struct Error {
  const ErrorKind* kind = &kTransient;
  Text message;
  int number = 0;  ///< the server's own number, where it has one (MySQL errno)
  bool injected = false;

  bool Is(const ErrorKind& other) const { return kind == &other; }
};

}  // namespace relapse

#endif  // HARNESS_CORE_ERROR_KIND_H_

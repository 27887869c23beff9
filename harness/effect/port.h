// A port is declared from its list of request types; the overload set is generated:
//
//   class VtGate : public PortOf<ShowVitessMigrations> {};
//   auto rows = vtgate.Perform(ShowVitessMigrations{.keyspace = "app"});   // Result<MigrationRows>
#ifndef HARNESS_EFFECT_PORT_H_
#define HARNESS_EFFECT_PORT_H_

#include "harness/core/result.h"
#include "harness/effect/effect.h"

namespace relapse {

template <class... Types>
struct TypeList {};

/// Answers one kind of request.
template <class Request>
class Handles {
 public:
  virtual ~Handles() = default;
  virtual Result<typename Request::Reply> Perform(const Request& request,
                                                  const CallOptions& options) = 0;
  /// Told to a fake after an error of a fault ended something on its side: `request` is the one
  /// that was answered with it. A real backend learns of it by itself.
  virtual void Ended(const Request& request, Ends ends) {
    (void)request;
    (void)ends;
  }
};

namespace internal {
/// The overload set itself. Recursive, because clang 14 and g++ 12 both accept this form of
/// `using`.
template <class... Requests>
class Overloads;
template <class Request>
class Overloads<Request> : public Handles<Request> {
 public:
  using Handles<Request>::Ended;
  using Handles<Request>::Perform;
};
template <class Request, class... Rest>
class Overloads<Request, Rest...> : public Handles<Request>, public Overloads<Rest...> {
 public:
  using Handles<Request>::Ended;
  using Handles<Request>::Perform;
  using Overloads<Rest...>::Ended;
  using Overloads<Rest...>::Perform;
};
}  // namespace internal

/// The abstract port over `RequestTypes`. `Perform(request)` is `Perform(request, CallOptions{})`.
template <class... RequestTypes>
class PortOf : public internal::Overloads<RequestTypes...> {
 public:
  using Requests = TypeList<RequestTypes...>;
  using internal::Overloads<RequestTypes...>::Ended;
  using internal::Overloads<RequestTypes...>::Perform;

  template <class Request>
  Result<typename Request::Reply> Perform(const Request& request) {
    return this->Perform(request, CallOptions{});
  }
};

}  // namespace relapse

#endif  // HARNESS_EFFECT_PORT_H_

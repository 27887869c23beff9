// Interposed<Port>: the one layer that puts a Gate before any port, fake or real. Every effect
// there will ever be gets its fault points, history line, count and wire form here; adding an
// operation means adding a request type and nothing else.
#ifndef HARNESS_EFFECT_INTERPOSE_H_
#define HARNESS_EFFECT_INTERPOSE_H_

#include "harness/effect/gate.h"

namespace relapse {

namespace internal {

template <class Port, class Requests>
class InterposeLayer;

template <class Port>
class InterposeLayer<Port, TypeList<>> : public Port {
 public:
  InterposeLayer(Port& inner, Gate& gate) : inner_(inner), gate_(gate) {}
  using Port::Ended;
  using Port::Perform;

 protected:
  Port& inner_;
  Gate& gate_;
};

template <class Port, class Request, class... Rest>
class InterposeLayer<Port, TypeList<Request, Rest...>>
    : public InterposeLayer<Port, TypeList<Rest...>> {
  using Base = InterposeLayer<Port, TypeList<Rest...>>;

 public:
  using Base::Base;
  using Base::Ended;
  using Base::Perform;

  Result<typename Request::Reply> Perform(const Request& request,
                                          const CallOptions& options) override {
    Result<typename Request::Reply> reply = Fail(Error{});
    Handles<Request>& inner = this->inner_;
    CallFrame<Request> frame{&request, &inner, &options, &reply};
    EffectCall call(Request::kEffect, request.Object(), options, Operations<Request>::kTable,
                    &frame);
    this->gate_.Pass(call);
    return reply;
  }
  void Ended(const Request& request, Ends ends) override {
    Handles<Request>& inner = this->inner_;
    inner.Ended(request, ends);
  }
};

}  // namespace internal

template <class Port>
class Interposed final : public internal::InterposeLayer<Port, typename Port::Requests> {
 public:
  using internal::InterposeLayer<Port, typename Port::Requests>::InterposeLayer;
};

}  // namespace relapse

#endif  // HARNESS_EFFECT_INTERPOSE_H_

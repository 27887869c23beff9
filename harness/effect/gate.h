// The Gate: what every effect of an interposed port passes through. EffectCall is the call with its
// types erased; everything typed is reached through one static table per request type.
#ifndef HARNESS_EFFECT_GATE_H_
#define HARNESS_EFFECT_GATE_H_

#include <memory>

#include "harness/core/content_hash.h"
#include "harness/core/json.h"
#include "harness/core/result.h"
#include "harness/effect/port.h"

namespace relapse {

/// The typed half of a call in progress. Lives on the caller's stack for the length of the call.
template <class Request>
struct CallFrame {
  const Request* request;
  Handles<Request>* inner;
  const CallOptions* options;
  Result<typename Request::Reply>* reply;
};

/// What can be done with a call without knowing its type. All take the CallFrame.
struct CallOperations {
  void (*execute)(void* frame);
  void (*tell_ended)(void* frame, Ends ends);
  void (*answer_error)(void* frame, const Error& error);
  void (*answer_default)(void* frame);
  const Error* (*error)(const void* frame);
  std::uint64_t (*request_hash)(const void* frame);
  std::uint64_t (*reply_hash)(const void* frame);
  Json (*request_json)(const void* frame);
  Json (*reply_json)(const void* frame);
  std::shared_ptr<const void> (*copy_request)(const void* frame);
  const void* (*request)(const void* frame);
  const void* (*reply)(const void* frame);
};

class EffectCall {
 public:
  EffectCall(const EffectSpec& spec, Text object, const CallOptions& options,
             const CallOperations& operations, void* frame)
      : spec_(&spec),
        object_(object),
        options_(&options),
        operations_(&operations),
        frame_(frame) {}

  const EffectSpec& spec() const { return *spec_; }
  Text object() const { return object_; }
  const CallOptions& options() const { return *options_; }

  /// Performs the effect on whatever is behind the gate and keeps its answer as the reply.
  void Execute() { operations_->execute(frame_); }
  void AnswerError(const Error& error) { operations_->answer_error(frame_, error); }
  /// Tells whatever is behind the gate what the error that the caller hears ended there.
  void TellEnded(Ends ends) { operations_->tell_ended(frame_, ends); }
  /// Answers a default-constructed reply: what a rewriter uses for "dropped" and "empty".
  void AnswerDefault() { operations_->answer_default(frame_); }

  /// The error in the reply, or nullptr. Meaningful once the call has been answered.
  const Error* error() const { return operations_->error(frame_); }
  std::uint64_t RequestHash() const { return operations_->request_hash(frame_); }
  std::uint64_t ReplyHash() const { return operations_->reply_hash(frame_); }
  Json RequestJson() const { return operations_->request_json(frame_); }
  Json ReplyJson() const { return operations_->reply_json(frame_); }
  std::shared_ptr<const void> CopyRequest() const { return operations_->copy_request(frame_); }

  /// The request if this is a call of that type, else nullptr.
  template <class Request>
  const Request* As() const {
    return spec_ == &Request::kEffect ? static_cast<const Request*>(operations_->request(frame_))
                                      : nullptr;
  }
  /// The reply if this is a call of that type that succeeded, else nullptr.
  template <class Request>
  const typename Request::Reply* ReplyOf() const {
    if (spec_ != &Request::kEffect || error() != nullptr) return nullptr;
    return static_cast<const typename Request::Reply*>(operations_->reply(frame_));
  }

 private:
  const EffectSpec* spec_;
  Text object_;
  const CallOptions* options_;
  const CallOperations* operations_;
  void* frame_;
};

/// Every interposed effect passes here. An implementation answers the call (Execute, AnswerError or
/// AnswerDefault) exactly once as far as the caller can see, or throws to end the process.
class Gate {
 public:
  virtual ~Gate() = default;
  virtual void Pass(EffectCall& call) = 0;
};

namespace internal {

template <class Request>
struct Operations {
  using Reply = typename Request::Reply;
  using Frame = CallFrame<Request>;
  static const Frame& Of(const void* frame) { return *static_cast<const Frame*>(frame); }

  static void Execute(void* frame) {
    *Of(frame).reply = Of(frame).inner->Perform(*Of(frame).request, *Of(frame).options);
  }
  static void TellEnded(void* frame, Ends ends) {
    Of(frame).inner->Ended(*Of(frame).request, ends);
  }
  static void AnswerError(void* frame, const Error& error) { *Of(frame).reply = Fail(error); }
  static void AnswerDefault(void* frame) { *Of(frame).reply = Reply{}; }
  static const Error* ErrorOf(const void* frame) {
    return Of(frame).reply->has_value() ? nullptr : &Of(frame).reply->error();
  }
  static std::uint64_t RequestHash(const void* frame) { return ContentHash(*Of(frame).request); }
  static std::uint64_t ReplyHash(const void* frame) {
    const auto& reply = *Of(frame).reply;
    if (reply.has_value()) return ContentHash(*reply);
    return HashCombine(HashBytes(reply.error().kind->name), reply.error().message.hash());
  }
  static Json RequestJson(const void* frame) { return ToJson(*Of(frame).request); }
  static Json ReplyJson(const void* frame) {
    const auto& reply = *Of(frame).reply;
    if (reply.has_value()) return ToJson(*reply);
    Json json = {{"error", std::string(reply.error().kind->name)}};
    if (!reply.error().message.empty()) json["message"] = reply.error().message.str();
    if (reply.error().number != 0) json["number"] = reply.error().number;
    return json;
  }
  static std::shared_ptr<const void> CopyRequest(const void* frame) {
    return std::make_shared<const Request>(*Of(frame).request);
  }
  static const void* RequestOf(const void* frame) { return Of(frame).request; }
  static const void* ReplyOf(const void* frame) { return &**Of(frame).reply; }

  static constexpr CallOperations kTable{&Execute,   &TellEnded,   &AnswerError, &AnswerDefault,
                                         &ErrorOf,   &RequestHash, &ReplyHash,   &RequestJson,
                                         &ReplyJson, &CopyRequest, &RequestOf,   &ReplyOf};
};

}  // namespace internal
}  // namespace relapse

#endif  // HARNESS_EFFECT_GATE_H_

// ApplyState: the durable record of one apply. A write either is committed or is not; a lost answer
// says nothing about which. Storage orders one writer's statements, so a write never lands late.
#ifndef ORCHESTRATION_PORTS_APPLY_STATE_H_
#define ORCHESTRATION_PORTS_APPLY_STATE_H_

#include "harness/effect/port.h"
#include "orchestration/ports/apply_types.h"

namespace relapse::planetscale {

inline constexpr const ErrorKind* kApplyStateErrors[] = {&kTransient, &kTimeout, &kNotFound,
                                                         &kConflict};
inline constexpr PortSpec kApplyStatePort{.name = "apply_state", .error_kinds = kApplyStateErrors};

struct LoadApply {
  using Reply = StoredApply;
  static constexpr EffectSpec kEffect{.name = "load_apply", .port = &kApplyStatePort};
  Text apply_id;
  Text Object() const { return apply_id; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
  }
};

/// The OnStateChange callback: context and metadata become durable together, or not at all.
struct SaveResumeState {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "save_resume_state", .port = &kApplyStatePort, .mutates = true};
  Text apply_id;
  Text migration_context;
  ResumeMetadata metadata;
  Text Object() const { return apply_id; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
    visit("migration_context", self.migration_context, field::kPlain);
    visit("metadata", self.metadata, field::kPlain);
  }
};

/// Records the outcome. Repeating the stored outcome is a success; another one is kConflict.
struct SettleApply {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "settle_apply", .port = &kApplyStatePort, .mutates = true};
  Text apply_id;
  ApplyStatus outcome = ApplyStatus::kCompleted;
  Text reason;
  Text Object() const { return apply_id; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
    visit("outcome", self.outcome, field::kPlain);
    visit("reason", self.reason, field::kPlain);
  }
};

/// Answers an operator's command. Repeating the stored answer is a success.
struct CompleteControlRequest {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "complete_control_request", .port = &kApplyStatePort, .mutates = true};
  Text apply_id;
  std::int64_t id = 0;
  ControlStatus status = ControlStatus::kCompleted;
  Text message;
  Text Object() const { return apply_id; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
    visit("id", self.id, field::kPlain);
    visit("status", self.status, field::kPlain);
    visit("message", self.message, field::kPlain);
  }
};

class ApplyState : public PortOf<LoadApply, SaveResumeState, SettleApply, CompleteControlRequest> {
};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PORTS_APPLY_STATE_H_

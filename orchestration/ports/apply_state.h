// ApplyState: the durable record of one apply. A write either is committed or is not; a lost answer
// says nothing about which. Storage orders one writer's statements, so a write never lands late.
// Where several drivers share an apply, each write carries the token of its claim and is refused
// once another has claimed (spec/planetscale-engine.md section 6.2).
#ifndef ORCHESTRATION_PORTS_APPLY_STATE_H_
#define ORCHESTRATION_PORTS_APPLY_STATE_H_

#include "harness/effect/port.h"
#include "orchestration/ports/apply_types.h"

namespace relapse::planetscale {

/// Refused: somebody else has claimed the apply since. A fact, so no fault invents it.
inline constexpr ErrorKind kClaimLost{"claim_lost", false, false};

inline constexpr const ErrorKind* kApplyStateErrors[] = {&kTransient, &kTimeout, &kNotFound,
                                                         &kConflict,  &kSql,     &kClaimLost};
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

/// A claim that was not renewed for so long may be taken by another driver: spec section 6.2.
inline constexpr DurationMs kClaimStaleAfter = Minutes(1);

/// Takes the apply for one driver. Answers the token of the claim, which every write then carries;
/// kConflict while the last claim is younger than kClaimStaleAfter, whoever made it. Who is settled
/// needs no holder: the token stays as it is.
struct ClaimApply {
  using Reply = std::int64_t;
  static constexpr EffectSpec kEffect{
      .name = "claim_apply", .port = &kApplyStatePort, .mutates = true};
  Text apply_id;
  Text owner;  ///< for people
  Text Object() const { return apply_id; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
    visit("owner", self.owner, field::kPlain);
  }
};

/// The heartbeat: the claim is fresh again, or kClaimLost.
struct RenewClaim {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "renew_claim", .port = &kApplyStatePort, .mutates = true};
  Text apply_id;
  std::int64_t claim = 0;
  Text Object() const { return apply_id; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
    visit("claim", self.claim, field::kPlain);
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
  std::int64_t claim = 0;  ///< 0: of nobody, never refused for it
  Text Object() const { return apply_id; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
    visit("migration_context", self.migration_context, field::kPlain);
    visit("metadata", self.metadata, field::kPlain);
    visit("claim", self.claim, field::kPlain);
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
  std::int64_t claim = 0;
  Text Object() const { return apply_id; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
    visit("outcome", self.outcome, field::kPlain);
    visit("reason", self.reason, field::kPlain);
    visit("claim", self.claim, field::kPlain);
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
  std::int64_t claim = 0;
  Text Object() const { return apply_id; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
    visit("id", self.id, field::kPlain);
    visit("status", self.status, field::kPlain);
    visit("message", self.message, field::kPlain);
    visit("claim", self.claim, field::kPlain);
  }
};

class ApplyState : public PortOf<LoadApply, SaveResumeState, SettleApply, CompleteControlRequest,
                                 ClaimApply, RenewClaim> {};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PORTS_APPLY_STATE_H_

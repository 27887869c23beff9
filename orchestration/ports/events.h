// Events: the OnEvent callback. Appends to the log and, where `status` is given, changes what the
// operator is shown. An event is never relied upon: losing one loses a log line.
#ifndef ORCHESTRATION_PORTS_EVENTS_H_
#define ORCHESTRATION_PORTS_EVENTS_H_

#include <optional>

#include "harness/effect/port.h"
#include "orchestration/ports/apply_state.h"

namespace relapse::planetscale {

inline constexpr const ErrorKind* kEventsErrors[] = {&kTransient, &kTimeout, &kClaimLost};
inline constexpr PortSpec kEventsPort{.name = "events", .error_kinds = kEventsErrors};

struct RecordEvent {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "record_event", .port = &kEventsPort, .mutates = true};
  Text apply_id;
  std::optional<ApplyStatus> status;  ///< the new shown state; never a settled one
  Text message;
  std::int64_t percent = 0;  ///< 0 to 100, overall
  std::int64_t claim = 0;    ///< as in every write of the row; a line of the log needs none
  Text Object() const { return apply_id; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
    visit("status", self.status, field::kPlain);
    visit("message", self.message, field::kPlain);
    visit("percent", self.percent, field::kPlain);
    visit("claim", self.claim, field::kPlain);
  }
};

class Events : public PortOf<RecordEvent> {};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PORTS_EVENTS_H_

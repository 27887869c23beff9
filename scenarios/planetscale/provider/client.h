// The client: a process that walks through a script of calls to the provider, which is under test
// here. It keeps its place in a store of its own, so that it can die anywhere; the call at which it
// died is made again.
#ifndef SCENARIOS_PLANETSCALE_PROVIDER_CLIENT_H_
#define SCENARIOS_PLANETSCALE_PROVIDER_CLIENT_H_

#include <string_view>
#include <vector>

#include "harness/effect/port.h"
#include "harness/simulation/system.h"
#include "orchestration/ports/planetscale_types.h"

namespace relapse::planetscale::provider {

enum class ClientCall : std::uint8_t {
  kCreateBranch,
  kExecuteDdl,  ///< once the branch is ready, with a password of its own
  kCreateRequest,
  kDeploy,
  kCancel,
  kApplyDeploy,
  kClose,
  kDeleteBranch,
  kListOpen,  ///< open requests of the branch
  kLook,      ///< at the request
  kRevert,
  kSkipRevert,
  kCompleteDeploy,
  kSetAutoApply,  ///< to the step's `auto_cutover`
  kApprove,
  kThrottle,
  kRefresh,        ///< the branch's schema
  kUpdateVschema,  ///< once the branch is ready
  kReadVschema,
};
inline constexpr int kClientCalls = 19;
std::string_view EnumName(ClientCall call);
void EnumFromName(std::string_view name, ClientCall& call);

/// One line of a script. `subject` counts branches and the requests made from them, from 1.
struct ClientStep {
  ClientCall call = ClientCall::kLook;
  std::int64_t subject = 1;
  Text until;            ///< before: the state that the request is to show; empty: no wait
  DurationMs after = 0;  ///< and then so much later
  Text branch;           ///< its name; empty: "change-1" and so on
  std::int64_t keyspace = 0;
  Text statement;
  Text vschema;
  std::int64_t throttle_ratio = 0;  ///< thousandths
  bool auto_cutover = true;
  bool auto_delete_branch = false;
  bool instant = false;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("call", self.call, field::kPlain);
    visit("subject", self.subject, field::kPlain);
    visit("until", self.until, field::kPlain);
    visit("after", self.after, field::kPlain);
    visit("branch", self.branch, field::kPlain);
    visit("keyspace", self.keyspace, field::kPlain);
    visit("statement", self.statement, field::kPlain);
    visit("vschema", self.vschema, field::kPlain);
    visit("throttle_ratio", self.throttle_ratio, field::kPlain);
    visit("auto_cutover", self.auto_cutover, field::kPlain);
    visit("auto_delete_branch", self.auto_delete_branch, field::kPlain);
    visit("instant", self.instant, field::kPlain);
  }
};
Text BranchOf(const ClientStep& step);

/// The client's own store: which step is next, and what the requests' numbers are.
struct ClientNotes {
  static constexpr std::string_view kPartName = "client";
  std::int64_t next_step = 0;
  std::vector<std::int64_t> numbers;  ///< by subject; 0: none yet
  bool finished = false;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("next_step", self.next_step, field::kPlain);
    visit("numbers", self.numbers, field::kPlain);
    visit("finished", self.finished, field::kPlain);
  }
};

inline constexpr PortSpec kNotesPort{.name = "client_notes", .error_kinds = {}};

struct ReadNotes {
  using Reply = ClientNotes;
  static constexpr EffectSpec kEffect{.name = "read_notes", .port = &kNotesPort};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

struct WriteNotes {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "write_notes", .port = &kNotesPort, .mutates = true};
  ClientNotes notes;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("notes", self.notes, field::kPlain);
  }
};

class ClientStore : public PortOf<ReadNotes, WriteNotes> {};

/// One incarnation. The keyspaces' names are what a step's `keyspace` picks from.
int RunClient(ProcessHandles& handles, const std::vector<ClientStep>& script,
              const std::vector<Text>& keyspaces);

std::vector<const EffectSpec*> ClientEffects();

}  // namespace relapse::planetscale::provider

#endif  // SCENARIOS_PLANETSCALE_PROVIDER_CLIENT_H_

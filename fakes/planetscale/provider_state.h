// ProviderState: branches and deploy requests as a part of the world.
#ifndef FAKES_PLANETSCALE_PROVIDER_STATE_H_
#define FAKES_PLANETSCALE_PROVIDER_STATE_H_

#include <array>
#include <vector>

#include "fakes/common/clock.h"
#include "fakes/common/plain_digest.h"
#include "fakes/vitess/interned.h"
#include "harness/world/world.h"
#include "orchestration/ports/planetscale_types.h"

namespace relapse::planetscale {

inline constexpr std::size_t kMostKeyspaces = 3;
/// One handle for each keyspace, in the order of VitessState::keyspaces; each is written as its
/// text.
template <class Handle>
struct PerKeyspace {
  std::array<Handle, kMostKeyspaces> of;

  Handle& operator[](std::size_t keyspace) { return of[keyspace]; }
  Handle operator[](std::size_t keyspace) const { return of[keyspace]; }

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("first", self.of[0].text(), field::kPlain);
    visit("second", self.of[1].text(), field::kPlain);
    visit("third", self.of[2].text(), field::kPlain);
  }
};

/// One keyspace's VSchema: normalised JSON, empty for `{}`.
struct VschemaText {
  Text json;
  Text text() const { return json; }
  friend bool operator==(VschemaText, VschemaText) = default;
};

/// A branch other than main. A password opens it until `password_expires_at`: all passwords of a
/// branch are one, because nothing tells two of them apart (section 1.4; LocalScale's are equal).
struct BranchRecord {
  std::int64_t id = 0;
  Branch wire;
  bool foreign = false;             ///< somebody else's
  TimeMs ready_at = kNoTime;        ///< the snapshot of main is taken then; kNoTime once it was
  TimeMs snapshot_until = kNoTime;  ///< DDL is refused before
  TimeMs stale_until = kNoTime;     ///< the API shows no tables before
  PerKeyspace<SchemaHandle> base;   ///< main when the snapshot was taken
  PerKeyspace<SchemaHandle> schemas;
  PerKeyspace<VschemaText> base_vschemas;
  PerKeyspace<VschemaText> vschemas;
  /// What the last update of a VSchema began with; kept only where updates get lost (B31).
  PerKeyspace<VschemaText> vschemas_before;
  TimeMs vschema_updated_at = kNoTime;
  PerKeyspace<StatementList> executed;  ///< DDL that succeeded here, in order, whoever ran it
  std::int64_t statements_executed = 0;
  std::int64_t passwords = 0;
  TimeMs password_expires_at = kNoTime;
  Text access_host_url;
  Text username;
  Text plain_text;

  template <class Self, class Visitor>
  static void VisitPlain(Self& self, Visitor&& visit) {
    visit("branch", self.wire);
    visit("foreign", self.foreign);
    visit("base", self.base);
    visit("schemas", self.schemas);
    visit("base_vschemas", self.base_vschemas);
    visit("vschemas", self.vschemas);
    visit("vschemas_before", self.vschemas_before);
    visit("executed", self.executed);
    visit("statements_executed", self.statements_executed);
    visit("has_password", self.passwords > 0);
  }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    VisitPlainAsDigest(self, visit);
    visit("id", self.id, field::Id{1});
    visit("ready_at", self.ready_at, field::Age{0});
    visit("snapshot_until", self.snapshot_until, field::Age{0});
    visit("stale_until", self.stale_until, field::Age{0});
    visit("vschema_updated_at", self.vschema_updated_at, field::Age{1});
    visit("passwords", self.passwords, field::kUnread);
    // Read only by a call that uses a password more than an hour old; nobody waits that long
    // between making one and its last use (snapshot waits end after 30 min). As an age it would
    // tell apart every moment of that hour.
    visit("password_expires_at", self.password_expires_at, field::kUnread);
    visit("access_host_url", self.access_host_url, field::kUnread);  // follows from the id
  }
};

/// A deploy request: the wire object, and what the provider alone knows. A settled request holds no
/// time but those of the wire object, so that it stays the same state for ever.
struct RequestRecord {
  DeployRequest wire;
  bool foreign = false;
  Text migration_context;          ///< empty until the deploy is handed to Vitess' queue
  PerKeyspace<StatementList> ddl;  ///< Diff(main, branch) when the diff was made
  bool vschema_changed = false;
  PerKeyspace<VschemaText> vschemas;  ///< as they are to become, where vschema_changed
  bool vschema_applied = false;
  bool snapshot_taken = false;  ///< of main, before anything is submitted: what a revert restores
  PerKeyspace<SchemaHandle> schemas_before;
  PerKeyspace<VschemaText> vschemas_before;
  Text revert_context;              ///< empty until a revert hands statements to Vitess
  bool revert_lost = false;         ///< the provider's own death took the task that reverts (B41)
  bool acknowledged = false;        ///< failed, and the queue goes on nevertheless
  std::int64_t throttle_ratio = 0;  ///< thousandths
  bool submitted = false;           ///< the statements are with Vitess
  bool submission_lost = false;     ///< the provider's own death took the task that submits (B41)
  std::int64_t forgotten = 0;  ///< statements of which such a task does not know any more (B41)
  bool cutover_requested = false;
  bool cancelled = false;
  std::int64_t queue_place = 0;    ///< n for the n-th deploy that was accepted
  TimeMs diff_at = kNoTime;        ///< while pending
  TimeMs deployable_at = kNoTime;  ///< 422 before (the real service validates again)
  TimeMs submitting_since = kNoTime;
  TimeMs staged_at = kNoTime;  ///< a cutover is refused before
  TimeMs cancel_requested_at = kNoTime;
  TimeMs revert_expires_at = kNoTime;

  bool HasDdl() const { return !(ddl[0].empty() && ddl[1].empty() && ddl[2].empty()); }
  /// Accepted for deploy and neither finished nor failed: what holds the target's only slot.
  bool Active() const;

  template <class Self, class Visitor>
  static void VisitPlain(Self& self, Visitor&& visit) {
    visit("number", self.wire.number);
    visit("branch", self.wire.branch);
    visit("into_branch", self.wire.into_branch);
    visit("state", self.wire.state);
    visit("deployment_state", self.wire.deployment_state);
    visit("deployment", self.wire.deployment);
    visit("approved", self.wire.approved);
    visit("actor", self.wire.actor);
    visit("deployed", self.wire.deployed_at != kNoTime);
    visit("foreign", self.foreign);
    visit("migration_context", self.migration_context);
    visit("ddl", self.ddl);
    visit("vschema_changed", self.vschema_changed);
    visit("vschemas", self.vschemas);
    visit("vschema_applied", self.vschema_applied);
    visit("snapshot_taken", self.snapshot_taken);
    visit("schemas_before", self.schemas_before);
    visit("vschemas_before", self.vschemas_before);
    visit("revert_context", self.revert_context);
    visit("revert_lost", self.revert_lost);
    visit("acknowledged", self.acknowledged);
    visit("throttle_ratio", self.throttle_ratio);
    visit("submitted", self.submitted);
    visit("submission_lost", self.submission_lost);
    visit("forgotten", self.forgotten);
    visit("cutover_requested", self.cutover_requested);
    visit("cancelled", self.cancelled);
    visit("queue_place", self.queue_place);
  }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    VisitPlainAsDigest(self, visit);
    visit("created_at", self.wire.created_at, field::kOrder);
    // Clients compare a row's whole seconds with it, some with the milliseconds cut off, some
    // without.
    visit("created_second", FloorToSecond(self.wire.created_at), field::kOrder);
    visit("closed_at", self.wire.closed_at, field::kUnread);
    visit("deployed_at", self.wire.deployed_at, field::kUnread);
    // Read while the revert window is open, and its end says the same.
    visit("finished_at", self.wire.finished_at, field::kUnread);
    visit("diff_at", self.diff_at, field::Age{0});
    visit("deployable_at", self.deployable_at, field::Age{0});
    visit("submitting_since", self.submitting_since, field::Age{Minutes(2)});
    visit("staged_at", self.staged_at, field::Age{0});
    visit("cancel_requested_at", self.cancel_requested_at, field::Age{Seconds(10)});
    visit("revert_expires_at", self.revert_expires_at, field::Age{0});
  }
};

struct ProviderState {
  static constexpr std::string_view kPartName = "provider";

  std::vector<BranchRecord> branches;
  std::vector<RequestRecord> requests;  ///< number n is element n-1
  std::int64_t next_branch_id = 1;
  std::int64_t next_context = 1;
  std::int64_t next_queue_place = 1;
  TimeMs next_tick = kNoTime;    ///< kNoTime: nothing would change in a tick
  TimeMs history_due = kNoTime;  ///< the later half of the seeded history
  bool history_happened = false;
  TimeMs last_created_at = kNoTime;     ///< of the newest request
  TimeMs out_of_order_until = kNoTime;  ///< once an outage of the API began

  // What our apply (everybody but strangers) made of the world, saturating at 3.
  std::int64_t branches_created = 0;
  std::int64_t branches_deleted = 0;  ///< by anybody, also by auto_delete_branch
  std::int64_t requests_created = 0;
  std::int64_t deploys_accepted = 0;
  std::int64_t third_party_acts = 0;  ///< of somebody else on what is ours
  std::int64_t events = 0;            ///< of provider_events.h that have happened
  std::uint64_t rules = 0;            ///< of derivation that decided, by number
  std::uint64_t taken = 0;            ///< transitions taken, by their place in the table

  const BranchRecord* FindBranch(Text name) const;
  BranchRecord* FindBranch(Text name);
  const RequestRecord* FindRequest(std::int64_t number) const;
  /// n for the n-th of our requests.
  std::int64_t OwnOrdinal(const RequestRecord& request) const;
  /// n for the n-th of our deploys that was accepted.
  std::int64_t OwnDeployOrdinal(const RequestRecord& request) const;
  RequestRecord& Request(std::int64_t number) {
    return requests[static_cast<std::size_t>(number - 1)];
  }

  template <class Self, class Visitor>
  static void VisitPlain(Self& self, Visitor&& visit) {
    visit("next_context", self.next_context);
    visit("next_queue_place", self.next_queue_place);
    visit("history_happened", self.history_happened);
    visit("branches_created", self.branches_created);
    visit("branches_deleted", self.branches_deleted);
    visit("requests_created", self.requests_created);
    visit("deploys_accepted", self.deploys_accepted);
    visit("events", self.events);
    visit("third_party_acts", self.third_party_acts);
  }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    VisitPlainAsDigest(self, visit);
    visit("branches", self.branches, field::kPlain);
    visit("requests", self.requests, field::kPlain);
    visit("next_branch_id", self.next_branch_id, field::Id{1});
    visit("next_tick", self.next_tick, field::Age{0});
    visit("history_due", self.history_due, field::Age{0});
    // Whether another request would be created in the same second: ranks cannot tell, because now
    // is no order time.
    visit("last_created_at", self.last_created_at, field::Age{1000});
    visit("out_of_order_until", self.out_of_order_until, field::Age{0});
    visit("taken", self.taken, field::kUnread);
    visit("rules", self.rules, field::kUnread);
  }
};

/// The branch that goes live. It is virtual: always ready, its schemas are the live ones
/// (section 1.3).
Text MainBranch();

/// Who the API's callers are (section 7, item 1): every process of a world has the same service
/// token.
Text OurServiceToken();
/// Everybody else.
Text Stranger();

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_PROVIDER_STATE_H_

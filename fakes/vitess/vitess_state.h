// VitessState: the main branch's keyspaces as a part of the world: live schemas and online DDL.
#ifndef FAKES_VITESS_VITESS_STATE_H_
#define FAKES_VITESS_VITESS_STATE_H_

#include <vector>

#include "fakes/common/clock.h"
#include "fakes/common/plain_digest.h"
#include "fakes/vitess/interned.h"
#include "fakes/vitess/migration_table.h"
#include "fakes/vitess/provider_defects.h"
#include "harness/world/world.h"

namespace relapse::planetscale {

struct KeyspaceState {
  Text name;
  std::int64_t shards = 1;
  SchemaHandle live;
  Text vschema;                     ///< normalised JSON; empty: `{}`
  std::int64_t throttle_ratio = 0;  ///< of every migration, thousandths
  MigrationTable migrations;

  template <class Self, class Visitor>
  static void VisitPlain(Self& self, Visitor&& visit) {
    visit("name", self.name);
    visit("shards", self.shards);
    visit("live", self.live.text());
    visit("vschema", self.vschema);
    visit("throttle_ratio", self.throttle_ratio);
  }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    VisitPlainAsDigest(self, visit);
    visit("migrations", self.migrations, field::kPlain);
  }
};

struct VitessState {
  static constexpr std::string_view kPartName = "vitess";

  std::vector<KeyspaceState> keyspaces;
  std::int64_t copy_ticks = 2;         ///< ticks that copying one table takes
  std::int64_t next_migration = 1;     ///< counter behind uuids
  std::vector<Text> doomed_uuids;      ///< migrations that will fail when they run
  std::vector<Text> stalled_uuids;     ///< migrations whose cutover waits for a lock for ever (B1)
  bool refuses_cancel = false;         ///< CANCEL is accepted and does nothing
  TimeMs next_tick = kNoTime;          ///< kNoTime: nothing would change in a tick
  TimeMs last_requested_at = kNoTime;  ///< of the newest row
  /// The last keyspace answers nobody before; it goes on by itself.
  TimeMs silent_until = kNoTime;
  ProviderDefects defects;  ///< never change

  const KeyspaceState* Find(Text keyspace) const;
  KeyspaceState* Find(Text keyspace);
  /// Whether statements to every keyspace are answered.
  bool Answers(TimeMs now) const { return silent_until == kNoTime || now >= silent_until; }
  bool Answers(const KeyspaceState& keyspace, TimeMs now) const {
    return Answers(now) || &keyspace != &keyspaces.back();
  }
  /// The scheduler looks at the rows again at the next tick.
  void Wake(TimeMs now) {
    if (next_tick == kNoTime) next_tick = TickAfter(now);
  }

  template <class Self, class Visitor>
  static void VisitPlain(Self& self, Visitor&& visit) {
    visit("copy_ticks", self.copy_ticks);
    visit("next_migration", self.next_migration);
    visit("doomed_uuids", self.doomed_uuids);
    visit("stalled_uuids", self.stalled_uuids);
    visit("refuses_cancel", self.refuses_cancel);
  }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    VisitPlainAsDigest(self, visit);
    visit("keyspaces", self.keyspaces, field::kPlain);
    visit("next_tick", self.next_tick, field::Age{0});
    visit("silent_until", self.silent_until, field::Age{0});
    // Whether the next row would be requested in the same second: ranks cannot tell, because now is
    // no order time.
    visit("last_requested_at", self.last_requested_at, field::Age{1000});
  }
};

/// Names of the shards of a keyspace: "0", or equal key ranges.
const std::vector<Text>& ShardNames(std::int64_t shards);

}  // namespace relapse::planetscale

#endif  // FAKES_VITESS_VITESS_STATE_H_

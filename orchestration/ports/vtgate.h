// VtGate: `SHOW VITESS_MIGRATIONS` as the engine sees it (spec/planetscale-api.md section 4.1).
// Rows are kept for ever: old changes look like new ones until somebody compares timestamps and
// contexts.
#ifndef ORCHESTRATION_PORTS_VTGATE_H_
#define ORCHESTRATION_PORTS_VTGATE_H_

#include <memory>

#include "harness/core/content_hash.h"
#include "harness/effect/port.h"
#include "orchestration/ports/migration_row.h"

namespace relapse::planetscale {

inline constexpr const ErrorKind* kVtGateErrors[] = {&kConnectionLost, &kTransient, &kTimeout,
                                                     &kSql};
inline constexpr PortSpec kVtGatePort{.name = "vtgate", .error_kinds = kVtGateErrors};

/// An immutable list of rows, shared with whoever answered it.
class MigrationRows {
 public:
  MigrationRows() = default;
  explicit MigrationRows(std::shared_ptr<const std::vector<MigrationRow>> rows)
      : rows_(std::move(rows)) {}

  const std::vector<MigrationRow>& list() const { return rows_ ? *rows_ : kNone; }
  auto begin() const { return list().begin(); }
  auto end() const { return list().end(); }
  std::size_t size() const { return list().size(); }

  /// What a history records of the rows: the columns that clients read.
  std::uint64_t CachedHash() const;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("rows", self.rows_, field::kPlain);
  }

 private:
  static inline const std::vector<MigrationRow> kNone;
  std::shared_ptr<const std::vector<MigrationRow>> rows_;
};

/// ``SHOW VITESS_MIGRATIONS FROM `keyspace` [LIKE 'like']`` over all shards. LIKE treats `_` and
/// `%` as wildcards: compare contexts exactly afterwards (X9). A shard's tablet may answer from a
/// moment ago.
struct ShowVitessMigrations {
  using Reply = MigrationRows;
  static constexpr EffectSpec kEffect{
      .name = "show_vitess_migrations", .port = &kVtGatePort, .stale_for = Seconds(2)};
  Text keyspace;
  Text like;
  Text Object() const { return keyspace; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("keyspace", self.keyspace, field::kPlain);
    visit("like", self.like, field::kPlain);
  }
};

class VtGate : public PortOf<ShowVitessMigrations> {};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PORTS_VTGATE_H_

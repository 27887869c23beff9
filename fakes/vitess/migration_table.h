// MigrationTable: the schema_migrations rows of one keyspace, over all its shards. Shared until
// written; rows are never deleted (section 4.4).
#ifndef FAKES_VITESS_MIGRATION_TABLE_H_
#define FAKES_VITESS_MIGRATION_TABLE_H_

#include <memory>
#include <vector>

#include "fakes/common/clock.h"
#include "harness/core/hash.h"
#include "orchestration/ports/migration_row.h"

namespace relapse::planetscale {

/// **What of a row is state.** Its identity, status and flags, the counters of its copy, and the
/// rank of its request among the world's times. Whether started and completed are set is state;
/// when is not: the only constant they are compared with is the 24 h that a baseline looks back,
/// seeded rows lie far on one side of it, and no history lasts that long. ETA and percentages
/// follow from the counters.
class MigrationTable {
 public:
  MigrationTable() : body_(std::make_shared<Body>()) {}

  const std::vector<MigrationRow>& rows() const { return body_->rows; }
  /// The same rows, kept alive by whoever holds the answer.
  std::shared_ptr<const std::vector<MigrationRow>> Share() const { return {body_, &body_->rows}; }

  void Append(const MigrationRow& row);

  /// Changes row `index` in place: `change(MigrationRow&)`.
  template <class Change>
  void Update(std::size_t index, const Change& change) {
    Unshare();
    change(body_->rows[index]);
    body_->digests[index] = DigestOf(body_->rows[index]);
  }

  /// Everything that is state in the rows, except the ranks of requests made during the world's
  /// life.
  std::uint64_t Digest() const {
    std::uint64_t hash = body_->digests.size();
    for (const std::uint64_t digest : body_->digests) hash = HashCombine(hash, digest);
    return hash;
  }

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("rows", self.body_->rows, field::kDigested);
    visit("digest", self.Digest(), field::kDigest);
    visit("request_times", self.body_->request_times, field::kPlain);
  }

 private:
  struct Body {
    std::vector<MigrationRow> rows;
    std::vector<std::uint64_t> digests;    ///< one per row
    std::vector<OrderTime> request_times;  ///< distinct, ascending, from kWorldStart on
  };

  void Unshare() {
    if (body_.use_count() > 1) body_ = std::make_shared<Body>(*body_);
  }
  /// With room for more rows: a statement appends one on every shard.
  void UnshareToAppend();
  std::uint64_t DigestOf(const MigrationRow& row) const;
  /// Stands for the row's requested_timestamp, whose rank is written apart.
  std::uint64_t RequestWord(TimeMs requested) const;

  std::shared_ptr<Body> body_;
};

}  // namespace relapse::planetscale

#endif  // FAKES_VITESS_MIGRATION_TABLE_H_

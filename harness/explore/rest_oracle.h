// RestOracle: the generic oracles at a rest point. Differential: it equals the fault-free run's,
// masked fields aside. Idempotent: killing and recovering there changes nothing that time alone
// would not.
#ifndef HARNESS_EXPLORE_REST_ORACLE_H_
#define HARNESS_EXPLORE_REST_ORACLE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/hash_index.h"
#include "harness/explore/catalogue.h"

namespace relapse {

inline constexpr std::string_view kDifferentialOracle = "differential";
inline constexpr std::string_view kIdempotentOracle = "idempotent";

/// Path and value of every leaf of a JSON document, arrays by index: "provider.branches.0.name".
std::vector<std::pair<std::string, std::string>> FlattenJson(const Json& json);

struct RestVerdict {
  std::string_view oracle;
  std::string message;
};

class RestOracle {
 public:
  /// Runs the fault-free history once, as the reference.
  explicit RestOracle(const Instance& instance);

  const HistoryResult& reference() const { return reference_; }
  /// What the generic oracles say of a history that ended at rest. Verdicts are kept per state:
  /// world, monitors' memory (which recovering may break) and whether the plan was transparent.
  std::optional<RestVerdict> Check(const HistoryResult& result);
  std::int64_t histories() const { return histories_; }

 private:
  struct Judged {
    World world;
    MonitorMemory memory;
    bool transparent;
    std::optional<RestVerdict> verdict;
  };
  std::optional<RestVerdict> Differential(const HistoryResult& result) const;
  std::optional<RestVerdict> Idempotent(const HistoryResult& result);
  std::vector<std::pair<std::string, std::string>> UnmaskedFields(const World& world) const;

  const Instance& instance_;
  HistoryResult reference_;
  FieldMask mask_;
  std::vector<std::uint64_t> reference_words_;
  std::vector<Judged> judged_;
  HashIndex index_;
  std::int64_t histories_ = 0;
};

}  // namespace relapse

#endif  // HARNESS_EXPLORE_REST_ORACLE_H_

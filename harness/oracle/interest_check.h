// InterestCheck: whether invariants ask for what they look at. One that does not is blind without a
// word: the observation that would break it is never shown to it. For tests; no run pays for it.
//
// **Method.** Each invariant lives twice on the same history: once as the scenario runs it, shown
// what its Interest covers, and once shown every observation. Wherever both look they must say and
// remember the same, and where only the second looks it must find nothing. So an invariant passes
// over what it does not ask for, or asks for it.
#ifndef HARNESS_ORACLE_INTEREST_CHECK_H_
#define HARNESS_ORACLE_INTEREST_CHECK_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/oracle/monitors.h"

namespace relapse {

class InterestCheck {
 public:
  /// A moment at which an invariant that is shown everything differs from itself.
  struct Gap {
    std::string invariant;
    std::string at;    ///< "print (failed)", "crash (changing)"
    std::string what;  ///< in words
    auto operator<=>(const Gap&) const = default;
  };

  /// `invariants` outlives the check.
  explicit InterestCheck(const InvariantSet& invariants);

  /// Judges as the invariants it was made of; the memories are numbers of its own. For histories
  /// from a fresh memory, and whatever goes on from their crash states.
  const InvariantSet& invariants() const { return set_; }
  const std::set<Gap>& gaps() const { return gaps_; }

 private:
  class Doubled;
  static std::vector<const Invariant*> Pointers(
      const std::vector<std::unique_ptr<const Invariant>>& doubled);
  std::vector<std::unique_ptr<const Invariant>> Double(const InvariantSet& invariants);

  std::set<Gap> gaps_;
  std::vector<std::unique_ptr<const Invariant>> doubled_;
  InvariantSet set_;
};

}  // namespace relapse

#endif  // HARNESS_ORACLE_INTEREST_CHECK_H_

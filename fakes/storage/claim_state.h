// ClaimState: who drives an apply, as a part of worlds in which several may. A world without it has
// one driver, and no write is refused for its claim.
#ifndef FAKES_STORAGE_CLAIM_STATE_H_
#define FAKES_STORAGE_CLAIM_STATE_H_

#include <vector>

#include "harness/world/world.h"
#include "orchestration/ports/apply_state.h"

namespace relapse::planetscale {

struct ClaimRecord {
  Text apply_id;
  Text owner;              ///< empty: of nobody
  std::int64_t token = 0;  ///< of the last claim; they count up
  TimeMs renewed_at = kNoTime;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
    visit("owner", self.owner, field::kPlain);
    visit("token", self.token, field::kPlain);
    visit("renewed_at", self.renewed_at, field::Age{kClaimStaleAfter});
  }
};

struct ClaimState {
  static constexpr std::string_view kPartName = "claims";
  std::vector<ClaimRecord> claims;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("claims", self.claims, field::kPlain);
  }
};

/// The claim of that apply, or null where there are none.
inline const ClaimRecord* ClaimOf(const World& world, Text apply_id) {
  if (!world.Has<ClaimState>()) return nullptr;
  for (const ClaimRecord& claim : world.Get<ClaimState>().claims) {
    if (claim.apply_id == apply_id) return &claim;
  }
  return nullptr;
}

}  // namespace relapse::planetscale

#endif  // FAKES_STORAGE_CLAIM_STATE_H_

// Claim: what one driver holds of an apply while others may take it. Every write carries the token;
// a driver whose write is refused stops and leaves everything to the one that claimed since.
#ifndef ORCHESTRATION_PLANETSCALE_CLAIM_H_
#define ORCHESTRATION_PLANETSCALE_CLAIM_H_

#include <cstdint>

#include "harness/core/time.h"

namespace relapse::planetscale {

struct Claim {
  std::int64_t token = 0;
  TimeMs renewed_at = 0;  ///< or taken; when it was last known to be held
  bool is_lost = false;   ///< a write was refused
};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_CLAIM_H_

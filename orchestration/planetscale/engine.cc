#include "orchestration/planetscale/engine.h"

namespace relapse::planetscale {

Status Apply(Attempt& attempt) {
  return attempt.metadata().empty() ? ApplyFresh(attempt) : Resume(attempt);
}

}  // namespace relapse::planetscale

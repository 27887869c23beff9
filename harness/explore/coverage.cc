#include "harness/explore/coverage.h"

#include <algorithm>

namespace relapse {

std::vector<EffectCoverage> Coverage::Rows() const {
  std::vector<EffectCoverage> rows;
  for (const auto& [effect, row] : effects_) {
    rows.push_back(row);
    rows.back().effect = effect;
  }
  std::sort(rows.begin(), rows.end(), [](const EffectCoverage& a, const EffectCoverage& b) {
    return a.effect->name < b.effect->name;
  });
  return rows;
}

}  // namespace relapse

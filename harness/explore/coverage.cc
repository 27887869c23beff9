#include "harness/explore/coverage.h"

#include <algorithm>

namespace relapse {

void Coverage::Add(const EffectCoverage& row) {
  EffectCoverage& sum = RowOf(*row.effect);
  for (std::size_t outcome = 0; outcome < kOutcomes; ++outcome) {
    for (std::size_t phase = 0; phase < kPhases; ++phase) {
      sum.counts[outcome][phase] += row.counts[outcome][phase];
    }
  }
}

std::vector<EffectCoverage> Coverage::Rows() const {
  std::vector<EffectCoverage> rows;
  for (const auto& [effect, row] : effects_) rows.push_back(row);
  std::sort(rows.begin(), rows.end(), [](const EffectCoverage& a, const EffectCoverage& b) {
    return a.effect->name < b.effect->name;
  });
  return rows;
}

}  // namespace relapse

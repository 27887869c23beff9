#include "harness/cli/did_you_mean.h"

#include <algorithm>

namespace relapse {

std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

std::string ClosestName(std::string_view name, const std::vector<std::string>& known) {
  std::string closest;
  std::size_t least = std::max<std::size_t>(2, name.size() / 4) + 1;
  for (const std::string& one : known) {
    const std::size_t slash = one.rfind('/');
    std::size_t distance = EditDistance(name, one);
    if (slash != std::string::npos) {
      distance =
          std::min(distance, 1 + EditDistance(name, std::string_view(one).substr(slash + 1)));
    }
    if (distance < least) {
      least = distance;
      closest = one;
    }
  }
  return closest;
}

std::string DidYouMean(std::string_view name, const std::vector<std::string>& known) {
  const std::string closest = ClosestName(name, known);
  return closest.empty() ? "" : " Did you mean " + closest + "?";
}

}  // namespace relapse

#include "harness/report/progress.h"

#include <algorithm>

#include "harness/report/words.h"

namespace relapse {

std::string ProgressText(std::string_view label, double done, double total,
                         std::string_view counters, double seconds) {
  constexpr int kBarWidth = 28;
  std::string text(label);
  if (total > 0) {
    const int full = static_cast<int>(std::clamp(done / total, 0.0, 1.0) * kBarWidth);
    text += "  ";
    for (int i = 0; i < kBarWidth; ++i) text += i < full ? "█" : "░";
  }
  return text + "  " + std::string(counters) + "  " + RealTime(seconds);
}

}  // namespace relapse

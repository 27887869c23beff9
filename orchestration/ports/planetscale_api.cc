#include "orchestration/ports/planetscale_api.h"

#include <array>
#include <string>

namespace relapse::planetscale {

Text NumberObject(std::int64_t number) {
  static const std::array<Text, 16> kSmall = [] {
    std::array<Text, 16> names;
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = Text("#" + std::to_string(i));
    return names;
  }();
  if (number >= 0 && number < static_cast<std::int64_t>(kSmall.size())) {
    return kSmall[static_cast<std::size_t>(number)];
  }
  return Text("#" + std::to_string(number));
}

}  // namespace relapse::planetscale

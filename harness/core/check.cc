#include "harness/core/check.h"

namespace relapse {

void FailCheck(const char* condition, const char* file, int line, const std::string& message) {
  std::string text =
      std::string(file) + ":" + std::to_string(line) + ": check failed: " + condition;
  if (!message.empty()) text += ": " + message;
  throw CheckFailure{std::move(text)};
}

}  // namespace relapse

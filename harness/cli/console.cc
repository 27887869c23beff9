#include "harness/cli/console.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "harness/report/progress.h"

namespace relapse {

namespace {
constexpr double kSecondsBetweenDrawings = 0.1;
}  // namespace

Console::Console(bool json, bool quiet, std::string repeat)
    : json_(json),
      quiet_(quiet),
      colour_(isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr),
      moving_(!quiet && isatty(STDERR_FILENO) == 1),
      repeat_(std::move(repeat)),
      paint_(colour_) {}

void Console::Line(const std::string& text) { Text(text + "\n"); }

void Console::Text(const std::string& text) {
  Begin();
  if (json_) return;
  ClearProgress();
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void Console::Result(const Json& json) {
  Begin();
  ClearProgress();
  if (!json_) return;
  const std::string line = JsonLine(json) + "\n";
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

void Console::Begin() {
  if (begun_) return;
  begun_ = true;
  if (!json_) return Line("repeat: " + repeat_);
  if (!quiet_) std::fprintf(stderr, "repeat: %s\n", repeat_.c_str());
}

void Console::Progress(std::string_view label, double done, double total,
                       std::string_view counters) {
  if (!moving_) return;
  const double now = clock_.Seconds();
  if (now - drawn_at_ < kSecondsBetweenDrawings) return;
  drawn_at_ = now;
  drawn_ = true;
  const std::string text = ProgressText(label, done, total, counters, now);
  std::fprintf(stderr, "\r%s\x1b[K", text.c_str());
}

void Console::ClearProgress() {
  if (!drawn_) return;
  drawn_ = false;
  std::fputs("\r\x1b[K", stderr);
}

}  // namespace relapse

// Console: results to stdout, progress to stderr, colour and movement only on a terminal.
#ifndef HARNESS_CLI_CONSOLE_H_
#define HARNESS_CLI_CONSOLE_H_

#include <string>
#include <string_view>

#include "harness/cli/clock.h"
#include "harness/core/json.h"
#include "harness/report/words.h"

namespace relapse {

class Console {
 public:
  /// `repeat`: the command that repeats this run, the first line of all output.
  Console(bool json, bool quiet, std::string repeat);
  ~Console() { ClearProgress(); }

  /// One line for people on stdout; nothing with --json.
  void Line(const std::string& text);
  /// Several lines, newlines included.
  void Text(const std::string& text);
  /// The one line for machines; nothing without --json.
  void Result(const Json& json);
  /// Prints the first line, if it is not printed yet: to stdout for people, to stderr beside JSON.
  /// A command calls it once nothing can be wrong with its arguments any more.
  void Begin();

  /// Draws the moving line, at most ten times a second.
  void Progress(std::string_view label, double done, double total, std::string_view counters);
  void ClearProgress();

  const Paint& paint() const { return paint_; }
  bool colour() const { return colour_; }
  bool quiet() const { return quiet_; }
  bool json() const { return json_; }
  const Stopwatch& clock() const { return clock_; }

 private:
  bool json_;
  bool quiet_;
  bool colour_;
  bool moving_;  ///< a progress line may be drawn
  bool begun_ = false;
  bool drawn_ = false;
  double drawn_at_ = 0;
  std::string repeat_;
  Paint paint_;
  Stopwatch clock_;
};

}  // namespace relapse

#endif  // HARNESS_CLI_CONSOLE_H_

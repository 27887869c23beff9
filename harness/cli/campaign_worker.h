// CampaignWorker: a forked process that does one piece of a campaign, so that a crash, a hang or a
// harness failure of one scenario leaves the others alone. It answers in lines of JSON.
#ifndef HARNESS_CLI_CAMPAIGN_WORKER_H_
#define HARNESS_CLI_CAMPAIGN_WORKER_H_

#include <functional>
#include <string>

#include "harness/core/json.h"
#include "harness/core/time.h"

namespace relapse {

struct WorkerOptions {
  std::string name;         ///< of the piece, for what the watchdog says
  DurationMs watchdog = 0;  ///< as of --watchdog
  /// In real seconds after which the worker is killed; 0: never. It should have ended long before.
  double most_seconds = 0;
  /// Told each line the worker sends.
  std::function<void(const Json& line)> line;
  /// Called ten times a second.
  std::function<void()> tick;
};

/// What the worker does: runs in the child, sends lines.
using Work = std::function<void(const std::function<void(const Json&)>& send)>;

/// Runs `work` in a child, under a watchdog of its own, and waits. Ctrl-C and SIGTERM reach the
/// child, too; it stops by itself and reports. An empty text, or how the worker died or what it
/// threw.
struct WorkerEnd {
  std::string failure;
  bool killed = false;  ///< by SIGKILL, from outside: says nothing about the scenario
};
WorkerEnd RunWorker(const WorkerOptions& options, const Work& work);

}  // namespace relapse

#endif  // HARNESS_CLI_CAMPAIGN_WORKER_H_

// Bugs of the revert window and of what else is waited for once nobody steers: sections 8.4, 8.5,
// 8.7 and 8.8 of spec/planetscale-engine.md, as far as one engine has them.
#include "scenarios/bank/engine_row.h"

namespace relapse::planetscale {

namespace {
constexpr std::string_view kRevertWindow = "planetscale/revert-window";
}

std::vector<Row> WaitingRows() {
  return {
      {.slug = "revert-shown-as-running",  // P5
       .source = kBugFixed,
       .summary = "a revert in progress is shown as the change going forward",
       .violates = {"S-OUTCOME-TRUTH"},
       .scenario = kRevertWindow,
       .faults = 1},
      {.slug = "skip-revert-one-shot",  // C9
       .source = kBugOpen,
       .summary = "closing the revert window is tried once, whether that succeeded or not",
       .violates = {"L-REVERT-CLOSE"},
       .scenario = kRevertWindow,
       .parameters = {{"operator", "none"},
                      {"commands", Json::array()},
                      {"revert_window_ms", 300000}},
       .faults = 1},
      {.slug = "deployed-at-not-durable",  // S10
       .source = kSnap,
       .summary = "the deadline of the revert window is counted from when this life first saw it",
       .violates = {"L-REVERT-CLOSE"},
       .scenario = kRevertWindow,
       .parameters = {{"operator", "none"},
                      {"commands", Json::array()},
                      {"revert_deadline_ms", 120000},
                      {"revert_window_ms", 600000}},
       .faults = 1},
      {.slug = "timeout-clock-in-memory",  // C15
       .source = kBugOpen,
       .summary = "the manual timeout of a gate begins anew with every life of the worker",
       .violates = {"L-TIMEOUT"},
       .scenario = kDeferredDeploy,
       .parameters = {{"operator", "none"}, {"statements", 1}, {"manual_timeout_ms", 120000}},
       .faults = 1},
      {.slug = "options-dropped",  // T2
       .source = kBugFixed,
       .summary = "recovery does not know what the operator asked for: it keeps a window that was "
                  "to be skipped",
       .violates = {"L-REVERT-CLOSE"},
       .scenario = kRevertWindow,
       .parameters = {{"operator", "none"},
                      {"commands", Json::array()},
                      {"skip_revert", true},
                      {"revert_window_ms", 300000}},
       .faults = 1},
  };
}

}  // namespace relapse::planetscale

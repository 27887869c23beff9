// Bugs about the developer's own server, its data and its pid file: first those of the older
// designs, then today's.
#include "scenarios/bank/migrations/row.h"

namespace relapse::migrations {

const std::vector<Row>& ServerRows() {
  static const std::vector<Row>& rows = *new std::vector<Row>{
      {.slug = "pid-of-another-program",  // S23
       .source = kReview,
       .summary =
           "a pid that is another program's now costs its pid file, and the reset is advised",
       .switches = {Defect::kDesignDatabaseOnly},
       .violates = {"SAF-12"},
       .parameters = {{"builtin", true}, {"server", "foreign_pid"}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "live-data-are-deleted",  // L34
       .source = kSource,
       .summary = "a reset takes the data from a server that runs on them",
       .switches = {Defect::kDesignDatabaseOnly},
       .violates = {"SAF-12"},
       .parameters = {{"builtin", true},
                      {"server", "running"},
                      {"script", Json::array({ResetStep("")})}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "data-of-another-major",  // L35
       .source = kSource,
       .summary = "a server is started on the data of another major version",
       .switches = {Defect::kDesignDatabaseOnly},
       .violates = {"SAF-12"},
       .parameters = {{"builtin", true}, {"server", "foreign_major"}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "pid-of-another-user",  // L36
       .source = kSource,
       .summary = "a server that another user runs is taken for dead",
       .switches = {Defect::kDesignDatabaseOnly},
       .violates = {"SAF-12"},
       .parameters = {{"builtin", true}, {"server", "other_users"}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "orphan-is-to-be-reset",  // CA3, CB1
       .source = kSource,
       .summary = "an orphan of an earlier run stops every start, and the reset is advised",
       .switches = {Defect::kDesignDatabaseOnly},
       .violates = {"LIV-1"},
       .parameters = {{"builtin", true}, {"server", "running"}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "unseen-data-are-fresh",  // section 4.2
       .source = kSource,
       .summary = "data that cannot be seen are none, until the server fails of them",
       .switches = {Defect::kDesignDatabaseOnly},
       .violates = {"LIV-1"},
       .parameters = {{"builtin", true}, {"server", "unreadable"}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "foreign-major-started",  // L35
       .source = kSource,
       .summary = "the data's major version is not looked at",
       .switches = {Defect::kForeignMajorStarted},
       .violates = {"SAF-12"},
       .parameters = {{"builtin", true}, {"server", "foreign_major"}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "unknown-postmaster-ignored",  // L36
       .source = kSource,
       .summary = "a postmaster that cannot be asked is dead, and its data are reset",
       .switches = {Defect::kUnknownPostmasterIgnored},
       .violates = {"SAF-12"},
       .parameters = {{"builtin", true},
                      {"server", "other_users"},
                      {"script", Json::array({ResetStep("")})}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "reset-of-live-server",  // L34
       .source = kSource,
       .summary = "a reset asks nobody whether a server runs on the data",
       .switches = {Defect::kResetOfLiveServer},
       .violates = {"SAF-12"},
       .parameters = {{"builtin", true},
                      {"server", "running"},
                      {"script", Json::array({ResetStep("")})}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "unreadable-data-is-fresh",  // section 4.2
       .source = kSource,
       .summary = "data that cannot be seen are none",
       .switches = {Defect::kUnreadableDataIsFresh},
       .violates = {"LIV-1"},
       .parameters = {{"builtin", true}, {"server", "unreadable"}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "server-left-running",  // CA3
       .source = kFoundHere,
       .summary = "a reset is advised as if the server that recovery could not stop were gone",
       .switches = {Defect::kServerLeftRunning},
       .violates = {"ADV-1"},
       .parameters = {{"begins", "on_feature"},
                      {"builtin", true},
                      {"follows", "last"},
                      {"script", Json::array({Step("other")})}},
       .faults = 1,
       .basis = Basis::kAll},
      {.slug = "set-aside-left",  // CA1
       .source = kFoundHere,
       .summary = "data that were set aside, and not deleted, are left for ever",
       .switches = {Defect::kSetAsideLeft},
       .violates = {"differential"},
       .parameters = {{"begins", "on_feature"},
                      {"builtin", true},
                      {"script", Json::array({ResetStep("other")})}},
       .faults = 1,
       .basis = Basis::kAll},
  };
  return rows;
}

}  // namespace relapse::migrations

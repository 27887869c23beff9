// Bugs of the cache file. In order of orchestration/migrations/defects.h; the last one is at the
// port.
#include "scenarios/bank/migrations/row.h"

namespace relapse::migrations {

const std::vector<Row>& CacheRows() {
  static const std::vector<Row>& rows = *new std::vector<Row>{
      {.slug = "cache-decides",  // S08, DUR-4
       .source = kReview,
       .summary = "what the cache does not have counts as not recorded",
       .switches = {Defect::kCacheDecides},
       .violates = {"DUR-4", "LIV-2"},
       .parameters = {{"begins", "recorded"},
                      {"trunk", 2},
                      {"cache", "stale"},
                      {"script", Json::array({Step("")})}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "cache-owner-ignored",  // L33
       .source = kSource,
       .summary = "the cache of another database decides about this one",
       .switches = {Defect::kCacheDecides, Defect::kCacheOwnerIgnored},
       .violates = {"DUR-4", "LIV-2"},
       .parameters = {{"begins", "recorded"},
                      {"trunk", 2},
                      {"cache", "foreign"},
                      {"script", Json::array({Step("")})}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "cache-in-place",  // CA13
       .source = kSource,
       .summary = "the cache is written in place: a crash of the machine tears it",
       .switches = {Defect::kCacheInPlace},
       .violates = {"DUR-3"},
       .parameters = {{"begins", "recorded"}, {"script", Json::array({Step("feature")})}},
       .faults = 1},
      {.slug = "cache-file-not-synced",  //
       .source = kFoundHere,
       .summary = "the cache is renamed before its bytes are durable",
       .switches = {Defect::kCacheFileNotSynced},
       .violates = {"DUR-3"},
       .parameters = {{"begins", "recorded"}, {"script", Json::array({Step("feature")})}},
       .faults = 1},
      {.slug = "cache-folder-not-synced",  //
       .source = kFoundHere,
       .summary = "the new cache's name is not durable: the old one returns with the machine",
       .switches = {Defect::kCacheFolderNotSynced},
       .violates = {"DUR-5"},
       .parameters = {{"begins", "recorded"},
                      {"script", Json::array({Step("feature"), Step("trunk", {"rollback"})})}},
       .faults = 1},
      {.slug = "cache-not-set-aside",  // CA12, CA15
       .source = kSource,
       .summary = "the database changes under a cache that claims to know",
       .switches = {Defect::kCacheNotSetAside},
       .violates = {"DUR-5"},
       .parameters = {{"begins", "recorded"},
                      {"script", Json::array({Step("feature"), Step("trunk", {"rollback"})})}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "cache-name-not-kept",  //
       .source = kFoundHere,
       .summary = "a cache that somebody set aside and did not make durable is believed to be",
       .switches = {Defect::kCacheNameNotKept},
       .violates = {"DUR-5"},
       .parameters = {{"begins", "on_feature"},
                      {"script", Json::array({Step("trunk", {"rollback"})})}},
       .faults = 2},
      {.slug = "reset-keeps-cache",  // L06
       .source = kSource,
       .summary = "a reset leaves a cache that claims to know",
       .switches = {Defect::kResetKeepsCache},
       .violates = {"DUR-5"},
       .parameters = {{"begins", "recorded"},
                      {"script", Json::array({Step("feature"), ResetStep("")})}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "fsync-does-nothing",  // DUR-3
       .source = kFoundHere,
       .summary = "the file system answers every fsync and does none",
       .at_ports = {.fsync_does_nothing = true},
       .violates = {"DUR-3"},
       .parameters = {{"begins", "recorded"}, {"script", Json::array({Step("feature")})}},
       .faults = 1},
  };
  return rows;
}

}  // namespace relapse::migrations

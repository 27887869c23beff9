// JsonDifference: what changed between two JSON documents, one entry for each changed leaf or each
// value that came or went whole.
#ifndef HARNESS_REPORT_PAGE_JSON_DIFFERENCE_H_
#define HARNESS_REPORT_PAGE_JSON_DIFFERENCE_H_

#include <optional>
#include <string>
#include <vector>

#include "harness/core/json.h"

namespace relapse {

struct JsonChange {
  std::string path;                   ///< "provider.branches.0.name", as masks are written
  std::optional<std::string> before;  ///< one line of JSON; nothing: it was not there
  std::optional<std::string> after;   ///< nothing: it is gone
};

/// Objects by name, arrays by index, in document order: what went after what stayed.
std::vector<JsonChange> JsonDifference(const Json& before, const Json& after);

}  // namespace relapse

#endif  // HARNESS_REPORT_PAGE_JSON_DIFFERENCE_H_

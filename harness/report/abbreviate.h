// Abbreviate: a reply or request as the two or three words that a reader of a timeline wants. Knows
// the endings of field names (state, status, number, name, ready), never a port.
#ifndef HARNESS_REPORT_ABBREVIATE_H_
#define HARNESS_REPORT_ABBREVIATE_H_

#include <string>
#include <string_view>

#include "harness/core/json.h"

namespace relapse {

/// "#1 pending", "ready", "[6]", "ok", "transient". What `said` already says is left out: the
/// effect's object stands beside it.
std::string AbbreviateReply(const Json& reply, std::string_view said);
/// "{deploy_request_id 1}", or nothing if the request says no more than `said`.
std::string AbbreviateRequest(const Json& request, std::string_view said);

}  // namespace relapse

#endif  // HARNESS_REPORT_ABBREVIATE_H_

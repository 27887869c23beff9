// DidYouMean: the known name that is closest to a mistyped one.
#ifndef HARNESS_CLI_DID_YOU_MEAN_H_
#define HARNESS_CLI_DID_YOU_MEAN_H_

#include <string>
#include <string_view>
#include <vector>

namespace relapse {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
std::size_t EditDistance(std::string_view a, std::string_view b);
/// The closest of `known`, or empty where none is close. A name's last part alone counts as close.
std::string ClosestName(std::string_view name, const std::vector<std::string>& known);
/// " Did you mean X?", or empty.
std::string DidYouMean(std::string_view name, const std::vector<std::string>& known);

}  // namespace relapse

#endif  // HARNESS_CLI_DID_YOU_MEAN_H_

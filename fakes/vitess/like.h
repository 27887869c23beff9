// MySQL's LIKE on short texts.
#ifndef FAKES_VITESS_LIKE_H_
#define FAKES_VITESS_LIKE_H_

#include <string_view>

namespace relapse::planetscale {

/// `%` is any text, `_` any one byte, a backslash takes the next byte as it is; letters of ASCII
/// compare without case, as the columns' collation does.
bool MatchesLike(std::string_view text, std::string_view pattern);

}  // namespace relapse::planetscale

#endif  // FAKES_VITESS_LIKE_H_

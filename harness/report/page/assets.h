// The page's style and script, embedded when the program is built (page.css, page.js).
#ifndef HARNESS_REPORT_PAGE_ASSETS_H_
#define HARNESS_REPORT_PAGE_ASSETS_H_

#include <string_view>

namespace relapse::internal {

std::string_view PageStyle();
std::string_view PageScript();

}  // namespace relapse::internal

#endif  // HARNESS_REPORT_PAGE_ASSETS_H_

// Markup: text made safe for HTML, and the few elements that several sections share.
#ifndef HARNESS_REPORT_PAGE_MARKUP_H_
#define HARNESS_REPORT_PAGE_MARKUP_H_

#include <string>
#include <string_view>

#include "harness/report/page/page.h"

namespace relapse::internal {

/// Safe as the content of an element, nowhere else. Bytes that are not UTF-8 and control
/// characters, which HTML forbids, become U+FFFD.
std::string Escaped(std::string_view text);
/// The same as the value of an attribute, its quotes included.
std::string Attribute(std::string_view text);
/// The same, at most `width` columns.
std::string EscapedShort(std::string_view text, std::size_t width);

/// "<span class="badge bad">VIOLATED</span>".
std::string Badge(const VerdictWords& verdict);
/// A command with a button that copies it; without a script it is text to be selected.
std::string Command(std::string_view command);

std::string GridText(const HtmlGrid& grid);
std::string FindingText(const HtmlFinding& finding, int number);
std::string BankText(const HtmlReport& report);

}  // namespace relapse::internal

#endif  // HARNESS_REPORT_PAGE_MARKUP_H_

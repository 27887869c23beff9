// The tables of a page: coverage grid and bank.
#include "harness/report/page/markup.h"
#include "harness/report/words.h"

namespace relapse::internal {

namespace {

/// Shade by order of magnitude, so that rare and common tell apart at a glance.
std::string HeatClass(std::int64_t count) {
  int heat = 1;
  for (std::int64_t left = count; left >= 10 && heat < 5; left /= 10) ++heat;
  return "h" + std::to_string(heat);
}

std::string CellText(const HtmlCell& cell) {
  const std::string title = cell.reason.empty() ? "" : " title=" + Attribute(cell.reason);
  switch (cell.kind) {
    case HtmlCell::Kind::kCount:
      return "<td class=\"" + HeatClass(cell.count) + "\">" + Grouped(cell.count) + "</td>";
    case HtmlCell::Kind::kIllegal:
      return "<td class=\"no\"" + title + ">–</td>";
    case HtmlCell::Kind::kSameState:
      return "<td class=\"same\"" + title + ">=</td>";
    case HtmlCell::Kind::kBeyond:
      return "<td class=\"beyond\"" + title + ">·</td>";
    case HtmlCell::Kind::kMissing:
      return "<td class=\"missing\"" + title + ">0</td>";
  }
  return "<td></td>";
}

}  // namespace

std::string GridText(const HtmlGrid& grid) {
  if (grid.rows.empty()) return "";
  std::string text =
      "<h4>Coverage</h4>\n<p class=\"note\">How often each effect met each outcome: in the first "
      "life "
      "of its process | in a later one, recovering.</p>\n"
      "<div class=\"scroll\"><table class=\"grid\"><thead><tr><th rowspan=\"2\">effect</th>";
  std::string phases;
  for (const std::string& outcome : grid.outcomes) {
    text += "<th colspan=\"2\">" + Escaped(outcome) + "</th>";
    phases += "<th class=\"ph\">first</th><th class=\"ph\">later</th>";
  }
  text += "</tr><tr>" + phases + "</tr></thead><tbody>\n";
  for (const HtmlGrid::Row& row : grid.rows) {
    text += "<tr><th scope=\"row\">" + Escaped(row.effect) + "</th>";
    for (const HtmlCell& cell : row.cells) text += CellText(cell);
    text += "</tr>\n";
  }
  return text +
         "</tbody></table></div>\n<p class=\"note key\"><span><b>–</b> not legal there</span> "
         "<span><b>=</b> leaves the state of another crash</span> <span><b>·</b> beyond what was "
         "asked for, or never met</span> <span><b class=\"missing\">0</b> asked for, but not "
         "done</span></p>\n";
}

std::string BankText(const HtmlReport& report) {
  if (report.bank.empty()) return "";
  std::string text = "<section id=\"bank\">\n<h2>Bank</h2>\n<p class=\"words\">" +
                     Escaped(report.bank_words) +
                     "</p>\n<div class=\"scroll\"><table class=\"bank\"><thead><tr><th>defect</th>"
                     "<th>source</th><th>killed by</th><th class=\"n\">histories</th>"
                     "<th class=\"n\">time</th><th class=\"n\">signatures</th><th>plan</th></tr>"
                     "</thead><tbody>\n";
  for (const HtmlBankRow& row : report.bank) {
    text += "<tr><th scope=\"row\" title=" + Attribute(row.summary) + ">" + Escaped(row.defect) +
            "</th><td>" + Escaped(row.source) + "</td><td>" + Badge(row.killed_by) +
            "</td><td class=\"n\">" + Escaped(row.histories) + "</td><td class=\"n time\">" +
            Escaped(row.time) + "</td><td class=\"n\">" + Escaped(row.signatures) + "</td><td>" +
            Escaped(row.plan) + (row.replay.empty() ? "" : Command(row.replay)) + "</td></tr>\n";
  }
  return text + "</tbody></table></div>\n</section>\n";
}

}  // namespace relapse::internal

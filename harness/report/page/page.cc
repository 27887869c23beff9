#include "harness/report/page/page.h"

#include <algorithm>

#include "harness/report/page/assets.h"
#include "harness/report/page/markup.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

using internal::Badge;
using internal::Command;
using internal::Escaped;

/// Positions of lanes as classes: with styles in attributes, the page could not forbid styles that
/// come in with a hostile text.
std::string LaneStyles(const HtmlReport& report) {
  std::size_t most = 0;
  for (const HtmlExploration& exploration : report.explorations) {
    for (const HtmlFinding& finding : exploration.findings) {
      most = std::max(most, finding.timeline.lanes.size());
    }
  }
  std::string styles;
  for (std::size_t i = 0; i <= most; ++i) {
    const std::string number = std::to_string(i);
    styles += ".n" + number + "{--n:" + number + "}";
    styles += ".lanes .c" + number + "{grid-column-start:" + std::to_string(i + 1) + "}";
    styles += ".lanes .e" + number + "{grid-column-end:" + std::to_string(i + 2) + "}\n";
  }
  return styles;
}

std::string Head(const HtmlReport& report) {
  // The nonce lets in this page's own style and script and nothing that a text brought along.
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "style-src 'nonce-relapse'; script-src 'nonce-relapse'\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
         Escaped(report.verdict.words + " · " + report.title) +
         "</title>\n<style nonce=\"relapse\">\n" + std::string(internal::PageStyle()) +
         LaneStyles(report) + "</style>\n</head>\n";
}

std::string PropertiesText(const HtmlExploration& exploration) {
  if (exploration.properties.empty()) return "";
  std::string text =
      "<h4>Properties</h4>\n<div class=\"scroll\"><table class=\"properties\"><thead><tr>"
      "<th>property</th><th>form</th><th>verdict</th><th>meaning</th></tr></thead><tbody>\n";
  for (const HtmlProperty& property : exploration.properties) {
    text += "<tr><th scope=\"row\">" + Escaped(property.name) + "</th><td>" +
            Escaped(property.form) + "</td><td>" + Badge(property.verdict) + "</td><td>" +
            Escaped(property.summary) + "</td></tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

std::string FiguresText(const HtmlExploration& exploration) {
  if (exploration.figures.empty()) return "";
  std::string text = "<dl class=\"figures\">";
  for (const auto& [name, value] : exploration.figures) {
    text += "<div><dt>" + Escaped(name) + "</dt><dd>" + Escaped(value) + "</dd></div>";
  }
  return text + "</dl>\n";
}

std::string OverviewText(const HtmlReport& report) {
  if (report.explorations.size() < 2) return "";
  std::string text =
      "<section>\n<h2>Scenarios</h2>\n<div class=\"scroll\"><table class=\"overview\"><thead><tr>"
      "<th>scenario</th><th>strategy</th><th>verdict</th><th class=\"n\">signatures</th></tr>"
      "</thead><tbody>\n";
  for (std::size_t i = 0; i < report.explorations.size(); ++i) {
    const HtmlExploration& one = report.explorations[i];
    text += "<tr><th scope=\"row\"><a href=\"#e" + std::to_string(i + 1) + "\">" +
            Escaped(one.scenario) + "</a></th><td>" + Escaped(one.strategy) + "</td><td>" +
            Badge(one.verdict) + "</td><td class=\"n\">" + std::to_string(one.findings.size()) +
            "</td></tr>\n";
  }
  return text + "</tbody></table></div>\n</section>\n";
}

std::string ExplorationText(const HtmlExploration& exploration, std::size_t number, bool alone) {
  std::string text = "<section class=\"exploration\" id=\"e" + std::to_string(number) +
                     "\">\n<h2>" + Escaped(exploration.scenario) + " <small>" +
                     Escaped(exploration.strategy) + "</small></h2>\n";
  if (!alone) {
    text += "<p class=\"words\">" + Badge(exploration.verdict) + " " + Escaped(exploration.words) +
            "</p>\n" + Command(exploration.repeat);
  }
  for (const std::string& doubt : exploration.doubts) {
    text += "<p class=\"doubt\">" + Escaped(doubt) + "</p>\n";
  }
  if (!exploration.defects.empty()) {
    text += "<p class=\"words\">with the defect" +
            std::string(exploration.defects.size() == 1 ? " " : "s ") +
            Escaped(Listed(exploration.defects)) + " switched on</p>\n";
  }
  if (!exploration.parameters.empty()) {
    text += "<details class=\"params\"><summary>parameters</summary>" +
            Escaped(exploration.parameters) + "</details>\n";
  }
  text += FiguresText(exploration);
  if (!exploration.findings.empty()) {
    text += "<h3>" + Counted(static_cast<std::int64_t>(exploration.findings.size()), "finding") +
            "</h3>\n";
  }
  int finding_number = 0;
  for (const HtmlFinding& finding : exploration.findings) {
    text += internal::FindingText(finding, ++finding_number);
  }
  return text + PropertiesText(exploration) + internal::GridText(exploration.grid) + "</section>\n";
}

}  // namespace

std::string PageText(const HtmlReport& report) {
  std::string text = Head(report) + "<body>\n<header>\n<p class=\"verdict\">" +
                     Badge(report.verdict) + "</p>\n<h1>" + Escaped(report.title) + "</h1>\n";
  if (!report.words.empty()) text += "<p class=\"words\">" + Escaped(report.words) + "</p>\n";
  text += Command(report.repeat) + "</header>\n<main>\n" + OverviewText(report);
  text += internal::BankText(report);
  const bool alone = report.explorations.size() == 1;
  for (std::size_t i = 0; i < report.explorations.size(); ++i) {
    text += ExplorationText(report.explorations[i], i + 1, alone);
  }
  return text + "</main>\n<script nonce=\"relapse\">\n" + std::string(internal::PageScript()) +
         "</script>\n</body>\n</html>\n";
}

}  // namespace relapse

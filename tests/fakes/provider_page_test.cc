// docs/provider.md says what the transition table says.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "fakes/planetscale/transitions.h"

namespace relapse::planetscale {
namespace {

constexpr std::array<std::string_view, 10> kTriggers{
    "create", "tick",   "deploy",      "cancel",          "apply-deploy",
    "close",  "revert", "skip-revert", "complete-deploy", "auto-apply"};
constexpr std::string_view kBegin = "<!-- generated from the transition table -->\n";
constexpr std::string_view kEnd = "<!-- end of what is generated -->\n";

/// Rows of bugs are no part of the machine.
bool IsOfBug(const Transition& row) { return row.name.starts_with("B"); }
bool IsInternal(Trigger trigger) {
  return trigger == Trigger::kTick || trigger == Trigger::kCreate;
}
std::string_view NameOfTrigger(Trigger trigger) {
  return kTriggers[static_cast<std::size_t>(trigger)];
}
std::string NameOfState(int state) {
  return std::string(EnumName(static_cast<DeploymentState>(state)));
}
bool LeadsFrom(const Transition& row, int state) {
  return Holds(row.from, static_cast<DeploymentState>(state));
}

std::string LabelOf(const Transition& row) {
  std::string label(row.name);
  if (!IsInternal(row.trigger)) label += " " + std::string(NameOfTrigger(row.trigger));
  return label;
}

/// One arrow for each pair of states, with every transition between them.
std::string Diagram() {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> arrows;
  for (const Transition& row : Transitions()) {
    if (IsOfBug(row) || !row.to) continue;
    const std::string to(EnumName(*row.to));
    if (row.from == 0) arrows[{"[*]", to}].insert(LabelOf(row));
    for (int state = 0; state < kDeploymentStateCount; ++state) {
      if (LeadsFrom(row, state) && NameOfState(state) != to) {
        arrows[{NameOfState(state), to}].insert(LabelOf(row));
      }
    }
  }
  std::string text = "```mermaid\nstateDiagram-v2\n";
  for (const auto& [states, labels] : arrows) {
    std::string joined;
    for (const std::string& label : labels) joined += (joined.empty() ? "" : ", ") + label;
    text += "  " + states.first + " --> " + states.second + ": " + joined + "\n";
  }
  for (int state = 0; state < kDeploymentStateCount; ++state) {
    const bool is_reached = arrows.lower_bound({NameOfState(state), ""}) != arrows.end();
    if (is_reached && IsFinal(static_cast<DeploymentState>(state)) &&
        static_cast<DeploymentState>(state) != DeploymentState::kCancelled) {
      text += "  " + NameOfState(state) + " --> [*]\n";
    }
  }
  return text + "```\n";
}

/// Which call is accepted in which state, as far as the table says.
std::string Matrix() {
  std::string text = "| state |";
  std::string rule = "|---|";
  for (std::size_t call = 2; call < kTriggers.size(); ++call) {
    text += " " + std::string(kTriggers[call]) + " |";
    rule += ":-:|";
  }
  text += "\n" + rule + "\n";
  for (int state = 0; state < kDeploymentStateCount; ++state) {
    if (static_cast<DeploymentState>(state) == DeploymentState::kCancelled) continue;
    text += "| " + NameOfState(state) + " |";
    for (std::size_t call = 2; call < kTriggers.size(); ++call) {
      bool is_accepted = false;
      for (const Transition& row : Transitions()) {
        if (!IsOfBug(row) && row.trigger == static_cast<Trigger>(call) && LeadsFrom(row, state)) {
          is_accepted = true;
        }
      }
      text += is_accepted ? " yes |" : " |";
    }
    text += "\n";
  }
  return text;
}

std::string Generated() {
  return "\n## States\n\n" + Diagram() +
         "\n## Calls\n\nA call that is not accepted is refused and writes nothing. Whether one "
         "that is "
         "accepted here is refused for another reason\n(another deployment is active, an approval "
         "is "
         "missing, the request is closed or was deployed) is not the table's business.\n\n" +
         Matrix() + "\n";
}

TEST(ProviderPage, SaysWhatTheTableSays) {
  const std::filesystem::path path = RELAPSE_PROVIDER_PAGE;
  std::stringstream read;
  read << std::ifstream(path).rdbuf();
  const std::string page = read.str();
  const std::size_t begin = page.find(kBegin);
  const std::size_t end = page.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::size_t from = begin + kBegin.size();
  if (page.substr(from, end - from) == Generated()) return;
  const std::filesystem::path written = std::filesystem::path(testing::TempDir()) / "provider.md";
  std::ofstream(written) << page.substr(0, from) + Generated() + page.substr(end);
  ADD_FAILURE() << "the page is not what the table says; if the table is right: cp "
                << written.string() << " " << path.string();
}

TEST(ProviderPage, EveryStateIsReachedAndLeftOrFinal) {
  for (int state = 0; state < kDeploymentStateCount; ++state) {
    const auto value = static_cast<DeploymentState>(state);
    if (value == DeploymentState::kCancelled) continue;  // a variant of the service, never stored
    bool is_reached = false;
    bool is_left = false;
    for (const Transition& row : Transitions()) {
      if (IsOfBug(row)) continue;
      is_reached = is_reached || row.to == value;
      is_left = is_left || (LeadsFrom(row, state) && row.to.has_value());
    }
    EXPECT_TRUE(is_reached) << EnumName(value);
    EXPECT_NE(is_left, IsFinal(value)) << EnumName(value);
  }
}

}  // namespace
}  // namespace relapse::planetscale

#include "harness/report/necessity.h"

#include "harness/report/words.h"

namespace relapse {

namespace {

std::string Instead(const Verdict& verdict, const Verdict& without) {
  if (!without.violated()) return "the history holds";
  if (without.invariant == verdict.invariant)
    return "it breaks at " + without.broken_by + " instead";
  return without.invariant + " breaks instead";
}

std::string AllNecessary(const Verdict& verdict, const std::vector<Verdict>& without) {
  if (without.size() == 1)
    return "the fault is necessary: without it " + Instead(verdict, without[0]);
  std::string text = without.size() == 2
                         ? "both faults are necessary: "
                         : "all " + std::to_string(without.size()) + " faults are necessary: ";
  for (std::size_t i = 0; i < without.size(); ++i) {
    if (i > 0) text += "; ";
    text += "without the " + Ordinal(static_cast<int>(i) + 1) + " " + Instead(verdict, without[i]);
  }
  return text;
}

}  // namespace

std::string NecessityText(const Verdict& verdict, const std::vector<Verdict>& without) {
  if (without.empty()) return "no fault is needed: the fault-free run breaks it";
  std::vector<std::string> needless;
  for (std::size_t i = 0; i < without.size(); ++i) {
    if (without[i].SameAs(verdict)) needless.push_back(Ordinal(static_cast<int>(i) + 1));
  }
  if (needless.empty()) return AllNecessary(verdict, without);
  return "not necessary: the " + Listed(needless) + " of " +
         Counted(static_cast<std::int64_t>(without.size()), "fault");
}

}  // namespace relapse

#include "fault_injection/fault.h"

#include <algorithm>

namespace relapse {

bool SamePlace(const Place& a, const Place& b) {
  return a.process == b.process && a.effect == b.effect && a.object == b.object && a.nth == b.nth &&
         a.anchor_effect == b.anchor_effect && a.anchor_object == b.anchor_object &&
         a.anchor_nth == b.anchor_nth;
}

namespace {

std::string OutcomeText(const Fault& fault) {
  std::string text(EnumName(fault.outcome));
  if (!fault.error.empty()) text += ":" + fault.error.str();
  if (!fault.disturbance.empty()) text += ":" + fault.disturbance.str();
  return text;
}

}  // namespace

std::string Describe(const Place& place) {
  std::string text = place.effect.str();
  if (!place.object.empty()) text += " " + place.object.str();
  if (place.nth > 1) text += " (occurrence " + std::to_string(place.nth) + ")";
  return text;
}

int CountPreemptions(const FaultPlan& plan) {
  return static_cast<int>(
      std::count_if(plan.faults.begin(), plan.faults.end(),
                    [](const Fault& fault) { return IsPreemption(fault.outcome); }));
}

int CountFaults(const FaultPlan& plan) {
  return static_cast<int>(plan.faults.size()) - CountPreemptions(plan);
}

std::string Describe(const Fault& fault) {
  if (IsPreemption(fault.outcome)) {
    std::string text = fault.to.str() + " goes on before " + fault.place.process.str() + "'s " +
                       Describe(fault.place);
    if (fault.skip > 0) text += ", coming for the time " + std::to_string(fault.skip + 1);
    return text;
  }
  std::string text = OutcomeText(fault) + " " + Describe(fault.place);
  if (fault.skip > 0) text += ", coming for the time " + std::to_string(fault.skip + 1);
  if (fault.calls > 1) text += " for " + std::to_string(fault.calls) + " calls";
  if (fault.lasts > 0) {
    text += " and all calls of its port for " + std::to_string(fault.lasts) + " ms";
  }
  if (fault.timers_meanwhile > 0) {
    text += ", answered " + std::to_string(fault.timers_meanwhile) +
            (fault.timers_meanwhile == 1 ? " timer later" : " timers later");
  }
  if (fault.paused_for > 0) {
    text += ", " + fault.place.process.str() + " stopped for " + std::to_string(fault.paused_for) +
            " ms";
  }
  if (fault.timers_while_down > 0) {
    text += ", down for " + std::to_string(fault.timers_while_down) +
            (fault.timers_while_down == 1 ? " timer" : " timers");
  }
  return text;
}

std::string CanonicalText(const FaultPlan& plan) {
  std::string text;
  for (const Fault& fault : plan.faults) {
    if (!text.empty()) text += ", ";
    text += OutcomeText(fault) + " ";
    if (IsPreemption(fault.outcome) || fault.outcome == Outcome::kPause) {
      text += fault.place.process.str() + ".";
    }
    text += fault.place.effect.str();
  }
  return text.empty() ? "no fault" : text;
}

}  // namespace relapse

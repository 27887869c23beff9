#include "harness/simulation/outcome.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse {

namespace {
constexpr std::array<std::string_view, kOutcomeCount> kOutcomes{
    "none",   "crash_before", "crash_after", "error_before", "error_after", "late",
    "cancel", "stale",        "delay",       "disturb",      "pause",       "preempt"};
}  // namespace

std::string_view EnumName(Outcome outcome) { return NameOf(kOutcomes, outcome); }
void EnumFromName(std::string_view name, Outcome& outcome) { ReadName(kOutcomes, name, outcome); }

}  // namespace relapse

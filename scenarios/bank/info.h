// What a bank's list says of a bug, as the catalogue has it. Every family has rows of its own,
// which say what its bugs need; what all of them say is written here once.
#ifndef SCENARIOS_BANK_INFO_H_
#define SCENARIOS_BANK_INFO_H_

#include <string>
#include <string_view>

#include "harness/explore/catalogue.h"

namespace relapse {

/// Of a row with a slug, and everything else by the names that DefectInfo has for it.
template <class Row>
DefectInfo InfoOf(std::string_view family, std::string_view component, const Row& row) {
  DefectInfo info;
  info.id = std::string(family) + std::string(row.slug);
  info.component = component;
  info.source = row.source;
  info.summary = row.summary;
  info.violates = row.violates;
  info.scenario = row.scenario;
  info.parameters = row.parameters;
  info.faults = row.faults;
  info.basis = row.basis;
  info.needs_no_fault = row.needs_no_fault;
  return info;
}

}  // namespace relapse

#endif  // SCENARIOS_BANK_INFO_H_

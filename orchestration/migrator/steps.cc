#include "orchestration/migrator/steps.h"

#include <string>

namespace relapse::migrations::migrator {

namespace {

constexpr std::string_view kNotThere = "file does not exist";

/// The database is ahead of the files, or beside them. Only the current version is looked up.
Text NoMigrationFound(Version version) {
  const std::string number = std::to_string(version);
  return Text("no migration found for version " + number + ": read down for version " + number +
              " .: " + std::string(kNotThere));
}

Text ShortBy(std::int64_t missing) { return Text("limit " + std::to_string(missing) + " short"); }

bool Reached(const StepList& list, std::optional<std::int64_t> limit) {
  return limit && static_cast<std::int64_t>(list.steps.size()) >= *limit;
}

}  // namespace

StepList StepsUp(const Source& source, Version from, std::optional<std::int64_t> limit) {
  if (from >= 0 && !source.Contains(from)) return {{}, NoMigrationFound(from)};
  StepList list;
  while (!Reached(list, limit)) {
    const auto next = from == kNoVersion ? source.First() : source.Next(from);
    if (next) {
      list.steps.push_back({*next, true, *next});
      from = *next;
      continue;
    }
    if (from == kNoVersion) {
      list.ending = Text("first .: " + std::string(kNotThere));
    } else if (list.steps.empty()) {
      list.ending = limit ? kNotThere : kNoChangeText;
    } else if (limit) {
      list.ending = ShortBy(*limit - static_cast<std::int64_t>(list.steps.size()));
    }
    break;
  }
  return list;
}

StepList StepsDown(const Source& source, Version from, std::optional<std::int64_t> limit) {
  if (from >= 0 && !source.Contains(from)) return {{}, NoMigrationFound(from)};
  if (from == kNoVersion) return {{}, limit ? kNotThere : kNoChangeText};
  StepList list;
  while (!Reached(list, limit)) {
    const auto previous = source.Previous(from);
    list.steps.push_back({from, false, previous.value_or(kNoVersion)});
    if (previous) {
      from = *previous;
      continue;
    }
    const auto done = static_cast<std::int64_t>(list.steps.size());
    if (limit && done < *limit) list.ending = ShortBy(*limit - done);
    break;
  }
  return list;
}

}  // namespace relapse::migrations::migrator

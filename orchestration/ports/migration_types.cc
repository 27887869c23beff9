#include "orchestration/ports/migration_types.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse::migrations {

namespace {
constexpr std::array<std::string_view, 3> kStoredStates{"intent", "applied", "assumed"};
}  // namespace

std::string_view EnumName(StoredState state) { return NameOf(kStoredStates, state); }
void EnumFromName(std::string_view name, StoredState& state) {
  ReadName(kStoredStates, name, state);
}

}  // namespace relapse::migrations

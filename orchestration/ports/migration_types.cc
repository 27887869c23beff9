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

std::tuple<Version, std::string_view, bool, std::string_view> KeyOf(const LeftBehind& row) {
  return {row.version, row.filename.view(), row.up_sql.has_value(),
          row.up_sql.has_value() ? row.up_sql->view() : std::string_view()};
}

}  // namespace relapse::migrations

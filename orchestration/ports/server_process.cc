#include "orchestration/ports/server_process.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse::migrations {

namespace {
constexpr std::array<std::string_view, 4> kDataFolders{"absent", "present", "half", "unreadable"};
constexpr std::array<std::string_view, 4> kPostmasters{"none", "alive", "foreign", "unknown"};
}  // namespace

std::string_view EnumName(DataFolder folder) { return NameOf(kDataFolders, folder); }
void EnumFromName(std::string_view name, DataFolder& folder) {
  ReadName(kDataFolders, name, folder);
}
std::string_view EnumName(Postmaster postmaster) { return NameOf(kPostmasters, postmaster); }
void EnumFromName(std::string_view name, Postmaster& postmaster) {
  ReadName(kPostmasters, name, postmaster);
}

}  // namespace relapse::migrations

#include "fakes/files/file_system_state.h"

#include <algorithm>
#include <array>

#include "harness/core/enum_names.h"

namespace relapse::migrations {

namespace {
constexpr std::array<std::string_view, 3> kChangeKinds{"create", "rename", "remove"};
}  // namespace

std::string_view EnumName(NameChangeKind kind) { return NameOf(kChangeKinds, kind); }
void EnumFromName(std::string_view name, NameChangeKind& kind) {
  ReadName(kChangeKinds, name, kind);
}

const FileNode* FileSystemState::Find(Text path) const {
  const auto name = std::find_if(names.begin(), names.end(),
                                 [&](const FileName& one) { return one.path == path; });
  if (name == names.end()) return nullptr;
  const auto node = std::find_if(nodes.begin(), nodes.end(),
                                 [&](const FileNode& one) { return one.id == name->node; });
  RELAPSE_CHECK(node != nodes.end(), "a name without a file");
  return &*node;
}

bool FileSystemState::IsDirty() const {
  return !pending.empty() || std::any_of(nodes.begin(), nodes.end(), [](const FileNode& node) {
    return node.durable != node.written;
  });
}

namespace internal {

std::vector<FileName>::iterator PlaceOfName(std::vector<FileName>& names, Text path) {
  return std::lower_bound(names.begin(), names.end(), path,
                          [](const FileName& one, Text key) { return one.path < key; });
}

void ApplyChange(std::vector<FileName>& names, const NameChange& change) {
  const auto erase = [&](Text path) {
    std::erase_if(names, [&](const FileName& one) { return one.path == path; });
  };
  erase(change.path);
  if (change.kind == NameChangeKind::kRename) erase(change.from);
  if (change.kind == NameChangeKind::kRemove) return;
  names.insert(PlaceOfName(names, change.path), FileName{change.path, change.node});
}

FileNode& NodeOf(FileSystemState& state, std::int64_t id) {
  const auto node = std::find_if(state.nodes.begin(), state.nodes.end(),
                                 [&](const FileNode& one) { return one.id == id; });
  RELAPSE_CHECK(node != state.nodes.end(), "no such file");
  return *node;
}

void Settle(FileSystemState& state) {
  while (state.pending.size() > kMostPendingChanges) {
    ApplyChange(state.durable_names, state.pending.front());
    state.pending.erase(state.pending.begin());
  }
  const auto meant_by = [](const auto& list, std::int64_t id) {
    return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.node == id; });
  };
  std::erase_if(state.nodes, [&](const FileNode& node) {
    return !meant_by(state.names, node.id) && !meant_by(state.durable_names, node.id) &&
           !meant_by(state.pending, node.id);
  });
}

}  // namespace internal

void PutDurableFile(World& world, Text path, Text bytes) {
  FileSystemState& state = world.Mutate<FileSystemState>();
  const NameChange change{NameChangeKind::kCreate, path, Text(), state.next_node++};
  state.nodes.push_back({change.node, bytes, bytes});
  internal::ApplyChange(state.names, change);
  internal::ApplyChange(state.durable_names, change);
  internal::Settle(state);
}

}  // namespace relapse::migrations

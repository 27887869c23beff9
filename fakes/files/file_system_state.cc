#include "fakes/files/file_system_state.h"

#include <algorithm>
#include <array>

#include "harness/core/enum_names.h"
#include "harness/core/hash.h"

namespace relapse::migrations {

namespace {
constexpr std::array<std::string_view, 3> kChangeKinds{"create", "rename", "remove"};

/// Gives files numbers in the order in which they are met.
class Digester {
 public:
  explicit Digester(const FileSystemState& state) : state_(state) {}

  std::uint64_t Run() {
    for (const auto* names : {&state_.names, &state_.durable_names}) {
      Add(1);
      for (const FileName& name : *names) {
        if (IsScratch(name.path)) continue;
        Add(name.path.hash());
        AddNode(name.node);
      }
    }
    for (const NameChange& change : state_.pending) {
      if (IsScratch(change.path)) continue;
      Add(static_cast<std::uint64_t>(change.kind));
      Add(change.path.hash());
      Add(change.from.hash());
      AddNode(change.node);
    }
    return hash_;
  }

 private:
  bool IsScratch(Text path) const { return !state_.scratch.empty() && path == state_.scratch; }
  void Add(std::uint64_t word) { hash_ = HashCombine(hash_, word); }
  void AddNode(std::int64_t id) {
    const auto met = std::find(met_.begin(), met_.end(), id);
    Add(static_cast<std::uint64_t>(met - met_.begin()));
    if (met != met_.end()) return;
    met_.push_back(id);
    const auto node = std::find_if(state_.nodes.begin(), state_.nodes.end(),
                                   [&](const FileNode& one) { return one.id == id; });
    if (node == state_.nodes.end()) return;  // of a removal
    Add(node->written.hash());
    Add(node->durable.has_value() ? HashCombine(1, node->durable->hash()) : 0);
  }

  const FileSystemState& state_;
  std::vector<std::int64_t> met_;
  std::uint64_t hash_ = 1;
};
}  // namespace

std::uint64_t FileSystemState::Digest() const { return Digester(*this).Run(); }

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
  // What becomes of the scratch name is no part of the state, so it may not decide either.
  const auto counts = [&](const NameChange& change) {
    return state.scratch.empty() || change.path != state.scratch;
  };
  auto counted = std::count_if(state.pending.begin(), state.pending.end(), counts);
  while (counted > static_cast<std::ptrdiff_t>(kMostPendingChanges)) {
    if (counts(state.pending.front())) --counted;
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

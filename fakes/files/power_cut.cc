// The fates of a power cut, numbered: mixed radix over the changes of names and over each file.
#include <algorithm>
#include <string>

#include "fakes/files/file_system_state.h"

namespace relapse::migrations {

namespace {

/// What can become of one file: the first is what was written.
std::vector<Text> ContentsAfter(const FileNode& node) {
  std::vector<Text> contents{node.written};
  const auto add = [&](Text content) {
    if (std::find(contents.begin(), contents.end(), content) == contents.end()) {
      contents.push_back(content);
    }
  };
  if (node.durable == node.written) return contents;
  add(node.durable.value_or(Text()));  // lost: of a new file its length too
  add(Text());                         // torn: truncated, nothing written
  const std::string_view written = node.written.view();
  if (written.size() > 1) add(written.substr(0, written.size() / 2));
  return contents;
}

/// A fate as digits: how many changes of names are on disk, and the content of each node.
struct Fate {
  std::size_t names_kept = 0;
  std::vector<std::size_t> contents;  ///< index into ContentsAfter, by place of the node
};

Fate Decode(const FileSystemState& state, int number) {
  Fate fate;
  auto rest = static_cast<std::size_t>(number);
  const std::size_t changes = state.pending.size();
  fate.names_kept = changes - rest % (changes + 1);
  rest /= changes + 1;
  for (const FileNode& node : state.nodes) {
    const std::size_t choices = ContentsAfter(node).size();
    fate.contents.push_back(rest % choices);
    rest /= choices;
  }
  RELAPSE_CHECK(rest == 0, "no such fate");
  return fate;
}

}  // namespace

int FatesOfPowerCut(const World& world) {
  const FileSystemState& state = world.Get<FileSystemState>();
  std::size_t fates = state.pending.size() + 1;
  for (const FileNode& node : state.nodes) fates *= ContentsAfter(node).size();
  return static_cast<int>(fates);
}

void ApplyFate(World& world, int fate) {
  if (!world.Get<FileSystemState>().IsDirty()) return;
  FileSystemState& state = world.Mutate<FileSystemState>();
  const Fate decoded = Decode(state, fate);
  for (std::size_t i = 0; i < decoded.names_kept; ++i) {
    internal::ApplyChange(state.durable_names, state.pending[i]);
  }
  for (std::size_t i = 0; i < state.nodes.size(); ++i) {
    FileNode& node = state.nodes[i];
    node.written = ContentsAfter(node)[decoded.contents[i]];
    node.durable = node.written;
  }
  state.names = state.durable_names;
  state.pending.clear();
  internal::Settle(state);
}

std::string DescribeFate(const World& world, int fate) {
  const FileSystemState& state = world.Get<FileSystemState>();
  const Fate decoded = Decode(state, fate);
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  for (std::size_t i = decoded.names_kept; i < state.pending.size(); ++i) {
    const NameChange& change = state.pending[i];
    add(std::string(EnumName(change.kind)) + " of " + change.path.str() + " undone");
  }
  for (std::size_t i = 0; i < state.nodes.size(); ++i) {
    if (decoded.contents[i] == 0) continue;
    const FileNode& node = state.nodes[i];
    const Text left = ContentsAfter(node)[decoded.contents[i]];
    std::string name = "a file without a name";
    for (const FileName& one : state.names) {
      if (one.node == node.id) name = one.path.str();
    }
    add(name + (left == node.durable.value_or(Text()) ? " lost" : " torn"));
  }
  return text.empty() ? "everything kept" : text;
}

}  // namespace relapse::migrations

#include "orchestration/migrations/older/json_cache.h"

#include <charconv>

#include "harness/core/json.h"
#include "harness/core/memo.h"
#include "orchestration/ports/file_system.h"

namespace relapse::migrations::older {

namespace {

using Entries = std::optional<std::vector<JsonCacheEntry>>;

Entries Parse(const std::string& bytes) {
  const Json json = Json::parse(bytes, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  std::vector<JsonCacheEntry> entries;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) return std::nullopt;
    JsonCacheEntry& entry = entries.emplace_back();
    entry.filename = Text(value.get_ref<const std::string&>());
    // What is no number is looked for by its name all the same.
    if (std::from_chars(key.data(), key.data() + key.size(), entry.version).ec != std::errc()) {
      entry.version = kNoVersion;
    }
  }
  return entries;
}

}  // namespace

Entries ReadJsonCache(FileSystem& files, Text path) {
  const auto bytes = files.Perform(ReadFile{path});
  if (!bytes.ok()) return std::nullopt;
  static TextMemo<Entries>& memo = *new TextMemo<Entries>;
  return memo.Get(*bytes, [&] { return Parse(bytes->str()); });
}

Status WriteJsonCache(FileSystem& files, Text path, const std::vector<JsonCacheEntry>& entries) {
  Json json = Json::object();
  for (const JsonCacheEntry& entry : entries) {
    json[std::to_string(entry.version)] = entry.filename.str();
  }
  return files.Perform(WriteFile{path, JsonLine(json)});
}

}  // namespace relapse::migrations::older

#include "orchestration/migrations/cache.h"

#include <charconv>
#include <string>

#include "harness/core/hash.h"
#include "harness/core/memo.h"
#include "orchestration/ports/file_system.h"

namespace relapse::migrations {

namespace {

constexpr std::string_view kFirstLine = "relapse-migrations 1";
constexpr std::string_view kChecksum = "checksum ";

/// Takes a text apart line by line.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  /// The next line, which must end; nothing at the end of the text.
  std::optional<std::string_view> Next() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }
  /// What follows `key` and a blank in the next line.
  std::optional<std::string_view> Value(std::string_view key) {
    const auto line = Next();
    if (!line.has_value() || !line->starts_with(key) || line->size() <= key.size() ||
        (*line)[key.size()] != ' ') {
      return std::nullopt;
    }
    return line->substr(key.size() + 1);
  }

 private:
  std::string_view rest_;
};

template <class Number>
bool ReadNumber(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool ReadOwner(std::string_view text, CacheOwner& owner) {
  const std::size_t slash = text.find('/');
  const std::size_t blank = text.find(' ');
  if (slash == std::string_view::npos || blank == std::string_view::npos || blank < slash) {
    return false;
  }
  owner.system_identifier = text.substr(0, slash);
  owner.target = text.substr(blank + 1);
  return ReadNumber(text.substr(slash + 1, blank - slash - 1), owner.database_oid);
}

bool ReadEntry(std::string_view line, CacheEntry& entry) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return false;
  entry.filename = line.substr(blank + 1);
  return ReadNumber(line.substr(0, blank), entry.version);
}

std::optional<CacheFile> Parse(std::string_view text) {
  const std::size_t sum = text.rfind(kChecksum);
  if (sum == std::string_view::npos || sum == 0 || text[sum - 1] != '\n') return std::nullopt;
  const std::string_view body = text.substr(0, sum);
  if (text.substr(sum + kChecksum.size()) != HashText(HashBytes(body)) + "\n") return std::nullopt;
  Lines lines(body);
  CacheFile file;
  if (lines.Next() != kFirstLine) return std::nullopt;
  const auto owner = lines.Value("database");
  const auto run = owner.has_value() ? lines.Value("run") : std::nullopt;
  const auto state = run.has_value() ? lines.Value("state") : std::nullopt;
  if (!state.has_value() || !ReadOwner(*owner, file.owner)) return std::nullopt;
  file.run_id = *run;
  file.known = *state == "good";
  while (const auto line = lines.Next()) {
    if (!ReadEntry(*line, file.entries.emplace_back())) return std::nullopt;
  }
  return file;
}

}  // namespace

Text PrintCache(const CacheFile& file) {
  std::string text;
  text.reserve(256);  // of most
  text += kFirstLine;
  const auto add = [&](const auto&... parts) { (text.append(parts), ...); };
  add("\ndatabase ", file.owner.system_identifier.view(), "/",
      std::to_string(file.owner.database_oid), " ", file.owner.target.view());
  add("\nrun ", file.run_id.view(), "\nstate ", file.known ? "good\n" : "unknown\n");
  for (const CacheEntry& entry : file.entries) {
    add(std::to_string(entry.version), " ", entry.filename.view(), "\n");
  }
  add(kChecksum, HashText(HashBytes(text)), "\n");
  return text;
}

const std::optional<CacheFile>& ParseCache(Text bytes) {
  static TextMemo<std::optional<CacheFile>>& memo = *new TextMemo<std::optional<CacheFile>>;
  return memo.Get(bytes, [&] { return Parse(bytes.view()); });
}

std::vector<CacheEntry> CacheEntriesOf(const MigrationStore& store) {
  std::vector<CacheEntry> entries;
  for (const StoredMigration& row : store.rows) {
    if (row.state != StoredState::kIntent) entries.push_back({row.version, row.filename});
  }
  return entries;
}

bool SaysWhatIsIn(const MigrationStore& store, const CacheFile& file) {
  auto next = file.entries.begin();
  for (const StoredMigration& row : store.rows) {
    if (row.state == StoredState::kIntent) continue;
    if (next == file.entries.end() || *next != CacheEntry{row.version, row.filename}) return false;
    ++next;
  }
  return next == file.entries.end();
}

CacheState ReadCache(FileSystem& files, Text path, const CacheOwner& owner,
                     const MigrationStore& store, const Defects& defects) {
  const auto bytes = files.Perform(ReadFile{path});
  if (!bytes.ok()) {
    return bytes.error().Is(kNotFound) ? CacheState::kAbsent : CacheState::kUnreadable;
  }
  const std::optional<CacheFile>& file = ParseCache(*bytes);
  if (!file.has_value()) return CacheState::kDamaged;
  if (file->owner != owner && !defects.Has(Defect::kCacheOwnerIgnored)) return CacheState::kForeign;
  if (!file->known) return CacheState::kUnknown;
  return SaysWhatIsIn(store, *file) ? CacheState::kGood : CacheState::kStale;
}

namespace {
Text FolderOf(Text path) {
  const std::size_t slash = path.view().rfind('/');
  return slash == std::string_view::npos ? Text(".") : Text(path.view().substr(0, slash));
}
}  // namespace

Text ScratchOfCache(Text path) { return path.str() + ".new"; }

Status WriteCache(FileSystem& files, Text path, const CacheFile& file, const Defects& defects) {
  if (defects.Has(Defect::kCacheInPlace)) return files.Perform(WriteFile{path, PrintCache(file)});
  const Text beside = ScratchOfCache(path);
  RELAPSE_RETURN_IF_ERROR(files.Perform(WriteFile{beside, PrintCache(file)}));
  if (!defects.Has(Defect::kCacheFileNotSynced)) {
    RELAPSE_RETURN_IF_ERROR(files.Perform(FsyncFile{beside}));
  }
  RELAPSE_RETURN_IF_ERROR(files.Perform(RenameFile{beside, path}));
  if (defects.Has(Defect::kCacheFolderNotSynced)) return Ok();
  return files.Perform(FsyncFolder{FolderOf(path)});
}

Status KeepCacheName(FileSystem& files, Text path) {
  return files.Perform(FsyncFolder{FolderOf(path)});
}

}  // namespace relapse::migrations

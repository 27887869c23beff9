#include "orchestration/ports/migration_names.h"

#include <array>
#include <charconv>
#include <string>

#include "harness/core/memo.h"

namespace relapse::migrations {

namespace {

/// Of one byte each.
constexpr std::array<std::uint32_t, 256> Crc32Table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0xEDB88320u : 0u);
    table[byte] = crc;
  }
  return table;
}

/// Reflected CRC-32 (IEEE 802.3).
std::uint32_t Crc32Ieee(std::string_view bytes) {
  static constexpr std::array<std::uint32_t, 256> kTable = Crc32Table();
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xFFu];
  }
  return ~crc;
}

std::int64_t AdvisoryLockKey(std::string_view schema, std::string_view table,
                             std::string_view database) {
  std::string joined(schema);
  joined.append(1, '\0').append(table).append(1, '\0').append(database);
  return Crc32Ieee(joined) * kAdvisoryLockSalt;
}

std::optional<MigrationFileName> Parse(std::string_view base_name) {
  // Go's `.` matches no line break.
  if (base_name.find('\n') != std::string_view::npos) return std::nullopt;
  const char* const end = base_name.data() + base_name.size();
  MigrationFileName name;
  const auto [after_number, error] = std::from_chars(base_name.data(), end, name.version);
  if (error != std::errc() || base_name.front() == '-') return std::nullopt;
  const std::string_view rest(after_number, static_cast<std::size_t>(end - after_number));
  if (!rest.starts_with('_')) return std::nullopt;
  // The first `.*` is greedy: the last direction counts. Neither can lie within the other.
  const std::size_t up = rest.rfind(".up.");
  const std::size_t down = rest.rfind(".down.");
  if (up == std::string_view::npos && down == std::string_view::npos) return std::nullopt;
  name.up = down == std::string_view::npos || (up != std::string_view::npos && up > down);
  name.identifier = rest.substr(1, (name.up ? up : down) - 1);
  return name;
}

}  // namespace

std::optional<MigrationFileName> ParseMigrationFileName(Text base_name) {
  using Memo = TextMemo<std::optional<MigrationFileName>>;
  static Memo& memo = *new Memo;
  return memo.Get(base_name, [&] { return Parse(base_name.view()); });
}

std::int64_t UrlLockKey(std::string_view schema, std::string_view table,
                        std::string_view database) {
  return AdvisoryLockKey(schema, table, std::string("/").append(database));
}

std::int64_t InstanceLockKey(std::string_view schema, std::string_view table,
                             std::string_view database) {
  return AdvisoryLockKey(schema, table, database);
}

}  // namespace relapse::migrations

#include "backends/posix/pid_file.h"

#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "backends/posix/files.h"
#include "backends/posix/program.h"

namespace relapse::migrations {

namespace {

template <class Number>
bool ReadNumber(std::string_view text, Number& number) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// Seconds since the epoch at which a process began; nothing if it cannot be read.
std::optional<std::int64_t> BeganAt(std::int64_t pid) {
  std::string process;
  std::string machine;
  if (posix::ReadWhole("/proc/" + std::to_string(pid) + "/stat", process) != 0 ||
      posix::ReadWhole("/proc/stat", machine) != 0) {
    return std::nullopt;
  }
  const std::size_t boot_at = machine.find("\nbtime ");
  std::int64_t boot = 0;
  if (boot_at == std::string::npos) return std::nullopt;
  const std::string_view rest = std::string_view(machine).substr(boot_at + 7);
  if (!ReadNumber(rest.substr(0, rest.find('\n')), boot)) return std::nullopt;
  // Field 22; the second one, in brackets, may hold blanks.
  std::string_view fields = std::string_view(process).substr(process.rfind(')') + 2);
  constexpr int kFieldsBetween = 19;
  for (int field = 0; field < kFieldsBetween; ++field) {
    fields.remove_prefix(std::min(fields.find(' '), fields.size() - 1) + 1);
  }
  std::int64_t ticks = 0;
  if (!ReadNumber(fields.substr(0, fields.find(' ')), ticks)) return std::nullopt;
  return boot + ticks / sysconf(_SC_CLK_TCK);
}

bool SameFolder(const std::string& a, const std::string& b) {
  std::error_code error;
  return std::filesystem::equivalent(a, b, error) && !error;
}

}  // namespace

std::optional<PidFile> ParsePidFile(std::string_view text) {
  const std::vector<std::string_view> lines = LinesOf(text);
  PidFile file;
  if (lines.empty() || !ReadNumber(lines[0], file.pid) || file.pid == 0) return std::nullopt;
  file.pid = std::abs(file.pid);
  if (lines.size() > 1) file.data_folder = lines[1];
  if (lines.size() > 2) ReadNumber(lines[2], file.started_at);
  if (lines.size() > 3) ReadNumber(lines[3], file.port);
  if (lines.size() > 4) file.socket_folder = lines[4];
  if (lines.size() > 5) file.listen_address = lines[5];
  if (lines.size() > 7) {
    file.status = lines[7];
    while (!file.status.empty() && file.status.back() == ' ') file.status.pop_back();
  }
  return file;
}

Postmaster JudgePostmaster(const PidFile& file, const std::string& data_folder) {
  switch (posix::Look(static_cast<pid_t>(file.pid))) {
    case posix::Existence::kGone:
      return Postmaster::kNone;
    case posix::Existence::kForbidden:
      return Postmaster::kUnknown;
    case posix::Existence::kThere:
      break;
  }
  const std::string process = "/proc/" + std::to_string(file.pid);
  std::string name;
  if (posix::ReadWhole(process + "/comm", name) != 0) return Postmaster::kUnknown;
  if (!name.starts_with("postgres") && !name.starts_with("postmaster")) {
    return Postmaster::kForeign;
  }
  std::error_code unreadable;
  const auto works_in = std::filesystem::read_symlink(process + "/cwd", unreadable);
  const std::string folder = unreadable ? file.data_folder : works_in.string();
  if (folder.empty()) return Postmaster::kUnknown;
  if (!SameFolder(folder, data_folder)) return Postmaster::kForeign;
  // A postmaster writes line 3 some moments after it began; clocks are set now and then.
  constexpr std::int64_t kLeeway = 60;
  const auto began = BeganAt(file.pid);
  if (!began || file.started_at == 0) return Postmaster::kUnknown;
  // A backend of this very server that got the old pid would have begun later.
  return std::abs(*began - file.started_at) <= kLeeway ? Postmaster::kAlive : Postmaster::kUnknown;
}

}  // namespace relapse::migrations

#include "harness/cli/child.h"

#include <fcntl.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "harness/cli/exit_status.h"
#include "harness/cli/watchdog.h"

namespace relapse {

namespace {

/// In the child, before exec: other addresses, filled memory, only stdout heard.
[[noreturn]] void BecomeProgram(const std::vector<char*>& arguments, int out) {
  const int now = personality(0xffffffff);
  if (now >= 0) personality(static_cast<unsigned long>(now ^ ADDR_NO_RANDOMIZE));
  setenv("MALLOC_PERTURB_", "165", 1);
  setenv("RELAPSE_PADDING", std::string(5000, 'x').c_str(), 1);  // moves the stack
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(out, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  execv("/proc/self/exe", arguments.data());
  _exit(127);
}

std::string ReadAll(int file) {
  std::string content;
  char buffer[4096];
  for (;;) {
    const ssize_t size = read(file, buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return content;
    content.append(buffer, static_cast<std::size_t>(size));
  }
}

std::string LastLine(std::string text) {
  text.erase(text.find_last_not_of('\n') + 1);
  const std::size_t start = text.rfind('\n');
  return start == std::string::npos ? text : text.substr(start + 1);
}

}  // namespace

ChildAnswer RunSelf(const std::vector<std::string>& arguments) {
  const WatchdogPause pause;
  ChildAnswer answer;
  std::vector<std::string> words{"relapse"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    answer.failure = "no pipe to a child process";
    return answer;
  }
  const pid_t child = fork();
  if (child == 0) BecomeProgram(argv, ends[1]);
  close(ends[1]);
  const std::string line = child < 0 ? "" : LastLine(ReadAll(ends[0]));
  close(ends[0]);
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  answer.json = Json::parse(line, nullptr, false);
  if (answer.json.is_discarded() || !answer.json.is_object()) {
    answer.json = Json::object();
    answer.failure = "a child process answered nothing (status " + std::to_string(status) + ")";
  } else if (answer.json.contains("error")) {
    answer.failure = "in a child process: " + answer.json.value("error", "");
  }
  return answer;
}

TemporaryFolder::TemporaryFolder() {
  const char* base = std::getenv("TMPDIR");
  path_ = std::string(base != nullptr ? base : "/tmp") + "/relapse-XXXXXX";
  if (mkdtemp(path_.data()) == nullptr) {
    throw CommandError("cannot create a folder like " + path_ +
                       "; set TMPDIR to a writable directory");
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

}  // namespace relapse

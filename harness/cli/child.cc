#include "harness/cli/child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "harness/cli/exit_status.h"
#include "harness/cli/watchdog.h"

namespace relapse {

namespace {

/// In the child, before exec: other addresses, filled memory, only stdout heard. Writes errno to
/// `trouble` if there is no exec; exec itself closes it.
[[noreturn]] void BecomeProgram(const std::vector<char*>& arguments, int in, int out, int trouble) {
  const int now = personality(0xffffffff);
  if (now >= 0) personality(static_cast<unsigned long>(now ^ ADDR_NO_RANDOMIZE));
  setenv("MALLOC_PERTURB_", "165", 1);
  setenv("RELAPSE_PADDING", std::string(5000, 'x').c_str(), 1);  // moves the stack
  signal(SIGINT, SIG_IGN);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  execv("/proc/self/exe", arguments.data());
  const int reason = errno;
  _exit(write(trouble, &reason, sizeof reason) == sizeof reason ? 127 : 126);
}

void CloseFile(int& file) {
  if (file >= 0) close(file);
  file = -1;
}

/// What exec answered in the child: 0 once it has worked.
int TroubleOf(int file) {
  int reason = 0;
  ssize_t size = 0;
  do {
    size = read(file, &reason, sizeof reason);
  } while (size < 0 && errno == EINTR);
  return size == sizeof reason ? reason : 0;
}

}  // namespace

Child::Child(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"relapse"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  // A socket rather than a pipe for its input: writing to a child that has ended raises no signal.
  int in[2] = {-1, -1};
  int out[2] = {-1, -1};
  int trouble[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) == 0 && pipe2(out, O_CLOEXEC) == 0 &&
      pipe2(trouble, O_CLOEXEC) == 0) {
    process_ = fork();
    if (process_ == 0) BecomeProgram(argv, in[1], out[1], trouble[1]);
  }
  int reason = process_ < 0 ? errno : 0;
  CloseFile(in[1]);
  CloseFile(out[1]);
  CloseFile(trouble[1]);
  to_ = in[0];
  from_ = out[0];
  if (process_ >= 0) reason = TroubleOf(trouble[0]);
  CloseFile(trouble[0]);
  if (reason == 0) return;
  failure_ = std::string("this program cannot be run again: ") + std::strerror(reason);
  (void)Wait();
}

Child::~Child() { (void)Wait(); }

bool Child::Write(const std::string& line) {
  const std::string text = line + "\n";
  std::size_t done = 0;
  while (to_ >= 0 && done < text.size()) {
    const ssize_t sent = send(to_, text.data() + done, text.size() - done, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) CloseFile(to_);
    if (sent > 0) done += static_cast<std::size_t>(sent);
  }
  return done == text.size();
}

void Child::CloseInput() { CloseFile(to_); }

std::optional<std::string> Child::Read() {
  for (;;) {
    if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    char buffer[4096];
    const ssize_t size = from_ >= 0 ? read(from_, buffer, sizeof buffer) : 0;
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return std::nullopt;
    unread_.append(buffer, static_cast<std::size_t>(size));
  }
}

int Child::Wait() {
  CloseFile(to_);
  CloseFile(from_);
  while (process_ > 0 && waitpid(process_, &status_, 0) < 0 && errno == EINTR) continue;
  process_ = -1;
  return status_;
}

ChildAnswer RunSelf(const std::vector<std::string>& arguments) {
  const WatchdogPause pause;
  ChildAnswer answer;
  Child child(arguments);
  if (!child.failure().empty()) {
    answer.failure = child.failure();
    return answer;
  }
  child.CloseInput();
  std::string last;
  while (std::optional<std::string> line = child.Read()) last = std::move(*line);
  const int status = child.Wait();
  answer.json = Json::parse(last, nullptr, false);
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

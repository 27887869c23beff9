#include "backends/posix/program.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "backends/posix/files.h"

namespace relapse::posix {

namespace {

struct Identity {
  bool change = false;
  uid_t user = 0;
  gid_t group = 0;
  std::string name;
};

/// 0 or an errno value.
int IdentityOf(const std::string& run_as, Identity& identity) {
  if (run_as.empty() || geteuid() != 0) return 0;
  const passwd* const entry = getpwnam(run_as.c_str());
  if (entry == nullptr) return ENOENT;
  identity = {true, entry->pw_uid, entry->pw_gid, run_as};
  return 0;
}

/// In the child: no allocation from here on, only system calls. Writes errno to `trouble` if there
/// is no exec; exec itself closes it.
[[noreturn]] void Become(const Program& program, const Identity& identity, pid_t parent,
                         char* const* arguments, int trouble) {
  setsid();
  if (program.dies_with_us) {
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() != parent) _exit(126);
  }
  const char* const output = program.output.empty() ? "/dev/null" : program.output.c_str();
  const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int out = open(output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  bool ready = in >= 0 && out >= 0;
  ready = ready && dup2(in, 0) == 0 && dup2(out, 1) == 1 && dup2(out, 2) == 2;
  if (ready && identity.change) {
    ready = fchown(out, identity.user, identity.group) == 0 || program.output.empty();
    ready = ready && initgroups(identity.name.c_str(), identity.group) == 0 &&
            setgid(identity.group) == 0 && setuid(identity.user) == 0;
    // Changing the user forgets it.
    if (ready && program.dies_with_us) prctl(PR_SET_PDEATHSIG, SIGQUIT);
  }
  if (ready && chdir(program.folder.c_str()) == 0) execv(arguments[0], arguments);
  const int reason = errno;
  _exit(write(trouble, &reason, sizeof reason) == sizeof reason ? 127 : 126);
}

}  // namespace

pid_t Start(const Program& program) {
  Identity identity;
  if (const int error = IdentityOf(program.run_as, identity); error != 0) return -error;
  std::vector<char*> arguments;
  for (const std::string& word : program.arguments) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return -errno;
  const FileHandle hears(pipe_ends[0]);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) Become(program, identity, parent, arguments.data(), pipe_ends[1]);
  close(pipe_ends[1]);
  if (child < 0) return -errno;
  int reason = 0;
  ssize_t size = 0;
  do {
    size = read(hears.get(), &reason, sizeof reason);
  } while (size < 0 && errno == EINTR);
  if (size != sizeof reason) return child;
  waitpid(child, nullptr, 0);
  return -reason;
}

int Run(const Program& program) {
  const pid_t child = Start(program);
  if (child < 0) return child;
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -errno;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Existence Look(pid_t pid) {
  waitpid(pid, nullptr, WNOHANG);  // fails harmlessly where it is not our child
  if (kill(pid, 0) != 0) return errno == ESRCH ? Existence::kGone : Existence::kForbidden;
  std::string status;
  if (ReadWhole("/proc/" + std::to_string(pid) + "/stat", status) == 0) {
    // "pid (name) state ..."; the name may hold anything, so the state follows the last bracket.
    const std::size_t bracket = status.rfind(')');
    if (bracket != std::string::npos && status.compare(bracket, 3, ") Z") == 0) {
      return Existence::kGone;
    }
  }
  return Existence::kThere;
}

bool AwaitGone(pid_t pid, DurationMs limit) {
  constexpr DurationMs kStep = 10;
  for (DurationMs waited = 0; Look(pid) != Existence::kGone; waited += kStep) {
    if (waited >= limit) return false;
    SleepFor(kStep);
  }
  return true;
}

void SleepFor(DurationMs duration) {
  std::this_thread::sleep_for(std::chrono::milliseconds(duration));
}

}  // namespace relapse::posix

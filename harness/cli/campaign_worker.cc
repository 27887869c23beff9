#include "harness/cli/campaign_worker.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "harness/cli/clock.h"
#include "harness/cli/exit_status.h"
#include "harness/cli/interrupt.h"
#include "harness/cli/watchdog.h"
#include "harness/core/check.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

constexpr int kTickMs = 100;

void SendLine(const Json& json) {
  const std::string text = JsonLine(json) + "\n";
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t size = write(STDOUT_FILENO, text.data() + done, text.size() - done);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) _exit(static_cast<int>(ExitStatus::kHarnessFailure));  // nobody listens any more
    done += static_cast<std::size_t>(size);
  }
}

/// The child. Whatever it throws is an answer.
[[noreturn]] void DoWork(const WorkerOptions& options, const Work& work, int out, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(0);
  const int nowhere = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nowhere, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  { const WatchdogPause over; }  // what is still in the campaign goes on here
  const std::string spins =
      "one history has not ended for " + VirtualDuration(options.watchdog) + " of real time";
  const Watchdog watchdog(options.watchdog, "relapse: " + options.name + ": " + spins + "\n",
                          JsonLine({{"failure", spins}}) + "\n");
  try {
    work(SendLine);
  } catch (const CheckFailure& failure) {
    SendLine({{"failure", failure.message}});
  } catch (const std::exception& error) {
    SendLine({{"failure", error.what()}});
  }
  // Not exit: what the parent has buffered or locked is the parent's.
  _exit(0);
}

std::string DeathWords(int status) {
  if (WIFSIGNALED(status)) {
    return std::string("the worker died of signal ") + std::to_string(WTERMSIG(status)) + " (" +
           strsignal(WTERMSIG(status)) + ")";
  }
  return "the worker ended with status " + std::to_string(WEXITSTATUS(status));
}

class Listening {
 public:
  Listening(const WorkerOptions& options, pid_t child, int from)
      : options_(options), child_(child), from_(from) {}

  WorkerEnd ToTheEnd() {
    while (Hear()) {
      if (options_.tick) options_.tick();
      if (Interrupted() && !asked_) {
        asked_ = true;
        kill(child_, SIGTERM);
      }
      if (options_.most_seconds > 0 && clock_.Seconds() > options_.most_seconds && !late_) {
        late_ = true;
        kill(child_, SIGKILL);
      }
    }
    int status = 0;
    while (waitpid(child_, &status, 0) < 0 && errno == EINTR) continue;
    WorkerEnd end{.failure = failure_};
    if (late_) {
      end.failure = "the worker did not end within " + RealTime(options_.most_seconds);
    } else if (status != 0 && failure_.empty()) {
      end.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
      end.failure = DeathWords(status);
    }
    return end;
  }

 private:
  /// False once the child has closed its end.
  bool Hear() {
    pollfd ready{.fd = from_, .events = POLLIN, .revents = 0};
    if (poll(&ready, 1, kTickMs) <= 0) return true;
    char buffer[65536];
    const ssize_t size = read(from_, buffer, sizeof buffer);
    if (size < 0) return errno == EINTR;
    if (size == 0) return false;
    unread_.append(buffer, static_cast<std::size_t>(size));
    std::size_t begin = 0;
    for (std::size_t end; (end = unread_.find('\n', begin)) != std::string::npos; begin = end + 1) {
      const Json json = Json::parse(unread_.substr(begin, end - begin), nullptr, false);
      if (json.is_discarded() || !json.is_object()) continue;  // cannot happen but by a torn write
      if (json.contains("failure")) failure_ = json.value("failure", "");
      if (options_.line) options_.line(json);
    }
    unread_.erase(0, begin);
    return true;
  }

  const WorkerOptions& options_;
  pid_t child_;
  int from_;
  Stopwatch clock_;
  std::string unread_;
  std::string failure_;
  bool asked_ = false;
  bool late_ = false;
};

}  // namespace

WorkerEnd RunWorker(const WorkerOptions& options, const Work& work) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0)
    return {.failure = std::string("no pipe: ") + std::strerror(errno)};
  std::fflush(nullptr);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) DoWork(options, work, ends[1], parent);
  const int reason = errno;
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return {.failure = std::string("no process: ") + std::strerror(reason)};
  }
  const WorkerEnd end = Listening(options, child, ends[0]).ToTheEnd();
  close(ends[0]);
  return end;
}

}  // namespace relapse

#include "tests/conformance/rows/own_server.h"

#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "backends/posix/program.h"

namespace relapse::migrations::rows {

namespace {

namespace fs = std::filesystem;

const std::string& OwnerName() {
  static const std::string& name = *new std::string(geteuid() == 0 ? "postgres" : "");
  return name;
}

void GiveToOwner(const std::string& path) {
  const passwd* const user = OwnerName().empty() ? nullptr : getpwnam(OwnerName().c_str());
  if (user == nullptr) return;
  if (chown(path.c_str(), user->pw_uid, user->pw_gid) != 0) {
    throw std::runtime_error(path + " cannot be given to " + OwnerName());
  }
}

ServerProcessSettings SettingsIn(const std::string& folder) {
  return {.data_folder = folder + "/data",
          .run_as = OwnerName(),
          .parameters = {"fsync=off", "full_page_writes=off", "shared_buffers=16MB",
                         "max_connections=20", "autovacuum=off"},
          .dies_with_us = true};
}

void Copy(const std::string& from, const std::string& to) {
  // With owners and permissions.
  if (posix::Run({.arguments = {"/bin/cp", "-a", from, to}}) != 0) {
    throw std::runtime_error("cannot copy " + from);
  }
}

/// A cluster that nobody has started, made once for the program.
class Pristine {
 public:
  Pristine() {
    std::string name = fs::temp_directory_path() / "relapse-cluster-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    GiveToOwner(folder_);
    const Status made = PosixServerProcess(SettingsIn(folder_)).Initialize();
    if (!made.ok()) throw std::runtime_error("no PostgreSQL: " + made.error().message.str());
  }
  ~Pristine() { fs::remove_all(folder_); }
  std::string data() const { return folder_ + "/data"; }

 private:
  std::string folder_;
};

}  // namespace

/// Starts the server where its clients look for it.
class OwnServer::OnPort final : public ServerProcess {
 public:
  OnPort(ServerProcess& real, int port) : real_(real), port_(port) {}
  using ServerProcess::Perform;
  Result<DataFolderStatus> Perform(const InspectDataFolder& request,
                                   const CallOptions& options) override {
    return real_.Perform(request, options);
  }
  Result<int> Perform(const StartServer&, const CallOptions& options) override {
    return real_.Perform(StartServer{port_}, options);
  }
  Status Perform(const StopServer& request, const CallOptions& options) override {
    return real_.Perform(request, options);
  }
  Status Perform(const RemoveStalePidFile& request, const CallOptions& options) override {
    return real_.Perform(request, options);
  }
  Status Perform(const SetDataFolderAside& request, const CallOptions& options) override {
    return real_.Perform(request, options);
  }
  Status Perform(const DeleteSetAside& request, const CallOptions& options) override {
    return real_.Perform(request, options);
  }

 private:
  ServerProcess& real_;
  const int port_;
};

OwnServer::OwnServer(const std::string& folder)
    : folder_(folder), data_(folder + "/data"), port_(ChooseFreePort()) {
  static const Pristine pristine;
  fs::create_directories(folder_);
  GiveToOwner(folder_);
  Copy(pristine.data(), data_);
  real_ = std::make_unique<PosixServerProcess>(SettingsIn(folder_));
  process_ = std::make_unique<OnPort>(*real_, port_);
}

OwnServer::~OwnServer() {
  (void)real_->Perform(StopServer{}, {});
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

ServerProcess& OwnServer::process() { return *process_; }

PostgresSettings OwnServer::settings() const {
  PostgresSettings settings;
  settings.port = port_;
  return settings;
}

void OwnServer::RemoveData() { fs::remove_all(data_); }

void OwnServer::Keep() {
  fs::remove_all(folder_ + "/kept");
  Copy(data_, folder_ + "/kept");
}

void OwnServer::PutBack() {
  fs::remove_all(data_);
  Copy(folder_ + "/kept", data_);
}

void OwnServer::Kill() {
  const auto pid = static_cast<pid_t>(real_->Perform(InspectDataFolder{}, {})->pid);
  if (pid <= 0) return;
  kill(pid, SIGKILL);
  (void)posix::AwaitGone(pid, Seconds(10));
}

void OwnServer::SetFolder(DataFolder folder, int major) {
  const std::string file = data_ + "/PG_VERSION";
  fs::remove_all(file);
  if (folder == DataFolder::kUnreadable) fs::create_directory(file);
  if (folder == DataFolder::kPresent) std::ofstream(file) << major << "\n";
}

void OwnServer::LeavePidFile(PidFileIs is) {
  const std::string file = data_ + "/postmaster.pid";
  fs::remove(file);
  pid_t pid = 0;
  switch (is) {
    case PidFileIs::kNone:
      return;
    case PidFileIs::kEmpty:
      break;
    case PidFileIs::kForeign:
      pid = getpid();
      break;
    case PidFileIs::kForbidden:
      pid = ForbiddenPid();
      break;
    case PidFileIs::kDead:
      pid = fork();
      if (pid == 0) _exit(0);
      waitpid(pid, nullptr, 0);
  }
  std::ofstream out(file);
  if (pid != 0) out << pid << "\n" << data_ << "\n1700000000\n" << port_ << "\n\n127.0.0.1\n";
  out.close();
  GiveToOwner(file);
}

int OwnServer::SetAsideCount() const {
  int count = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path().filename().string().starts_with("data.aside-")) ++count;
  }
  return count;
}

pid_t OwnServer::ForbiddenPid() const {
  // Root's processes are no business of the user that root's server runs as.
  if (!OwnerName().empty()) return getpid();
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const auto pid = static_cast<pid_t>(std::atoi(entry.path().filename().c_str()));
    if (pid > 0 && posix::Look(pid) == posix::Existence::kForbidden) return pid;
  }
  return 0;
}

bool OwnServer::BecomeOwner() const {
  if (OwnerName().empty()) return true;
  const passwd* const user = getpwnam(OwnerName().c_str());
  return user != nullptr && setgid(user->pw_gid) == 0 && setuid(user->pw_uid) == 0;
}

}  // namespace relapse::migrations::rows

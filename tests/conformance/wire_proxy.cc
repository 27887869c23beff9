#include "tests/conformance/wire_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace relapse::migrations {

namespace {

constexpr std::uint32_t kSslRequest = 80877103;
constexpr std::uint32_t kGssRequest = 80877104;

std::uint32_t NumberAt(std::string_view bytes, std::size_t at) {
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return ntohl(number);
}

bool SendAll(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

/// False at the end of the connection.
bool Receive(int socket, std::string& buffer) {
  char bytes[65536];
  ssize_t size = 0;
  do {
    size = recv(socket, bytes, sizeof bytes, 0);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return false;
  buffer.append(bytes, static_cast<std::size_t>(size));
  return true;
}

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

/// Messages of the server up to and including the one that says that it is ready for the next
/// query.
void AwaitReady(int server) {
  std::string buffer;
  while (true) {
    while (buffer.size() >= 5 && buffer.size() >= 1 + NumberAt(buffer, 1)) {
      const char type = buffer[0];
      buffer.erase(0, 1 + NumberAt(buffer, 1));
      if (type == 'Z') return;
    }
    if (!Receive(server, buffer)) return;
  }
}

}  // namespace

struct WireProxy::Link {
  int client = -1;
  int server = -1;
  bool started = false;  ///< the start-up message, which has no type, has been forwarded
  std::string buffer;    ///< of the client, not yet taken apart
  std::string unit;      ///< messages held back until their unit is whole
};

WireProxy::WireProxy(int server_port) : server_port_(server_port) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || bind(listener_, generic, size) != 0 || listen(listener_, 16) != 0 ||
      getsockname(listener_, generic, &size) != 0 || pipe(wake_) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

WireProxy::~WireProxy() {
  (void)!write(wake_[1], "x", 1);  // nobody reads it: the pipe stays readable for all
  acceptor_.join();
  for (std::thread& link : links_) link.join();
  close(listener_);
  close(wake_[0]);
  close(wake_[1]);
}

void WireProxy::Arm(int unit, Cut cut) {
  cut_ = cut;
  cut_unit_ = unit;
  units_ = 0;
}

void WireProxy::Accept() {
  while (true) {
    pollfd entries[] = {{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    if (poll(entries, 2, -1) < 0 && errno != EINTR) return;
    if (entries[1].revents != 0) return;
    if (entries[0].revents == 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const std::lock_guard lock(mutex_);
    links_.emplace_back([this, client] { Serve(client); });
  }
}

void WireProxy::Serve(int client) {
  Link link;
  link.client = client;
  link.server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(server_port_);
  const int on = 1;
  setsockopt(link.client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(link.server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  bool open =
      connect(link.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  while (open) {
    pollfd entries[] = {{link.client, POLLIN, 0}, {link.server, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    if (poll(entries, 3, -1) < 0 && errno != EINTR) break;
    if (entries[2].revents != 0) break;
    if (entries[1].revents != 0) {
      std::string answer;
      open = Receive(link.server, answer) && SendAll(link.client, answer);
    }
    if (open && entries[0].revents != 0) {
      open = Receive(link.client, link.buffer) && Forward(link);
    }
  }
  close(link.client);
  close(link.server);
}

bool WireProxy::Forward(Link& link) {
  std::string& buffer = link.buffer;
  while (!link.started && buffer.size() >= 8 && buffer.size() >= NumberAt(buffer, 0)) {
    const std::uint32_t code = NumberAt(buffer, 4);
    const std::string message = buffer.substr(0, NumberAt(buffer, 0));
    buffer.erase(0, message.size());
    if (code == kSslRequest || code == kGssRequest) {
      if (!SendAll(link.client, "N")) return false;
      continue;
    }
    link.started = true;
    if (!SendAll(link.server, message)) return false;
  }
  while (link.started && buffer.size() >= 5 && buffer.size() >= 1 + NumberAt(buffer, 1)) {
    const char type = buffer[0];
    link.unit += buffer.substr(0, 1 + NumberAt(buffer, 1));
    buffer.erase(0, 1 + NumberAt(buffer, 1));
    if (std::string_view("PBDEC").find(type) != std::string_view::npos) continue;
    const bool whole = type == 'Q' || type == 'S';
    const bool cut = whole && ++units_ == cut_unit_;
    if (cut && cut_ == Cut::kBefore) return false;
    if (!SendAll(link.server, link.unit)) return false;
    link.unit.clear();
    if (cut && cut_ == Cut::kAfter) AwaitReady(link.server);
    if (cut) return false;
  }
  return true;
}

}  // namespace relapse::migrations

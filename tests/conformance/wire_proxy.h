// WireProxy: stands between a PostgreSQL client and its server, and cuts the connection at a
// client's message (spec/migration-recovery.md section 7.1). A unit is what the client waits for an
// answer to: a Query, or an extended query up to its Sync.
#ifndef TESTS_CONFORMANCE_WIRE_PROXY_H_
#define TESTS_CONFORMANCE_WIRE_PROXY_H_

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace relapse::migrations {

class WireProxy {
 public:
  enum class Cut {
    kBefore,  ///< the server never hears of the unit
    kAfter,   ///< the server has done it, and the client never hears of it
    kDuring,  ///< the server has only begun, and goes on without a client
  };

  explicit WireProxy(int server_port);
  ~WireProxy();
  WireProxy(const WireProxy&) = delete;
  WireProxy& operator=(const WireProxy&) = delete;

  int port() const { return port_; }
  /// Units are counted from 1 anew, over all connections; the given one is cut. 0: none.
  void Arm(int unit, Cut cut);
  /// So far, the one that was cut included.
  int units() const { return units_; }

 private:
  struct Link;

  void Accept();
  void Serve(int client);
  /// What the client sent, forwarded as far as its units are whole; false once the link is to end.
  bool Forward(Link& link);

  const int server_port_;
  int listener_ = -1;
  int port_ = 0;
  int wake_[2] = {-1, -1};  ///< written to once, when all is to end
  std::atomic<int> units_ = 0;
  std::atomic<int> cut_unit_ = 0;
  std::atomic<Cut> cut_ = Cut::kBefore;
  std::mutex mutex_;
  std::vector<std::thread> links_;
  std::thread acceptor_;
};

}  // namespace relapse::migrations

#endif  // TESTS_CONFORMANCE_WIRE_PROXY_H_

// A child process that runs this same program again, under other conditions: the address-space
// layout switched between random and fixed, and fresh memory filled with a pattern.
#ifndef HARNESS_CLI_CHILD_H_
#define HARNESS_CLI_CHILD_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "harness/core/json.h"

namespace relapse {

/// A child spoken to in lines. It hears nothing of Ctrl-C: it ends when its input does. Its stderr
/// is thrown away.
class Child {
 public:
  /// fork and exec. `failure` says why there is no child; else it is empty.
  explicit Child(const std::vector<std::string>& arguments);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  const std::string& failure() const { return failure_; }
  /// False if the child has ended.
  bool Write(const std::string& line);
  void CloseInput();
  /// The next line of its stdout; nothing once it has closed it. Waits.
  std::optional<std::string> Read();
  /// Closes its input and waits for its end: the status as of waitpid.
  int Wait();

 private:
  std::string failure_;
  pid_t process_ = -1;
  int to_ = -1;
  int from_ = -1;
  int status_ = 0;
  std::string unread_;
};

struct ChildAnswer {
  Json json = Json::object();  ///< the last line of its stdout
  std::string failure;         ///< why there is none; else empty
};

/// Runs a child with `arguments` and no input to its end.
ChildAnswer RunSelf(const std::vector<std::string>& arguments);

/// A new folder below $TMPDIR, removed with all it holds.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace relapse

#endif  // HARNESS_CLI_CHILD_H_

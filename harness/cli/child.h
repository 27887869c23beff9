// A child process that runs this same program again, under other conditions.
#ifndef HARNESS_CLI_CHILD_H_
#define HARNESS_CLI_CHILD_H_

#include <string>
#include <vector>

#include "harness/core/json.h"

namespace relapse {

struct ChildAnswer {
  Json json = Json::object();  ///< the last line of its stdout
  std::string failure;         ///< why there is none; else empty
};

/// fork and exec of this program with `arguments`, the address-space layout switched between random
/// and fixed, and fresh memory filled with a pattern (MALLOC_PERTURB_).
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

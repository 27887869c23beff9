// Runs a program as a person or a script would: its exit status, stdout and stderr.
#ifndef TESTS_HARNESS_PROGRAM_RUN_H_
#define TESTS_HARNESS_PROGRAM_RUN_H_

#include <string>

#include "harness/core/json.h"

namespace relapse {

struct ProgramRun {
  int status = -1;
  std::string out;
  std::string err;

  /// The last line of stdout as JSON; discarded if it is none.
  Json LastLine() const;
};

/// `words` goes through a shell, in `folder`; `relapse` there is the test program.
ProgramRun RunProgram(const std::string& words, const std::string& folder);
/// A new empty folder for one test.
std::string FreshFolder();
std::string ReadText(const std::string& path);

}  // namespace relapse

#endif  // TESTS_HARNESS_PROGRAM_RUN_H_

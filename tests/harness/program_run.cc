#include "tests/harness/program_run.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace relapse {

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

std::string FreshFolder() {
  std::string folder = (std::filesystem::temp_directory_path() / "relapse-test-XXXXXX").string();
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  return folder;
}

ProgramRun RunProgram(const std::string& words, const std::string& folder) {
  const std::string out = folder + "/.stdout";
  const std::string err = folder + "/.stderr";
  const std::string command = "cd '" + folder +
                              "' && relapse() { '" RELAPSE_TEST_PROGRAM "' \"$@\"; } && { " +
                              words + "; } >'" + out + "' 2>'" + err + "' </dev/null";
  const int status = std::system(command.c_str());
  ProgramRun run{WIFEXITED(status) ? WEXITSTATUS(status) : -1, ReadText(out), ReadText(err)};
  std::filesystem::remove(out);
  std::filesystem::remove(err);
  return run;
}

Json ProgramRun::LastLine() const {
  std::string text = out;
  text.erase(text.find_last_not_of('\n') + 1);
  return Json::parse(text.substr(text.rfind('\n') + 1), nullptr, false);
}

}  // namespace relapse

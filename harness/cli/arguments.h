// Arguments: what the command line asks for, read and checked, but not yet looked up in a
// catalogue.
#ifndef HARNESS_CLI_ARGUMENTS_H_
#define HARNESS_CLI_ARGUMENTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"
#include "harness/core/time.h"

namespace relapse {

struct Arguments {
  std::string command;
  std::string scenario;  ///< doctor: may be empty
  std::string file;      ///< replay, shrink, explain
  std::vector<std::string> defects;
  Json parameters = Json::object();  ///< over the scenario's defaults
  bool parameters_given = false;
  std::string draw;  ///< seed of drawn parameters; empty: the defaults
  std::string basis = "standard";
  bool merge = true;
  bool prune = true;
  std::string out = "out";
  std::string html;  ///< file of the page; empty: none
  std::string backend = "fake";
  std::string component;
  // Of campaign and merge.
  std::vector<std::string> scenarios;  ///< names or families; empty: all
  std::vector<std::string> folders;    ///< to merge
  std::string regressions = "scenarios/regressions";
  std::string shard;  ///< "2/5"; empty: the environment says it, or 1/1
  std::string junit;  ///< file; empty: none
  std::string seed;
  int faults = 1;
  int api_faults = 1;
  int preemptions = 2;
  bool preemptions_given = false;
  std::int64_t max_states = 1'000'000;
  std::int64_t max_histories = 0;  ///< 0: not given
  DurationMs max_time = 0;         ///< real time; 0: not given
  DurationMs watchdog = Seconds(30);
  bool keep_going = false;
  bool locate = false;  ///< doctor
  bool quiet = false;
  bool json = false;
};

/// A whole number between two bounds. These all throw CommandError naming `option` and the remedy.
std::int64_t ParseCount(std::string_view option, const std::string& text, std::int64_t least,
                        std::int64_t most);
/// "40s", "2m", "500ms", "1h".
DurationMs ParseDuration(std::string_view option, const std::string& text);
/// 64 bits, decimal or with 0x, or a commit id of 40 hexadecimal digits (hashed to 64 bits).
std::uint64_t ParseSeed(std::string_view option, const std::string& text);
/// A JSON object, or `@` and the name of a file that holds one.
Json ParseParameters(std::string_view option, const std::string& text);

/// The command that repeats this one exactly, whatever was drawn or read from a file spelled out.
std::string RepeatCommand(const Arguments& arguments);
/// `text` as one word of a POSIX shell.
std::string ShellQuoted(const std::string& text);

}  // namespace relapse

#endif  // HARNESS_CLI_ARGUMENTS_H_

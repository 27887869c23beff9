// What doctor examines of one scenario. Every check answers with one line.
#ifndef HARNESS_CLI_DOCTOR_CHECKS_H_
#define HARNESS_CLI_DOCTOR_CHECKS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/cli/target.h"

namespace relapse {

struct DoctorCheck {
  std::string name;
  bool ok = true;
  std::string detail;                 ///< what was examined
  std::vector<std::string> problems;  ///< one line each, where it is not ok
};

/// Every merge congruent, every harvested crash state equal to a real crash, every history run
/// twice: on exhaust 1 and the closure without API faults.
DoctorCheck CheckReductions(const Target& target);
/// A small exploration twice here and once in a child process with other addresses and filled
/// memory.
DoctorCheck CheckDeterminism(const Session& session, const Target& target);
/// The masks of the differential oracle against runs with other latencies and with one crash.
DoctorCheck CheckMasks(const Target& target);

/// The first event in which two runs of one history differ, over far more histories than the others
/// look at (--locate).
DoctorCheck LocateDifference(const Session& session, const Target& target);

/// Which outcomes were done to which effects, one run a cell.
struct CoverageGrid {
  enum class Cell { kDone, kIllegal, kMissing };
  std::map<std::string, std::map<Outcome, Cell>> cells;  ///< by name of the effect
  std::vector<std::string> unreached;  ///< effects of the ports in use that no run came to
  std::int64_t runs = 0;
  std::int64_t effects = 0;        ///< performed in all runs
  std::set<std::string> failures;  ///< of the harness, found on the way

  DoctorCheck Check() const;
  /// No effect that is declared a read changed the world.
  DoctorCheck CheckReads() const;
  std::string Text() const;
  Json ToJson() const;
};
CoverageGrid CoverGrid(const Catalogue& catalogue, const Target& target);

}  // namespace relapse

#endif  // HARNESS_CLI_DOCTOR_CHECKS_H_

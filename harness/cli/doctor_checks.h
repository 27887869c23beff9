// What doctor examines of one scenario. Every check answers with one line.
#ifndef HARNESS_CLI_DOCTOR_CHECKS_H_
#define HARNESS_CLI_DOCTOR_CHECKS_H_

#include <map>
#include <string>
#include <vector>

#include "harness/cli/target.h"

namespace relapse {

struct DoctorCheck {
  std::string name;
  bool ok = true;
  std::string detail;
};

/// Every merge congruent, every harvested crash state equal to a real crash, every history run
/// twice, no read that changes the world: on exhaust 1 and the closure without API faults.
DoctorCheck CheckReductions(const Target& target);
/// A small exploration twice here and once in a child process with other addresses and filled
/// memory.
DoctorCheck CheckDeterminism(const Session& session, const Target& target);
/// The masks of the differential oracle against runs with other latencies and with one crash.
DoctorCheck CheckMasks(const Target& target);

/// Which outcomes were done to which effects, one run a cell.
struct CoverageGrid {
  enum class Cell { kDone, kIllegal, kMissing };
  std::map<std::string, std::map<Outcome, Cell>> cells;  ///< by name of the effect
  std::vector<std::string> unreached;  ///< effects of the ports in use that no run came to
  std::int64_t runs = 0;

  DoctorCheck Check() const;
  std::string Text() const;
  Json ToJson() const;
};
CoverageGrid CoverGrid(const Catalogue& catalogue, const Target& target);

}  // namespace relapse

#endif  // HARNESS_CLI_DOCTOR_CHECKS_H_

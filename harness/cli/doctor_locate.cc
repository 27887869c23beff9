// doctor --locate: every history of exhaust 1 and some random ones twice here and once in a child
// process, event by event.
#include <algorithm>

#include "harness/cli/doctor_checks.h"
#include "harness/cli/witness.h"
#include "harness/explore/exhaust.h"
#include "harness/explore/random.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

constexpr std::int64_t kRandomHistories = 2'000;
constexpr int kLocatePreemptions = 1;

}  // namespace

DoctorCheck LocateDifference(const Session& session, const Target& target) {
  DoctorCheck check{.name = "locate"};
  Witness witness(session);
  ExploreOptions options;
  options.preemptions = kLocatePreemptions;
  options.determinism_percent = 100;
  options.sample_percent = 100;
  options.sample = [&](const SampledHistory& history) {
    witness.Repeat(*target.scenario, target.parameters, target.defects, history);
  };
  const ExploreResult exhausted = Exhaust(*target.instance, options, 1);

  RandomOptions random;
  random.max_histories = kRandomHistories;
  random.fixed_parameters = target.parameters;
  random.defects = target.defects;
  random.determinism_percent = 100;
  random.sample_percent = 100;
  random.most_of_a_kind = 1;
  random.sample = [&](const Json& parameters, const SampledHistory& history) {
    witness.Repeat(*target.scenario, parameters, target.defects, history);
  };
  // One difference is enough: the next would be the same again.
  RandomResult drawn;
  if (exhausted.harness_failure.empty()) drawn = RunRandom(*target.scenario, random);

  for (const std::string& failure :
       {exhausted.harness_failure, drawn.harness_failure, witness.Finish()}) {
    if (!failure.empty()) check.problems.push_back(failure);
  }
  check.ok = check.problems.empty();
  check.detail = Counted(exhausted.figures.determinism_checked + drawn.figures.determinism_checked,
                         "history") +
                 " twice here, " + Grouped(witness.histories()) +
                 " again in a child process with other addresses and filled memory" +
                 (check.ok ? ": no two runs differ in any event" : "");
  if (!witness.unavailable().empty()) check.detail += "; no child: " + witness.unavailable();
  return check;
}

}  // namespace relapse

// Witness: one child process with other addresses and filled memory that repeats what this program
// runs, beside it. A history that differs there read something it must not (docs/determinism.md).
#ifndef HARNESS_CLI_WITNESS_H_
#define HARNESS_CLI_WITNESS_H_

#include <memory>
#include <string>
#include <string_view>

#include "harness/cli/child.h"
#include "harness/cli/target.h"

namespace relapse {

/// The child is started when first needed. Where it cannot be, nothing is repeated and
/// `unavailable` says why.
class Witness {
 public:
  explicit Witness(const Session& session) : session_(session) {}

  /// Has a sampled history repeated, without waiting for it. Answers come with Finish.
  void Repeat(const Scenario& scenario, const Json& parameters, const DefectIds& defects,
              const SampledHistory& history);
  /// Has a counterexample run and waits: how it differs from `hash`, or nothing.
  std::string RunPlan(const Target& target, const FaultPlan& plan, std::uint64_t hash);
  /// Waits for the child's end: which history differed and in which event, or nothing.
  std::string Finish();

  std::int64_t histories() const { return histories_; }
  const std::string& unavailable() const { return unavailable_; }

 private:
  bool Started();
  /// What follows is about this instance.
  void SendTarget(const Scenario& scenario, const Json& parameters, const DefectIds& defects);
  std::string Difference(const Json& different) const;

  const Session& session_;
  std::unique_ptr<Child> child_;
  std::string unavailable_;
  std::string sent_target_;
  std::int64_t histories_ = 0;
};

/// The first argument of a program that is to be a witness: no command for people.
inline constexpr std::string_view kWitnessArgument = "--witness";
/// What it then does: reads lines, repeats histories, answers. An exit status.
int RunWitness(const Catalogue& catalogue);

}  // namespace relapse

#endif  // HARNESS_CLI_WITNESS_H_

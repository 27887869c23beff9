// S-CTX-OWN, D-CTX and D-CTX-MONO (spec/planetscale-engine.md sections 9.1 and 9.2): the stored
// context is this apply's own, it is stored as soon as it can be seen, and it is never lost again.
#include "orchestration/ports/planetscale_api.h"
#include "orchestration/ports/vtgate.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

/// The context that the provider gave our deploy, or an empty text. One that changes only VSchema
/// hands Vitess no statement: of its context no row tells, so nobody can know it.
Text TrueContext(const World& world) {
  const RequestRecord* deployed = OurDeployed(world);
  return deployed != nullptr && deployed->HasDdl() ? deployed->migration_context : Text();
}

bool HasRowOf(const MigrationRows& rows, Text context) {
  for (const MigrationRow& row : rows) {
    if (row.migration_context == context) return true;
  }
  return false;
}

class ContextOwnInvariant final : public Invariant {
 public:
  ContextOwnInvariant()
      : Invariant("S-CTX-OWN", PropertyForm::kAlways, {.of = EffectsOf<SaveResumeState>()},
                  "a stored context belongs to this apply's deploy request") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Performed<SaveResumeState>(observation)) return;
    const Text stored = Stored(observation.world).migration_context;
    if (!IsRealContext(stored)) return;
    const RequestRecord* owner = FindOurs(observation.world, [&](const RequestRecord& request) {
      return request.migration_context == stored;
    });
    if (owner == nullptr) judge.Violate("the stored context is not ours: " + stored.str());
  }
};

/// "At return, where the row was visible to that call; one poll later otherwise": a read that
/// showed our rows is followed by the save before the same rows are read again, and an apply
/// completes only with its context known. A failed read or save excuses one poll. Rows are ours to
/// a process from when it knows of the deploy, having asked for it or been told of it: what it
/// reads before is what was there without one, though somebody else (a colleague, another driver)
/// may have deployed meanwhile.
class ContextInvariant final : public Invariant {
 public:
  ContextInvariant()
      : Invariant("D-CTX", PropertyForm::kAlways,
                  {.lifecycle = true,
                   .of = EffectsOf<ShowVitessMigrations, SaveResumeState, DeployDeployRequest,
                                   GetDeployRequest, SettleApply>()},
                  "the real context is stored once a row of it was seen") {}

  void Step(const Observation& observation, std::uint64_t& all, Judge& judge) const override {
    ProcessMemory of_process(observation, all);
    if (observation.moment == Moment::kStart) of_process.own = 0;
    if (observation.moment != Moment::kEffect) return;
    const bool knows = (of_process.own & kKnowsOfDeploy) != 0 || LearnsOfDeploy(observation);
    std::uint64_t memory = of_process.own & ~kKnowsOfDeploy;
    JudgeEffect(observation, memory, knows, judge);
    of_process.own = memory | (knows ? kKnowsOfDeploy : 0);
  }

 private:
  // Memory of a process: two bits, "seen and not stored since" for each keyspace below kPoll; polls
  // still excused above; and whether it knows of the deploy.
  static constexpr std::uint64_t kPoll = 8;
  static constexpr std::uint64_t kExcusedPolls = 1;
  static constexpr std::uint64_t kKnowsOfDeploy = 1 << 15;

  static bool LearnsOfDeploy(const Observation& observation) {
    if (Is<DeployDeployRequest>(observation)) return true;
    const DeployRequest* told = observation.call->ReplyOf<GetDeployRequest>();
    return observation.heard && told != nullptr && told->deployed_at != kNoTime;
  }

  static void JudgeEffect(const Observation& observation, std::uint64_t& memory, bool knows,
                          Judge& judge) {
    if (Is<ShowVitessMigrations>(observation)) {
      if (knows) JudgeRead(observation, memory, judge);
      return;
    }
    if (Is<SaveResumeState>(observation)) {
      if (observation.call->error() != nullptr) memory = kExcusedPolls * kPoll;
      return;
    }
    if (Is<GetDeployRequest>(observation)) {
      if (memory >= kPoll && observation.call->error() == nullptr) memory -= kPoll;
      return;
    }
    if (Performed<SettleApply>(observation)) JudgeOutcome(observation, memory, judge);
  }

  static void JudgeRead(const Observation& observation, std::uint64_t& memory, Judge& judge) {
    const MigrationRows* rows = observation.call->ReplyOf<ShowVitessMigrations>();
    if (rows == nullptr) {
      memory = kExcusedPolls * kPoll;
      return;
    }
    const Text context = TrueContext(observation.world);
    if (context.empty() || !observation.heard) return;
    if (Stored(observation.world).migration_context == context) {
      memory = 0;
      return;
    }
    if (!HasRowOf(*rows, context)) return;
    const std::uint64_t bit = BitOf(observation);
    if ((memory & bit) != 0) {
      return judge.Violate("rows of " + context.str() + " were seen twice and it is not stored");
    }
    memory |= bit;
  }

  static std::uint64_t BitOf(const Observation& observation) {
    const Text keyspace = observation.call->As<ShowVitessMigrations>()->keyspace;
    const auto& keyspaces = observation.world.Get<VitessState>().keyspaces;
    for (std::size_t i = 0; i < keyspaces.size(); ++i) {
      if (keyspaces[i].name == keyspace) return std::uint64_t{1} << i;
    }
    return 0;
  }

  static void JudgeOutcome(const Observation& observation, std::uint64_t memory, Judge& judge) {
    const StoredApply& apply = Stored(observation.world);
    if (apply.status != ApplyStatus::kCompleted || memory >= kPoll) return;
    const Text context = TrueContext(observation.world);
    if (context.empty() || apply.migration_context == context) return;
    judge.Violate("the apply is settled completed and its context was never stored: " +
                  context.str());
  }
};

/// One attempt never forgets; a new attempt may start afresh, but keeps what it leaves as
/// predecessor.
class ContextMonotoneInvariant final : public Invariant {
 public:
  ContextMonotoneInvariant()
      : Invariant("D-CTX-MONO", PropertyForm::kAlways, {.of = EffectsOf<SaveResumeState>()},
                  "no write replaces a stored deploy request or context by nothing") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (!Performed<SaveResumeState>(observation)) return;
    const StoredApply& apply = Stored(observation.world);
    const bool has_number = apply.metadata.deploy_request_id != 0;
    const bool has_context = IsRealContext(apply.migration_context);
    const std::uint64_t before = memory;
    memory = (has_number ? kNumber : 0) | (has_context ? kContext : 0);
    if ((before & kNumber) != 0 && !has_number) {
      const RequestRecord* forgotten = FindOurs(observation.world, [&](const RequestRecord& one) {
        return !Names(apply.metadata, one.wire.number);
      });
      if (forgotten != nullptr) judge.Violate("a write forgot " + Say(*forgotten));
      return;  // a fresh start: its context is to come
    }
    if (apply.migration_context.empty()) return judge.Violate("a write left no context at all");
    if ((before & kContext) != 0 && !has_context) {
      judge.Violate("a write replaced the real context by \"" + apply.migration_context.str() +
                    "\"");
    }
  }

 private:
  static constexpr std::uint64_t kNumber = 1;
  static constexpr std::uint64_t kContext = 2;
};

}  // namespace

InvariantPointer ContextOwn() { return std::make_unique<ContextOwnInvariant>(); }
InvariantPointer ContextStored() { return std::make_unique<ContextInvariant>(); }
InvariantPointer ContextMonotone() { return std::make_unique<ContextMonotoneInvariant>(); }

}  // namespace relapse::planetscale

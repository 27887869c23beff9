// S-ERR-NOT-EMPTY (spec/planetscale-engine.md section 9.1): a failed read never has the effect of
// an empty answer. Three reads decide something here: the baseline of contexts (X4), the tables
// that a branch has (R13), and its VSchema (E16).
#include "fakes/storage/claim_state.h"
#include "orchestration/ports/branch_database.h"
#include "orchestration/ports/planetscale_api.h"
#include "orchestration/ports/vtgate.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class ErrorNotEmptyInvariant final : public Invariant {
 public:
  ErrorNotEmptyInvariant()
      : Invariant("S-ERR-NOT-EMPTY", PropertyForm::kAlways,
                  {.lifecycle = true,
                   .of = EffectsOf<LoadApply, CreateBranchPassword, ListKeyspaces,
                                   ShowVitessMigrations, GetKeyspaceVschema, UpdateKeyspaceVschema,
                                   SaveResumeState, ExecuteDdl>()},
                  "a read that failed is never taken for an empty answer") {}

  void Step(const Observation& observation, std::uint64_t& all, Judge& judge) const override {
    ProcessMemory of_process(observation, all);
    std::uint64_t& memory = of_process.own;
    if (observation.moment == Moment::kStart) memory = 0;  // what a life read dies with it
    if (observation.moment != Moment::kEffect) return;
    // A later attempt of the same life: another driver may have stored a baseline meanwhile.
    const auto* loaded = observation.call->ReplyOf<LoadApply>();
    if (loaded != nullptr && loaded->metadata.baseline_captured) memory &= ~kBaselineFailed;
    // Nor does it write what it writes because of what the attempt before it could not read. It
    // begins the branch with credentials of its own; the apply may be loaded at any moment.
    if (Is<CreateBranchPassword>(observation)) memory &= kBaselineFailed;
    if (Is<ListKeyspaces>(observation)) return Note(observation, kKeyspacesFailed, memory);
    if (Is<ShowVitessMigrations>(observation)) {
      const Text keyspace = observation.call->As<ShowVitessMigrations>()->keyspace;
      return Note(observation, RowsFailed(observation.world, keyspace), memory);
    }
    if (Is<GetKeyspaceVschema>(observation)) return NoteVschema(observation, memory);
    if (Is<UpdateKeyspaceVschema>(observation)) return JudgeUpdate(observation, memory, judge);
    if (Performed<SaveResumeState>(observation)) return JudgeBaseline(observation, memory, judge);
    if (Is<ExecuteDdl>(observation)) JudgeCreate(observation, judge);
  }

 private:
  static constexpr std::uint64_t kKeyspacesFailed = 1;
  static constexpr std::uint64_t kFirstRowsFailed = 2;
  static constexpr std::uint64_t kFirstVschemaFailed = kFirstRowsFailed << kMostKeyspaces;
  static constexpr std::uint64_t kBaselineFailed = kFirstVschemaFailed - 1;

  static std::uint64_t RowsFailed(const World& world, Text keyspace) {
    return BitOf(world, keyspace, kFirstRowsFailed);
  }

  static std::uint64_t BitOf(const World& world, Text keyspace, std::uint64_t bit) {
    const auto& keyspaces = world.Get<VitessState>().keyspaces;
    for (const KeyspaceState& one : keyspaces) {
      if (one.name == keyspace) return bit;
      bit <<= 1;
    }
    return 0;
  }

  /// Only until the baseline is stored: afterwards failed reads are a matter of progress.
  static void Note(const Observation& observation, std::uint64_t bit, std::uint64_t& memory) {
    if (Stored(observation.world).metadata.baseline_captured) return;
    if (observation.call->error() != nullptr) {
      memory |= bit;
    } else if (observation.heard) {
      memory &= ~bit;
    }
  }

  static void NoteVschema(const Observation& observation, std::uint64_t& memory) {
    const Text keyspace = observation.call->As<GetKeyspaceVschema>()->keyspace;
    const std::uint64_t bit = BitOf(observation.world, keyspace, kFirstVschemaFailed);
    if (observation.call->error() != nullptr) {
      memory |= bit;
    } else if (observation.heard) {
      memory &= ~bit;
    }
  }

  static void JudgeUpdate(const Observation& observation, std::uint64_t memory, Judge& judge) {
    const Text keyspace = observation.call->As<UpdateKeyspaceVschema>()->keyspace;
    if ((memory & BitOf(observation.world, keyspace, kFirstVschemaFailed)) == 0) return;
    judge.Violate("the VSchema of keyspace " + keyspace.str() +
                  " is replaced, though its last read failed");
  }

  static void JudgeBaseline(const Observation& observation, std::uint64_t& memory, Judge& judge) {
    if (!Stored(observation.world).metadata.baseline_captured) return;
    if ((memory & kBaselineFailed) == 0) return;
    memory &= ~kBaselineFailed;
    judge.Violate("a baseline is stored as captured, though its last read failed");
  }

  /// A branch is a copy of main: a table that is live exists there, whatever a read said.
  static void JudgeCreate(const Observation& observation, Judge& judge) {
    const ExecuteDdl& ddl = *observation.call->As<ExecuteDdl>();
    const StatementFacts& facts = FactsOf(ddl.statement);
    if (facts.verb != mysql::Verb::kCreate) return;
    const KeyspaceState* keyspace = observation.world.Get<VitessState>().Find(ddl.keyspace);
    if (keyspace == nullptr || keyspace->live.get().Find(facts.table) == nullptr) return;
    // What a driver read before another took its place was true then, and that one's deploy made
    // the table.
    const ClaimRecord* held = ClaimOf(observation.world, Stored(observation.world).apply_id);
    if (held != nullptr && held->owner != observation.process) return;
    judge.Violate("an empty answer was believed: table " + facts.table.str() +
                  " exists and is created");
  }
};

}  // namespace

InvariantPointer ErrorNotEmpty() { return std::make_unique<ErrorNotEmptyInvariant>(); }

}  // namespace relapse::planetscale

// DesignBench: a RecoveryBench driven as a develop script drives it, by one design of recovery,
// with a gate before its ports that kills it or loses an answer at one effect.
#ifndef TESTS_ORCHESTRATION_MIGRATIONS_OLDER_DESIGN_BENCH_H_
#define TESTS_ORCHESTRATION_MIGRATIONS_OLDER_DESIGN_BENCH_H_

#include <string>

#include "fakes/files/server_process_state.h"
#include "harness/effect/interpose.h"
#include "orchestration/migrations/develop.h"
#include "tests/orchestration/migrations/recovery_bench.h"

namespace relapse::migrations {

/// What ends a killed process here.
struct Killed {};

/// One fault, at the n-th effect of a name since it was armed.
class OneFault final : public Gate {
 public:
  enum class Kind { kKillBefore, kKillAfter, kAnswerLost };
  void Arm(const std::string& effect, Kind kind, int nth) {
    effect_ = effect;
    kind_ = kind;
    left_ = nth;
  }
  bool fired() const { return left_ == 0; }

  void Pass(EffectCall& call) override {
    if (left_ == 0 || call.spec().name != effect_ || --left_ > 0) return call.Execute();
    if (kind_ == Kind::kKillBefore) throw Killed{};
    call.Execute();
    if (kind_ == Kind::kKillAfter) throw Killed{};
    call.AnswerError({&kConnectionLost, "unexpected EOF"});
    call.TellEnded(Ends::kSession);
  }

 private:
  std::string effect_;
  Kind kind_ = Kind::kKillBefore;
  int left_ = 0;
};

/// Versions 1, 2 and 3 are there, tables a, b and c, applied and recorded by this design.
struct DesignBench : RecoveryBench {
  OneFault fault;
  Interposed<MigrationDatabase> gated{database, fault};
  Interposed<MigrationFiles> gated_files{files, fault};
  Interposed<FileSystem> gated_cache{cache, fault};
  SimulatedPort<ServerProcess, FakeServerProcess> server{world, ServerProcessServer()};
  Interposed<ServerProcess> gated_server{server, fault};
  RecoveryResult last;

  explicit DesignBench(const Defects& defects = {}) {
    config.defects = defects;
    Add(1, "a").Add(2, "b").Add(3, "c");
    EXPECT_TRUE(Start());
  }

  RecoveryPorts Ports() {
    return {.database = &gated,
            .files = &gated_files,
            .cache_files = &gated_cache,
            .server = &gated_server,
            .runtime = &runtime};
  }
  /// From now on the database is the developer's own server, which is stopped.
  void MakeBuiltin() {
    config.builtin = true;
    config.expected_major = 15;
    world.Add(ServerProcessState{.folder = DataFolder::kPresent, .major = 15});
    StopListening(world);
  }
  RecoveryResult Prepare(const Request& request = {}) {
    last = migrations::Prepare(Ports(), config, request);
    return last;
  }
  RecoveryResult Record() { return migrations::Record(Ports(), config); }

  /// One start of the developer's server: true if it came up.
  bool Start(const Request& request = {}) {
    if (!StartUnrecorded(request)) return false;
    (void)Record();
    return true;
  }
  /// The same, and dead or not healthy in time before the record.
  bool StartUnrecorded(const Request& request = {}) {
    return Prepare(request).outcome == RecoveryOutcome::kDone && Up().ok();
  }
  /// Whether the run died of the fault; its sessions end with it.
  bool Dies(const std::string& effect, OneFault::Kind kind, int nth, const Request& request,
            bool recording = false) {
    fault.Arm(effect, kind, nth);
    try {
      (void)(recording ? Record() : Prepare(request));
    } catch (const Killed&) {
      SessionsOfProcessEnd(world, "relapse-migrate");
      return true;
    }
    return false;
  }
  bool DiesAfter(const std::string& effect, const Request& request, int nth = 1) {
    return Dies(effect, OneFault::Kind::kKillAfter, nth, request);
  }
  bool DiesBefore(const std::string& effect, const Request& request, int nth = 1) {
    return Dies(effect, OneFault::Kind::kKillBefore, nth, request);
  }

  /// Another branch is checked out: nothing of it from version 4 on.
  DesignBench& OnMain() {
    for (Version version = 4; version < 10; ++version) Remove(version);
    files.source = "main";
    return *this;
  }
  Refusal Refused(const Request& request = {}) { return Prepare(request).decision.refusal; }
  /// What the last run advised to run, in order.
  std::vector<Request> Advised() const {
    std::vector<Request> runs;
    for (const Advice& advice : last.decision.advice) {
      if (advice.remedy == Remedy::kRun) runs.push_back(advice.run);
    }
    return runs;
  }
  /// "3", "3 dirty", or nothing.
  std::string VersionRows() {
    std::string told;
    for (const VersionRow& row : world.Get<PostgresState>().committed.version->rows) {
      told +=
          fmt::format("{}{}{}", told.empty() ? "" : ", ", row.version, row.dirty ? " dirty" : "");
    }
    return told;
  }
  const MigrationStore& Store() const { return *world.Get<PostgresState>().committed.store; }
  const StoredMigration* Stored(Version version) const {
    for (const StoredMigration& row : Store().rows) {
      if (row.version == version) return &row;
    }
    return nullptr;
  }
  /// "1 2 3": the recorded versions.
  std::string Tracked() const {
    std::string told;
    for (const StoredMigration& row : Store().rows) {
      told += fmt::format("{}{}", told.empty() ? "" : " ", row.version);
    }
    return told;
  }
  std::string CacheText() const {
    const auto found = cache.files.find(config.cache_path.str());
    return found == cache.files.end() ? "" : found->second.str();
  }
  void SetCacheText(const char* bytes) { cache.files[config.cache_path.str()] = bytes; }
};

inline Defects Published(Defect design) { return Defects().Enable(design); }
inline Defects WithBug(Defect design, Defect bug) { return Published(design).Enable(bug); }

inline const Request kRollback{.rollback = true};
inline const Request kReset{.reset = true};
inline const Request kAccept{.accept = true};
inline const Request kConfirmedReset{.reset = true, .confirmed_target = "localhost:5432/app"};

}  // namespace relapse::migrations

#endif  // TESTS_ORCHESTRATION_MIGRATIONS_OLDER_DESIGN_BENCH_H_

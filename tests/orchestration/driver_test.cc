#include "orchestration/planetscale/driver.h"

#include <gtest/gtest.h>

#include <atomic>

#include "harness/effect/interpose.h"
#include "harness/effect/runtime.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/ports/apply_state.h"
#include "orchestration/ports/branch_database.h"
#include "orchestration/ports/events.h"
#include "orchestration/ports/planetscale_api.h"
#include "orchestration/ports/vtgate.h"

namespace relapse::planetscale {
namespace {

/// Answers every call with an outage, and remembers what was called.
class Outage : public Gate {
 public:
  void Pass(EffectCall& call) override {
    calls.push_back(call.spec().name);
    if (call.options().stop.requested())
      return call.AnswerError(Error{&kCancelled, "stop", 0, false});
    if (call.As<Wait>() != nullptr) {
      waited.push_back(call.As<Wait>()->duration);
      return call.AnswerDefault();
    }
    if (call.spec().internal || call.As<RecordEvent>() != nullptr) return call.AnswerDefault();
    call.AnswerError(Error{&kTransient, "out of order", 0, false});
  }

  std::vector<std::string_view> calls;
  std::vector<DurationMs> waited;
};

/// A port of which nothing is ever executed.
template <class Port>
class Unreachable {
 public:
  explicit Unreachable(Gate& gate) : port_(port_, gate) {}
  Port* get() { return &port_; }

 private:
  Interposed<Port> port_;
};

class NoTasks : public TaskRunner {
 public:
  void RunAll(std::span<const std::function<void()>>, int) override {
    FAIL() << "no tasks expected";
  }
};

/// Storage that holds one apply.
class OneApply : public ApplyState {
 public:
  using ApplyState::Perform;
  Result<StoredApply> Perform(const LoadApply&, const CallOptions& options) override {
    if (options.stop.requested()) return Fail(kCancelled, "stop");
    ++loads;
    return apply;
  }
  Status Perform(const SaveResumeState& save, const CallOptions&) override {
    return Written(save.claim);
  }
  Status Perform(const SettleApply& settle, const CallOptions&) override {
    return Written(settle.claim);
  }
  /// Somebody else holds the apply as often as `held_for` says.
  Result<std::int64_t> Perform(const ClaimApply& claim, const CallOptions& options) override {
    if (options.stop.requested()) return Fail(kCancelled, "stop");
    owners.push_back(claim.owner);
    if (held_for-- > 0) return Fail(kConflict, "held");
    return ++token;
  }
  Status Perform(const RenewClaim&, const CallOptions&) override { return Ok(); }
  Status Perform(const CompleteControlRequest& request, const CallOptions&) override {
    answered.push_back(request.status);
    return Ok();
  }
  Status Written(std::int64_t claim) {
    claims.push_back(claim);
    if (refused_writes-- > 0) return Fail(kClaimLost, "claimed by another");
    ++writes;
    return Ok();
  }

  StoredApply apply;
  int loads = 0;
  int writes = 0;
  int held_for = 0;
  int refused_writes = 0;
  std::int64_t token = 0;
  std::vector<Text> owners;
  std::vector<std::int64_t> claims;  ///< of all writes, refused ones too
  std::vector<ControlStatus> answered;
};

class Driver : public ::testing::Test {
 protected:
  WorkerPorts Ports() {
    return {.api = api_.get(),
            .branch_database = branch_database_.get(),
            .vtgate = vtgate_.get(),
            .apply_state = &storage_,
            .events = events_.get(),
            .runtime = runtime_.get(),
            .tasks = &tasks_,
            .service_token = "deployer"};
  }
  WorkerExit Work(const WorkerPorts& ports) {
    return RunWorker(ports, "apply-1", Defects(), StopToken(&stop_));
  }
  WorkerExit Drive() {
    return RunDriver(Ports(), "apply-1", "driver-a", Defects(), StopToken(&stop_));
  }
  void CommandCancel() {
    storage_.apply.control_requests = {{.id = 1, .operation = ControlOperation::kCancel}};
  }
  void SetUp() override {
    storage_.apply.apply_id = "apply-1";
    storage_.apply.migration_context = "apply-1";
    storage_.apply.plan =
        std::make_shared<const ReviewedPlan>(ReviewedPlan{.plan_id = "plan-1", .database = "shop"});
  }

  Outage outage_;
  std::atomic<bool> stop_ = false;
  Unreachable<PlanetScaleApi> api_{outage_};
  Unreachable<BranchDatabase> branch_database_{outage_};
  Unreachable<VtGate> vtgate_{outage_};
  Unreachable<Events> events_{outage_};
  Unreachable<Runtime> runtime_{outage_};
  OneApply storage_;
  NoTasks tasks_;
};

TEST_F(Driver, AMissingCallbackIsRefusedBeforeAnyEffect) {
  for (int missing = 0; missing < 8; ++missing) {
    WorkerPorts ports = Ports();
    if (missing == 0) ports.api = nullptr;
    if (missing == 1) ports.branch_database = nullptr;
    if (missing == 2) ports.vtgate = nullptr;
    if (missing == 3) ports.apply_state = nullptr;
    if (missing == 4) ports.events = nullptr;
    if (missing == 5) ports.runtime = nullptr;
    if (missing == 6) ports.tasks = nullptr;
    if (missing == 7) ports.service_token = Text();
    EXPECT_EQ(Work(ports), WorkerExit::kRefused);
  }
  EXPECT_TRUE(outage_.calls.empty());
  EXPECT_EQ(storage_.loads, 0);
}

TEST_F(Driver, ASettledApplyIsLeftAlone) {
  storage_.apply.status = ApplyStatus::kCompleted;
  EXPECT_EQ(Work(Ports()), WorkerExit::kSettled);
  EXPECT_TRUE(outage_.calls.empty());
  EXPECT_EQ(storage_.writes, 0);
}

TEST_F(Driver, ASettledApplyStillAnswersItsCommands) {
  storage_.apply.status = ApplyStatus::kCompleted;
  storage_.apply.control_requests = {{.id = 1, .operation = ControlOperation::kCancel},
                                     {.id = 2, .operation = ControlOperation::kCutover}};
  EXPECT_EQ(Work(Ports()), WorkerExit::kSettled);
  EXPECT_EQ(storage_.answered,
            (std::vector<ControlStatus>{ControlStatus::kCompleted, ControlStatus::kCompleted}));
}

TEST_F(Driver, AfterACancelledApplyOnlyTheCancelWasDone) {
  storage_.apply.status = ApplyStatus::kCancelled;
  storage_.apply.control_requests = {{.id = 1, .operation = ControlOperation::kStart},
                                     {.id = 2, .operation = ControlOperation::kCancel}};
  EXPECT_EQ(Work(Ports()), WorkerExit::kSettled);
  EXPECT_EQ(storage_.answered,
            (std::vector<ControlStatus>{ControlStatus::kFailed, ControlStatus::kCompleted}));
}

TEST_F(Driver, WhetherAStartTookEffectIsAskedOfTheRequestAndNeverGuessed) {
  storage_.apply.status = ApplyStatus::kFailed;
  storage_.apply.metadata.deploy_request_id = 7;
  storage_.apply.control_requests = {{.id = 1, .operation = ControlOperation::kStart}};
  EXPECT_EQ(Work(Ports()), WorkerExit::kRetriesSpent);
  EXPECT_EQ(outage_.calls.front(), "get_deploy_request");
  EXPECT_TRUE(storage_.answered.empty());
}

TEST_F(Driver, ACancelBeforeAnythingWasMadeSettlesAtOnce) {
  storage_.apply.control_requests = {{.id = 1, .operation = ControlOperation::kCancel}};
  EXPECT_EQ(Work(Ports()), WorkerExit::kSettled);
  EXPECT_EQ(storage_.writes, 1);
  EXPECT_TRUE(outage_.calls.empty());
}

TEST_F(Driver, AnOutageSpendsTheRetriesAndSettlesNothing) {
  EXPECT_EQ(Work(Ports()), WorkerExit::kRetriesSpent);
  EXPECT_EQ(storage_.loads, kAttemptRetries + 1);
  EXPECT_EQ(storage_.writes, 0);
  EXPECT_EQ(outage_.calls.back(), "record_event");
  EXPECT_EQ(outage_.waited.size(), 8U);
  EXPECT_EQ(outage_.waited.front(), kAttemptRetryStart);
  EXPECT_EQ(outage_.waited.back(), kAttemptRetryMaximum);
}

TEST_F(Driver, WaitsForItsTurnWhileAnotherHoldsTheApply) {
  CommandCancel();
  storage_.held_for = 3;
  EXPECT_EQ(Drive(), WorkerExit::kSettled);
  EXPECT_EQ(outage_.waited, (std::vector<DurationMs>(3, kClaimPoll)));
  EXPECT_EQ(storage_.owners, (std::vector<Text>(4, "driver-a")));
  EXPECT_EQ(storage_.claims, (std::vector<std::int64_t>{1}));
}

TEST_F(Driver, WhoseWriteIsRefusedStopsWithoutAnOutcomeAndWaitsForItsTurnAgain) {
  CommandCancel();
  storage_.refused_writes = 1;
  EXPECT_EQ(Drive(), WorkerExit::kSettled);
  EXPECT_EQ(storage_.claims, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(storage_.writes, 1);
  EXPECT_EQ(outage_.waited, (std::vector<DurationMs>{kClaimPoll}));
  for (const std::string_view call : outage_.calls) {
    EXPECT_TRUE(call == "now" || call == "wait") << call << ": neither an event nor a cleanup";
  }
}

TEST_F(Driver, AWorkerOfItsOwnWritesUnderNoClaim) {
  CommandCancel();
  EXPECT_EQ(Work(Ports()), WorkerExit::kSettled);
  EXPECT_EQ(storage_.claims, (std::vector<std::int64_t>{0}));
  EXPECT_TRUE(storage_.owners.empty());
}

TEST_F(Driver, OneOfSeveralStopsWhileItWaitsForItsTurn) {
  stop_ = true;
  EXPECT_EQ(Drive(), WorkerExit::kHandedOver);
  EXPECT_EQ(storage_.token, 0);
}

TEST_F(Driver, AStopIsHandedOverWithoutATrace) {
  stop_ = true;
  EXPECT_EQ(Work(Ports()), WorkerExit::kHandedOver);
  EXPECT_EQ(storage_.writes, 0);
  EXPECT_TRUE(outage_.calls.empty());
}

}  // namespace
}  // namespace relapse::planetscale

#include "orchestration/planetscale/control.h"

#include <gtest/gtest.h>

namespace relapse::planetscale {
namespace {

using State = DeploymentState;
using Operation = ControlOperation;

Verdict JudgeAt(Operation operation, State state, bool is_deferred = false) {
  DeployRequest request;
  request.deployment_state = state;
  return Judge(operation, request, is_deferred);
}

TEST(Judge, AStartDeploysWhatWaitsForIt) {
  EXPECT_EQ(JudgeAt(Operation::kStart, State::kReady, true), Verdict::kAct);
  EXPECT_EQ(JudgeAt(Operation::kStart, State::kPending, true), Verdict::kWait);
}

TEST(Judge, AStartThatTookEffectBeforeACrashIsDone) {
  EXPECT_EQ(JudgeAt(Operation::kStart, State::kInProgress, true), Verdict::kDone);
}

TEST(Judge, NobodyStartsWhatWasNotDeferred) {
  EXPECT_EQ(JudgeAt(Operation::kStart, State::kReady), Verdict::kRefuse);
  EXPECT_EQ(JudgeAt(Operation::kStart, State::kInProgress), Verdict::kRefuse);
}

TEST(Judge, ACutoverIsForTheGateAndDoneBehindIt) {
  EXPECT_EQ(JudgeAt(Operation::kCutover, State::kPendingCutover), Verdict::kAct);
  EXPECT_EQ(JudgeAt(Operation::kCutover, State::kInProgressCutover), Verdict::kDone);
  EXPECT_EQ(JudgeAt(Operation::kCutover, State::kCompletePendingRevert), Verdict::kDone);
  EXPECT_EQ(JudgeAt(Operation::kCutover, State::kInProgressRevert), Verdict::kDone);
  EXPECT_EQ(JudgeAt(Operation::kCutover, State::kInProgressRevertVschema), Verdict::kDone);
  EXPECT_EQ(JudgeAt(Operation::kCutover, State::kInProgress), Verdict::kRefuse);
  EXPECT_EQ(JudgeAt(Operation::kCutover, State::kReady, true), Verdict::kRefuse);
}

TEST(Judge, ACancelActsUntilTheChangeIsLive) {
  for (const State state :
       {State::kPending, State::kReady, State::kQueued, State::kSubmitting, State::kInProgress,
        State::kPendingCutover, State::kInProgressCutover, State::kInProgressVschema}) {
    EXPECT_EQ(JudgeAt(Operation::kCancel, state), Verdict::kAct) << EnumName(state);
  }
  EXPECT_EQ(JudgeAt(Operation::kCancel, State::kInProgressCancel), Verdict::kWait);
  for (const State state :
       {State::kCompletePendingRevert, State::kInProgressRevert, State::kInProgressRevertVschema}) {
    EXPECT_EQ(JudgeAt(Operation::kCancel, state), Verdict::kRefuse) << EnumName(state);
  }
}

TEST(Judge, AVolumeIsForWhatCopies) {
  for (const State state : {State::kQueued, State::kSubmitting, State::kInProgress,
                            State::kPendingCutover, State::kInProgressCutover}) {
    EXPECT_EQ(JudgeAt(Operation::kVolume, state), Verdict::kAct) << EnumName(state);
  }
  for (const State state :
       {State::kPending, State::kReady, State::kComplete, State::kCompletePendingRevert,
        State::kInProgressCancel, State::kError, State::kNoChanges}) {
    EXPECT_EQ(JudgeAt(Operation::kVolume, state), Verdict::kRefuse) << EnumName(state);
  }
}

TEST(ThrottleRatio, FallsWithTheVolumeAndEndsAtNothing) {
  EXPECT_EQ(ThrottleRatio(1), 950);
  EXPECT_EQ(ThrottleRatio(2), 850);
  EXPECT_EQ(ThrottleRatio(10), 50);
  EXPECT_EQ(ThrottleRatio(11), 0);
}

TEST(ThrottleRatio, TakesWhatIsBeyondForTheNearest) {
  EXPECT_EQ(ThrottleRatio(0), 950);
  EXPECT_EQ(ThrottleRatio(12), 0);
}

TEST(Judge, ARevertIsForTheWindowAndDoneBehindIt) {
  EXPECT_EQ(JudgeAt(Operation::kRevert, State::kCompletePendingRevert), Verdict::kAct);
  for (const State state : {State::kInProgressRevert, State::kInProgressRevertVschema}) {
    EXPECT_EQ(JudgeAt(Operation::kRevert, state), Verdict::kDone) << EnumName(state);
  }
  for (const State state : {State::kReady, State::kInProgress, State::kPendingCutover,
                            State::kInProgressCutover, State::kInProgressVschema}) {
    EXPECT_EQ(JudgeAt(Operation::kRevert, state), Verdict::kRefuse) << EnumName(state);
  }
}

TEST(Judge, OnlyAnOpenWindowIsSkipped) {
  EXPECT_EQ(JudgeAt(Operation::kSkipRevert, State::kCompletePendingRevert), Verdict::kAct);
  for (const State state : {State::kReady, State::kInProgress, State::kPendingCutover,
                            State::kInProgressCutover, State::kInProgressRevert}) {
    EXPECT_EQ(JudgeAt(Operation::kSkipRevert, state), Verdict::kRefuse) << EnumName(state);
  }
}

}  // namespace
}  // namespace relapse::planetscale

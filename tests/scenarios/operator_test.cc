#include "scenarios/planetscale/operator.h"

#include <gtest/gtest.h>

#include "fakes/planetscale/world_builder.h"

namespace relapse::planetscale {
namespace {

/// A world in which an operator with `script` watches the one apply.
class OperatorTest : public testing::Test {
 protected:
  void Begin(OperatorScript script) {
    model_ = PlanetScaleModel();
    model_.agents.push_back(&operator_);
    world_ = World(&model_);
    const ApplySeed seed;
    AddPlanetScaleParts(world_, {}, DefaultWorkload({}), seed);
    world_.Add(OperatorState{.apply_id = seed.apply_id,
                             .script = CommandsOf(script, ApplyStatus::kWaitingForDeploy)});
    StartClock(world_);
  }
  void Show(ApplyStatus status) { world_.Mutate<StorageState>().applies[0].apply.status = status; }
  const std::vector<ControlRequest>& commands() const {
    return world_.Get<StorageState>().applies[0].apply.control_requests;
  }
  void RunUntilQuiet() {
    for (TimeMs next = world_.NextTimer(); next != kNoTime; next = world_.NextTimer()) {
      world_.AdvanceTo(next);
    }
  }

  OperatorAgent operator_;
  WorldModel model_;
  World world_;
};

TEST_F(OperatorTest, ActsOnWhatIsShownAndNotByTheClock) {
  Begin(OperatorScript::kStart);
  Show(ApplyStatus::kRunning);
  RunUntilQuiet();
  EXPECT_TRUE(commands().empty());
  Show(ApplyStatus::kWaitingForDeploy);
  RunUntilQuiet();
  ASSERT_EQ(commands().size(), 1U);
  EXPECT_EQ(commands()[0].operation, ControlOperation::kStart);
  EXPECT_EQ(world_.now(), kWorldStart + 300);
}

TEST_F(OperatorTest, ActsOnceEvenIfTheSameIsShownAgain) {
  Begin(OperatorScript::kStart);
  Show(ApplyStatus::kWaitingForDeploy);
  RunUntilQuiet();
  Show(ApplyStatus::kPending);
  Show(ApplyStatus::kWaitingForDeploy);
  RunUntilQuiet();
  EXPECT_EQ(commands().size(), 1U);
  EXPECT_TRUE(world_.Get<OperatorState>().done());
}

TEST_F(OperatorTest, IssuesACommandThatWasDecidedWhateverIsShownByThen) {
  Begin(OperatorScript::kCancelAtGate);
  Show(ApplyStatus::kWaitingForDeploy);
  world_.AdvanceTo(world_.now());
  Show(ApplyStatus::kRunning);
  RunUntilQuiet();
  ASSERT_EQ(commands().size(), 1U);
  EXPECT_EQ(commands()[0].operation, ControlOperation::kCancel);
}

TEST_F(OperatorTest, CommandsNothingThatIsShownAsSettled) {
  Begin(OperatorScript::kCancelAtGate);
  Show(ApplyStatus::kWaitingForDeploy);
  world_.AdvanceTo(world_.now());
  Show(ApplyStatus::kCompleted);
  RunUntilQuiet();
  EXPECT_TRUE(commands().empty());
  EXPECT_TRUE(world_.Get<OperatorState>().done());
}

TEST_F(OperatorTest, DoesNothingWithoutAScript) {
  Begin(OperatorScript::kNone);
  Show(ApplyStatus::kWaitingForDeploy);
  RunUntilQuiet();
  EXPECT_TRUE(commands().empty());
}

}  // namespace
}  // namespace relapse::planetscale

// An answer about a VSchema may be older than the branch it is about: somebody deleted our branch,
// and it was made again under its name.
#include "tests/scenarios/run.h"

namespace relapse::planetscale {
namespace {

/// Our branch is deleted before its deploy request is made; from then on what is read of its
/// VSchema is old wherever the port says that it can be.
class DeletedAndRemembered final : public Decider {
 public:
  explicit DeletedAndRemembered(const FaultRules& rules) : rules_(rules) {}
  bool MayAnswerStale() const override { return true; }
  Decision AtEffect(const FaultPoint& point) override {
    const std::string_view effect = point.call.spec().name;
    if (!is_deleted_ && effect == "create_deploy_request") {
      const Disturbance* deletes = FindDisturbance(rules_, Outcome::kDisturb, "branch_deleted");
      is_deleted_ = deletes != nullptr && deletes->possible(point.world);
      if (is_deleted_)
        return {.outcome = Outcome::kDisturb, .disturbance = deletes, .outage = true};
    }
    if (!is_deleted_ || effect != "get_keyspace_vschema") return {};
    ++old_answers_;
    return {.outcome = Outcome::kStale};
  }

  bool is_deleted() const { return is_deleted_; }
  int old_answers() const { return old_answers_; }

 private:
  const FaultRules& rules_;
  bool is_deleted_ = false;
  int old_answers_ = 0;
};

HistoryResult RunWith(const DefectIds& defects, DurationMs branch_ready_delay) {
  const Scenario* scenario = TheCatalogue().FindScenario("planetscale/third-party");
  Json parameters = scenario->default_parameters;
  parameters.update({{"vschema_changes", 1}, {"branch_ready_delay_ms", branch_ready_delay}});
  const auto instance = scenario->instantiate(parameters, defects);
  DeletedAndRemembered decider(instance->rules);
  HistoryResult result = RunFrom(*instance, decider);
  EXPECT_TRUE(decider.is_deleted());
  EXPECT_GT(decider.old_answers(), 0);
  return result;
}

TEST(OldVschema, IsNotBelievedOfABranchThatWasMadeAgain) {
  for (const DurationMs delay : {0, 500, 2000, 4000}) {
    const HistoryResult result = RunWith({}, delay);
    EXPECT_TRUE(Held(result)) << delay << ": " << Say(result);
  }
}

TEST(OldVschema, WouldBeDeployedByWhoReadsFirst) {
  const HistoryResult result = RunWith({"planetscale/vschema-read-error-is-empty"}, 500);
  EXPECT_EQ(result.ending, Ending::kViolation) << Say(result);
}

}  // namespace
}  // namespace relapse::planetscale

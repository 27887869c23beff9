#include <algorithm>
#include <utility>

#include "scenarios/common/dice.h"
#include "scenarios/planetscale/provider/parameters.h"

namespace relapse::planetscale::provider {

namespace {

constexpr std::string_view kStatements[] = {
    "ALTER TABLE `orders` ADD INDEX `state_index` (`state`)",
    "ALTER TABLE `orders` ADD COLUMN `note` varchar(255)",
    "ALTER TABLE `products` ADD INDEX `name_index` (`name`)",
    "ALTER TABLE `products` ADD COLUMN `price` bigint NOT NULL DEFAULT '0'",
    "ALTER TABLE `users` ADD UNIQUE INDEX `email_index` (`email`)",
    "ALTER TABLE `users` DROP COLUMN `email`",
    "CREATE TABLE `refunds` (`id` bigint unsigned NOT NULL, PRIMARY KEY (`id`))",
    "CREATE TABLE `_scratch` (`id` bigint unsigned NOT NULL, PRIMARY KEY (`id`))",
    "DROP TABLE `visits`"};
constexpr std::string_view kStates[] = {"",
                                        "ready",
                                        "submitting",
                                        "queued",
                                        "in_progress",
                                        "pending_cutover",
                                        "in_progress_cutover",
                                        "complete_pending_revert",
                                        "complete"};
constexpr DurationMs kPauses[] = {0, 0, 250, 750, 3000};
constexpr ClientCall kAnyAction[] = {
    ClientCall::kDeploy,   ClientCall::kCancel,         ClientCall::kApplyDeploy,
    ClientCall::kClose,    ClientCall::kDeleteBranch,   ClientCall::kListOpen,
    ClientCall::kLook,     ClientCall::kRevert,         ClientCall::kSkipRevert,
    ClientCall::kThrottle, ClientCall::kCompleteDeploy, ClientCall::kSetAutoApply,
    ClientCall::kApprove,  ClientCall::kRefresh,        ClientCall::kReadVschema};
constexpr ClientCall kRevertActions[] = {ClientCall::kRevert, ClientCall::kRevert,
                                         ClientCall::kSkipRevert, ClientCall::kCancel,
                                         ClientCall::kLook};
constexpr std::string_view kVschemas[] = {"{}", R"({"sharded":true})",
                                          R"({"tables":{"users":{}}})"};

template <class List>
auto Pick(Dice& dice, const List& list) {
  return list[static_cast<std::size_t>(dice.Below(std::ssize(list)))];
}

WorldParameters DrawWorld(Dice& dice) {
  WorldParameters world = Parameters{}.world;
  world.keyspaces = 1 + dice.Below(2);
  world.shards = 1 + dice.Below(2);
  world.branch_ready_delay_ms = 500 * dice.Below(4);
  world.diff_delay_ms = 500 * dice.Below(3);
  world.copy_ticks = 1 + dice.Below(3);
  world.revert_window_ms = 500 * dice.Below(6);
  world.submits_stepwise = dice.OneIn(2);
  world.queues_deploys = dice.OneIn(4);
  world.context_style = dice.OneOf<ContextStyle>(2);
  if (dice.OneIn(6)) world.fail_deploys = 1;
  if (dice.OneIn(8)) world.fail_submissions = 1;
  if (dice.OneIn(8)) world.cancel_hangs = true;
  if (dice.OneIn(10)) world.submission_hangs = true;
  if (dice.OneIn(10)) world.fail_diffs = 1;
  if (dice.OneIn(3)) world.history = {HistoricalKind::kForeignRunning};
  if (dice.OneIn(4)) world.silence_ms = 15'000;
  world.accepted_before_failure = world.submits_stepwise ? dice.Below(2) : 0;
  return world;
}

enum class Kind { kAny, kReverts, kVschema };

void DrawAction(Dice& dice, Kind kind, std::int64_t subject, std::vector<ClientStep>& script) {
  const ClientCall call = kind == Kind::kAny ? Pick(dice, kAnyAction) : Pick(dice, kRevertActions);
  Text until = Text(Pick(dice, kStates));
  if (kind != Kind::kAny && !dice.OneIn(4)) until = Text("complete_pending_revert");
  ClientStep step = Make(call, subject, until);
  step.after = Pick(dice, kPauses);
  step.auto_cutover = !dice.OneIn(3);
  step.throttle_ratio = 250 * dice.Below(4);
  script.push_back(step);
}

/// A branch with changes, a request for it, and some calls at any of its states.
void DrawChange(Dice& dice, Kind kind, std::int64_t subject, std::vector<ClientStep>& script) {
  script.push_back(Make(ClientCall::kCreateBranch, subject));
  const std::int64_t statements = dice.Below(3);
  for (std::int64_t i = 0; i < statements; ++i) {
    ClientStep step = Execute(Text(Pick(dice, kStatements)), subject);
    step.keyspace = dice.Below(2);
    script.push_back(step);
  }
  const std::int64_t updates = kind == Kind::kVschema ? 1 + dice.Below(2) : 0;
  for (std::int64_t i = 0; i < updates; ++i) {
    ClientStep step = UpdateVschema(Text(Pick(dice, kVschemas)), subject);
    step.keyspace = dice.Below(2);
    script.push_back(step);
  }
  ClientStep create = Make(ClientCall::kCreateRequest, subject);
  create.auto_cutover = !dice.OneIn(3);
  create.auto_delete_branch = dice.OneIn(2);
  script.push_back(create);
  if (!dice.OneIn(5)) {
    ClientStep deploy = Make(ClientCall::kDeploy, subject, "ready");
    deploy.instant = dice.OneIn(3);
    script.push_back(deploy);
  }
  const std::int64_t actions = 1 + dice.Below(3);
  for (std::int64_t i = 0; i < actions; ++i) DrawAction(dice, kind, subject, script);
}

using Number = std::int64_t WorldParameters::*;
constexpr std::pair<Number, std::int64_t> kSimplest[] = {
    {&WorldParameters::keyspaces, 1},        {&WorldParameters::shards, 1},
    {&WorldParameters::copy_ticks, 1},       {&WorldParameters::branch_ready_delay_ms, 500},
    {&WorldParameters::diff_delay_ms, 0},    {&WorldParameters::revert_window_ms, 1000},
    {&WorldParameters::silence_ms, 5000},    {&WorldParameters::fail_deploys, 0},
    {&WorldParameters::fail_submissions, 0}, {&WorldParameters::accepted_before_failure, 0},
    {&WorldParameters::fail_vschema, 0},     {&WorldParameters::fail_diffs, 0}};
using Flag = bool WorldParameters::*;
constexpr Flag kFlags[] = {&WorldParameters::submits_stepwise, &WorldParameters::queues_deploys,
                           &WorldParameters::submission_hangs, &WorldParameters::cancel_hangs};

}  // namespace

namespace {

Parameters DrawOf(std::uint64_t seed, Kind kind) {
  Dice dice(seed ^ 0x70726f7669646572);
  Parameters parameters;
  parameters.world = DrawWorld(dice);
  parameters.world.require_approval = kind == Kind::kAny && dice.OneIn(8);
  if (kind != Kind::kAny) parameters.world.revert_window_ms += 2000;
  // Another stream, so that the draws below stay what they were.
  if (kind == Kind::kVschema && Dice(seed ^ 0x543136).OneIn(5)) parameters.world.fail_vschema = 1;
  parameters.script.clear();
  const std::int64_t changes = 1 + dice.Below(2);
  for (std::int64_t subject = 1; subject <= changes; ++subject) {
    DrawChange(dice, kind, subject, parameters.script);
  }
  return parameters;
}

}  // namespace

Parameters DrawParameters(std::uint64_t seed) { return DrawOf(seed, Kind::kAny); }
Parameters DrawReverts(std::uint64_t seed) { return DrawOf(seed, Kind::kReverts); }
Parameters DrawVschemas(std::uint64_t seed) { return DrawOf(seed, Kind::kVschema); }

std::vector<Parameters> SmallerParameters(const Parameters& parameters) {
  std::vector<Parameters> smaller;
  if (parameters.script.size() > 1) {
    for (std::size_t i = parameters.script.size(); i-- > 0;) {
      Parameters one = parameters;
      one.script.erase(one.script.begin() + static_cast<std::ptrdiff_t>(i));
      smaller.push_back(std::move(one));
    }
  }
  // Named, not bound: clang 14 captures no structured binding.
  for (const auto& entry : kSimplest) {
    if (parameters.world.*entry.first == entry.second) continue;
    if (entry.first == &WorldParameters::keyspaces && !parameters.keyspace_names.empty()) continue;
    Parameters one = parameters;
    one.world.*entry.first = entry.second;
    smaller.push_back(std::move(one));
  }
  for (const Flag flag : kFlags) {
    if (!(parameters.world.*flag)) continue;
    Parameters one = parameters;
    one.world.*flag = false;
    smaller.push_back(std::move(one));
  }
  if (!parameters.world.history.empty()) {
    Parameters one = parameters;
    one.world.history.clear();
    smaller.push_back(std::move(one));
  }
  return smaller;
}

}  // namespace relapse::planetscale::provider

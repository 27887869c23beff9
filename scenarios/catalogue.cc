#include "scenarios/catalogue.h"

#include "harness/effect/runtime.h"
#include "orchestration/ports/apply_state.h"
#include "orchestration/ports/branch_database.h"
#include "orchestration/ports/events.h"
#include "orchestration/ports/file_system.h"
#include "orchestration/ports/migration_database.h"
#include "orchestration/ports/migration_files.h"
#include "orchestration/ports/planetscale_api.h"
#include "orchestration/ports/server_process.h"
#include "orchestration/ports/vtgate.h"
#include "scenarios/bank/migrations/migration_defects.h"
#include "scenarios/bank/planetscale_defects.h"
#include "scenarios/bank/provider_defects.h"
#include "scenarios/canary/canary.h"
#include "scenarios/migrations/app_server.h"
#include "scenarios/migrations/branch_switch.h"
#include "scenarios/migrations/builtin.h"
#include "scenarios/migrations/by_hand.h"
#include "scenarios/migrations/cache.h"
#include "scenarios/migrations/concurrent_migrator.h"
#include "scenarios/migrations/developer.h"
#include "scenarios/migrations/dirty.h"
#include "scenarios/migrations/edited_files.h"
#include "scenarios/migrations/first_adoption.h"
#include "scenarios/migrations/fresh.h"
#include "scenarios/migrations/gaps.h"
#include "scenarios/migrations/plain_start.h"
#include "scenarios/migrations/reset.h"
#include "scenarios/migrations/rollback.h"
#include "scenarios/migrations/same_number.h"
#include "scenarios/migrations/shard_folders.h"
#include "scenarios/migrations/unreadable_folder.h"
#include "scenarios/migrations/up_only.h"
#include "scenarios/planetscale/apply.h"
#include "scenarios/planetscale/deferred_cutover.h"
#include "scenarios/planetscale/deferred_deploy.h"
#include "scenarios/planetscale/everything.h"
#include "scenarios/planetscale/foreign_change.h"
#include "scenarios/planetscale/historical_rows.h"
#include "scenarios/planetscale/instant.h"
#include "scenarios/planetscale/keyspaces.h"
#include "scenarios/planetscale/operator_branch.h"
#include "scenarios/planetscale/operator_commands.h"
#include "scenarios/planetscale/provider/client.h"
#include "scenarios/planetscale/provider/lifecycle.h"
#include "scenarios/planetscale/provider/revert.h"
#include "scenarios/planetscale/provider/vschema.h"
#include "scenarios/planetscale/provider_busy.h"
#include "scenarios/planetscale/provider_flaps.h"
#include "scenarios/planetscale/reused_branch.h"
#include "scenarios/planetscale/revert_window.h"
#include "scenarios/planetscale/third_party.h"
#include "scenarios/planetscale/two_drivers.h"
#include "scenarios/planetscale/vschema_apply.h"

namespace relapse {

namespace {

template <class... Requests>
void AddEffects(std::vector<const EffectSpec*>& effects, TypeList<Requests...>) {
  (effects.push_back(&Requests::kEffect), ...);
}

/// Every effect of every port, in the order of the ports' own lists.
std::vector<const EffectSpec*> AllEffects() {
  std::vector<const EffectSpec*> effects;
  AddEffects(effects, Runtime::Requests{});
  AddEffects(effects, planetscale::PlanetScaleApi::Requests{});
  AddEffects(effects, planetscale::BranchDatabase::Requests{});
  AddEffects(effects, planetscale::VtGate::Requests{});
  AddEffects(effects, planetscale::ApplyState::Requests{});
  AddEffects(effects, planetscale::Events::Requests{});
  AddEffects(effects, migrations::MigrationDatabase::Requests{});
  AddEffects(effects, migrations::MigrationFiles::Requests{});
  AddEffects(effects, migrations::FileSystem::Requests{});
  AddEffects(effects, migrations::Terminal::Requests{});
  AddEffects(effects, migrations::ServerProcess::Requests{});
  AddEffects(effects, migrations::Initdb::Requests{});
  for (const EffectSpec* effect : planetscale::provider::ClientEffects()) {
    effects.push_back(effect);
  }
  for (const EffectSpec* effect : canary::CanaryEffects()) effects.push_back(effect);
  return effects;
}

}  // namespace

Catalogue MakeCatalogue() {
  Catalogue catalogue;
  catalogue.scenarios = {
      planetscale::ApplyScenario(),
      planetscale::HistoricalRowsScenario(),
      planetscale::DeferredDeployScenario(),
      planetscale::DeferredCutoverScenario(),
      planetscale::KeyspacesScenario(),
      planetscale::InstantScenario(),
      planetscale::ForeignChangeScenario(),
      planetscale::OperatorCommandsScenario(),
      planetscale::ProviderBusyScenario(),
      planetscale::ProviderFlapsScenario(),
      planetscale::ThirdPartyScenario(),
      planetscale::ReusedBranchScenario(),
      planetscale::OperatorBranchScenario(),
      planetscale::VschemaApplyScenario(),
      planetscale::RevertWindowScenario(),
      planetscale::EverythingScenario(),
      planetscale::TwoDriversScenario(),
      planetscale::provider::LifecycleScenario(),
      planetscale::provider::RevertScenario(),
      planetscale::provider::VschemaScenario(),
      migrations::FirstAdoptionScenario(),
      migrations::FreshScenario(),
      migrations::PlainStartScenario(),
      migrations::BranchSwitchScenario(),
      migrations::SameNumberScenario(),
      migrations::GapsScenario(),
      migrations::UpOnlyScenario(),
      migrations::ShardFoldersScenario(),
      migrations::EditedFilesScenario(),
      migrations::DirtyScenario(),
      migrations::RollbackScenario(),
      migrations::ResetScenario(),
      migrations::BuiltinServerScenario(),
      migrations::BuiltinResetScenario(),
      migrations::CacheScenario(),
      migrations::ConcurrentMigratorScenario(),
      migrations::UnreadableFolderScenario(),
      migrations::ByHandScenario(),
      canary::CanaryScenario(),
  };
  catalogue.defects = planetscale::PlanetScaleDefects();
  for (DefectInfo& defect : planetscale::ProviderDefectRows()) {
    catalogue.defects.push_back(std::move(defect));
  }
  for (DefectInfo& defect : migrations::MigrationDefects()) {
    catalogue.defects.push_back(std::move(defect));
  }
  catalogue.effects = AllEffects();
  return catalogue;
}

}  // namespace relapse

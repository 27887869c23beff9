#include "scenarios/migrations/invariants/progress.h"

#include "orchestration/ports/migration_database.h"
#include "orchestration/ports/server_process.h"
#include "scenarios/migrations/app_server.h"
#include "scenarios/migrations/invariants/truth.h"

namespace relapse::migrations {

bool Progress::IsMadeBy(const Observation& observation) {
  if (observation.moment == Moment::kTimer) return observation.changed;
  if (observation.call == nullptr || !observation.executed || !observation.changed) return false;
  const EffectSpec& spec = observation.call->spec();
  if (!spec.mutates) return false;
  if (spec.port == &kServerProcessPort || spec.port == &kInitdbPort) return true;
  if (observation.call->As<Commit>() != nullptr) return true;
  const Write write = WriteOf(observation);
  return write.session != nullptr && write.session->transaction == TransactionStatus::kNone;
}

Interest Progress::Of(Interest interest) {
  interest.timers = true;
  for (const EffectKinds& kinds :
       {WritingEffects(),
        EffectsOf<Commit, StartServer, StopServer, RemoveStalePidFile, SetDataFolderAside,
                  DeleteSetAside, BeginInitdb, FinishInitdb>()}) {
    interest.of.insert(interest.of.end(), kinds.begin(), kinds.end());
  }
  return interest;
}

}  // namespace relapse::migrations

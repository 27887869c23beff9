// Defects at the ports of migration recovery: bugs that need nothing in the component, only an
// effect that is dropped.
#ifndef SCENARIOS_BANK_MIGRATIONS_REWRITERS_H_
#define SCENARIOS_BANK_MIGRATIONS_REWRITERS_H_

#include "harness/effect/gate.h"
#include "orchestration/ports/file_system.h"

namespace relapse::migrations {

/// Which of them are on.
struct PortDefects {
  bool fsync_does_nothing = false;  ///< of files and of folders
};

/// Answers every fsync with success, and never passes it on.
class FsyncRewriter final : public Gate {
 public:
  void Pass(EffectCall& call) override {
    const bool dropped =
        &call.spec() == &FsyncFile::kEffect || &call.spec() == &FsyncFolder::kEffect;
    dropped ? call.AnswerDefault() : call.Execute();
  }
};

}  // namespace relapse::migrations

#endif  // SCENARIOS_BANK_MIGRATIONS_REWRITERS_H_

#include "scenarios/bank/rewriters.h"

#include "orchestration/ports/apply_state.h"
#include "orchestration/ports/planetscale_api.h"
#include "orchestration/ports/vtgate.h"

namespace relapse::planetscale {

void PortRewriter::Pass(EffectCall& call) {
  if (Drops(call)) return call.AnswerDefault();
  call.Execute();
  if (!defects_.failed_baseline_equals_empty) return;
  NoteBaseline(call);
  const bool reads_baseline =
      &call.spec() == &ListKeyspaces::kEffect || &call.spec() == &ShowVitessMigrations::kEffect;
  const Error* error = call.error();
  // A stop is no failed read.
  if (reads_baseline && !has_baseline_ && error != nullptr && !error->Is(kCancelled)) {
    call.AnswerDefault();
  }
}

bool PortRewriter::Drops(const EffectCall& call) const {
  if (defects_.branch_leak_on_failure && &call.spec() == &DeleteBranch::kEffect) return true;
  if (!defects_.fresh_after_reset_persists_nothing) return false;
  // A fresh start after a reset is known by what it keeps of its predecessor.
  const auto* save = call.As<SaveResumeState>();
  return save != nullptr && !save->metadata.predecessors.empty();
}

void PortRewriter::NoteBaseline(const EffectCall& call) {
  if (const auto* loaded = call.ReplyOf<LoadApply>()) {
    has_baseline_ = loaded->metadata.baseline_captured;
  }
  if (const auto* save = call.As<SaveResumeState>(); save != nullptr && call.error() == nullptr) {
    has_baseline_ = save->metadata.baseline_captured;
  }
}

}  // namespace relapse::planetscale

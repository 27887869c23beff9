// Defects at the ports: bugs that need nothing in the component, only an effect that is dropped or
// an error that is taken for an empty answer. A rewriter stands between the component and its
// ports.
#ifndef SCENARIOS_BANK_REWRITERS_H_
#define SCENARIOS_BANK_REWRITERS_H_

#include <string>
#include <vector>

#include "harness/effect/gate.h"

namespace relapse::planetscale {

/// Which of them are on; named by their slugs in spec/planetscale-engine.md section 8.
struct PortDefects {
  bool branch_leak_on_failure = false;              ///< E12: branches are never deleted
  bool fresh_after_reset_persists_nothing = false;  ///< R10: saves of a fresh start are dropped
  bool failed_baseline_equals_empty = false;        ///< X4: a failed read of the baseline is empty

  bool any() const {
    return branch_leak_on_failure || fresh_after_reset_persists_nothing ||
           failed_baseline_equals_empty;
  }
};

/// One life of the component. Effects that it drops are answered with success and never happen.
class PortRewriter final : public Gate {
 public:
  explicit PortRewriter(const PortDefects& defects) : defects_(defects) {}
  void Pass(EffectCall& call) override;

 private:
  bool Drops(const EffectCall& call) const;
  void NoteBaseline(const EffectCall& call);

  PortDefects defects_;
  bool has_baseline_ = false;  ///< as far as this life has read or stored one
};

}  // namespace relapse::planetscale

#endif  // SCENARIOS_BANK_REWRITERS_H_

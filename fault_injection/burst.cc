#include "fault_injection/burst.h"

namespace relapse {

void Burst::Begin(const FaultPoint& point, const Decision& decision, int calls, DurationMs lasts) {
  if (calls <= 1 && lasts <= 0) return;
  decision_ = decision;
  process_ = point.process;
  object_ = point.call.object();
  effect_ = &point.call.spec();
  calls_left_ = calls - 1;
  lasting_calls_left_ = kMostCalls - 1;
  until_ = lasts > 0 ? point.world.now() + lasts : 0;
}

std::optional<Decision> Burst::At(const FaultPoint& point) {
  const EffectSpec& effect = point.call.spec();
  if (until_ > point.world.now() && lasting_calls_left_ > 0 && effect.port == effect_->port &&
      IsLegal(effect, Outcome::kErrorBefore, decision_.error, {})) {
    --lasting_calls_left_;
    return decision_;
  }
  if (calls_left_ > 0 && &effect == effect_ && point.process == process_ &&
      point.call.object() == object_) {
    --calls_left_;
    return decision_;
  }
  return std::nullopt;
}

}  // namespace relapse

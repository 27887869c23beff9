// The deploy request's state machine as data: one row per transition of spec/planetscale-api.md
// section 2.2, under its name there. A new state or call adds rows, guards and effects, and nothing
// else.
#ifndef FAKES_PLANETSCALE_TRANSITIONS_H_
#define FAKES_PLANETSCALE_TRANSITIONS_H_

#include <optional>
#include <span>
#include <string_view>

#include "fakes/planetscale/derivation.h"
#include "fakes/planetscale/diff.h"
#include "fakes/planetscale/provider_state.h"
#include "fakes/planetscale/world_parameters.h"

namespace relapse::planetscale {

using StateSet = std::uint32_t;
template <class... States>
constexpr StateSet SetOf(States... states) {
  return ((StateSet{1} << static_cast<unsigned>(states)) | ... | StateSet{0});
}
constexpr bool Holds(StateSet set, DeploymentState state) { return (set & SetOf(state)) != 0; }

/// No transition leads out of these by itself, and they do not hold the deploy slot.
constexpr bool IsFinal(DeploymentState state) {
  using State = DeploymentState;
  return Holds(
      SetOf(State::kNoChanges, State::kComplete, State::kCompleteCancel, State::kCompleteError,
            State::kCompleteRevert, State::kCompleteRevertError, State::kCancelled, State::kError),
      state);
}

enum class Trigger : std::uint8_t {
  kCreate,
  kTick,
  kDeploy,
  kCancel,
  kApplyDeploy,
  kClose,
  kRevert,
  kSkipRevert,
  kCompleteDeploy,
  kSetAutoApply,
};

/// What guards look at. Computes what only some of them need.
class Situation {
 public:
  Situation(const World& world, const RequestRecord& looked_at)
      : world_(world), request_(looked_at) {}

  const World& world() const { return world_; }
  const RequestRecord& request() const { return request_; }
  const WorldParameters& parameters() const { return world_.Get<WorldParameters>(); }
  const ProviderState& provider() const { return world_.Get<ProviderState>(); }
  const VitessState& vitess() const { return world_.Get<VitessState>(); }
  TimeMs now() const { return world_.now(); }
  bool Has(ProviderDefect defect) const { return parameters().defects.Has(defect); }
  /// Whether every row can be read. What is missing from half an answer says nothing (B5).
  bool Readable() const {
    return vitess().Answers(now()) || Has(ProviderDefect::kPartialReadIsTheWhole);
  }
  const Census& census() const;
  /// What the request's branch would change on main.
  const BranchDiff& diff() const;
  /// How the rows of the revert stand.
  Census revert_census() const;
  std::optional<DeploymentState> derived() const;
  /// The rule of section 2.3 by which it is derived; 0 where it is not.
  int rule() const;

 private:
  DerivationInput DerivedFrom() const;

  const World& world_;
  const RequestRecord& request_;
  mutable std::optional<Census> census_;
  mutable std::optional<BranchDiff> diff_;
};

struct Transition {
  std::string_view name;
  StateSet from;
  Trigger trigger;
  bool (*guard)(const Situation& situation);  ///< null: always
  std::optional<DeploymentState> to;          ///< none: the state stays
  void (*effect)(World& world, ProviderState& provider, RequestRecord& request);
  /// The guard also asks that the state derived from Vitess is `to`.
  bool derived = false;
};

std::span<const Transition> Transitions();

/// The first row that fits, or null: the call is refused, the tick does nothing.
const Transition* FindTransition(const Situation& situation, Trigger trigger);
inline const Transition* FindTransition(const World& world, const RequestRecord& request,
                                        Trigger trigger) {
  return FindTransition(Situation(world, request), trigger);
}

/// Takes it. `request` lies within `provider`, which is the world's part under change.
void Take(World& world, ProviderState& provider, RequestRecord& request,
          const Transition& transition);

/// Notes a transition that is no row's business (T1 makes the request).
void MarkTaken(ProviderState& provider, std::string_view name);
bool WasTaken(const ProviderState& provider, std::string_view name);

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_TRANSITIONS_H_

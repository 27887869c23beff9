// What somebody else does to our objects at the provider, or in their way: disturbances, placed
// before any effect. Each world has room for one such act. One colleague acts by the clock instead.
#ifndef FAKES_PLANETSCALE_THIRD_PARTY_H_
#define FAKES_PLANETSCALE_THIRD_PARTY_H_

#include <span>

#include "harness/world/disturbance.h"
#include "harness/world/world.h"

namespace relapse::planetscale {

/// A colleague closes or deploys our open request, cancels our deployment, or deletes our branch.
/// None of it is transparent: an apply that ends as cancelled or failed because of it is right.
std::span<const Disturbance* const> ThirdParty();

/// Somebody makes a branch of the name that the world's parameters say, while nobody has it. Not
/// transparent: the apply goes on under another name.
std::span<const Disturbance* const> NameTaking();

std::span<const Disturbance* const> ThirdPartyAndNameTaking();

/// A part of worlds in which a colleague deploys our first request some time after its creation
/// (WorldParameters::colleague_deploys_ms).
struct ColleagueState {
  static constexpr std::string_view kPartName = "colleague";

  bool has_noticed = false;     ///< the request
  TimeMs deploys_at = kNoTime;  ///< or tries to: then again at every tick, as long as it may help

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("has_noticed", self.has_noticed, field::kPlain);
    visit("deploys_at", self.deploys_at, field::Age{0});
  }
};

/// A request was made.
void NoticeRequest(World& world);

class Colleague final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override;
  void Advance(World& world) const override;
};

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_THIRD_PARTY_H_

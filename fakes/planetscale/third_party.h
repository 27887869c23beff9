// What somebody else does to our objects at the provider, or in their way: disturbances, placed
// before any effect. Each world has room for one such act.
#ifndef FAKES_PLANETSCALE_THIRD_PARTY_H_
#define FAKES_PLANETSCALE_THIRD_PARTY_H_

#include <span>

#include "harness/world/disturbance.h"

namespace relapse::planetscale {

/// A colleague closes our open request, cancels our deployment, or deletes our branch. None of it
/// is transparent: an apply that ends as cancelled or failed because of it is right.
std::span<const Disturbance* const> ThirdParty();

/// Somebody makes a branch of the name that the world's parameters say, while nobody has it. Not
/// transparent: the apply goes on under another name.
std::span<const Disturbance* const> NameTaking();

std::span<const Disturbance* const> ThirdPartyAndNameTaking();

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_THIRD_PARTY_H_

// What a transition does besides changing the state. Called with the state already changed.
#ifndef FAKES_PLANETSCALE_TRANSITION_EFFECTS_H_
#define FAKES_PLANETSCALE_TRANSITION_EFFECTS_H_

#include "fakes/planetscale/transitions.h"

namespace relapse::planetscale::effects {

void StoreDiff(World& world, ProviderState& provider, RequestRecord& request);
void Accept(World& world, ProviderState& provider, RequestRecord& request);
void AcceptAndSubmit(World& world, ProviderState& provider, RequestRecord& request);
void StartSubmitting(World& world, ProviderState& provider, RequestRecord& request);
/// One statement, or all that are left.
void SubmitNext(World& world, ProviderState& provider, RequestRecord& request);
void Submit(World& world, ProviderState& provider, RequestRecord& request);
/// A deployment that failed owns nothing that still runs (B12).
void CancelSiblings(World& world, ProviderState& provider, RequestRecord& request);
void AbandonSubmission(World& world, ProviderState& provider, RequestRecord& request);
void ApplyVschema(World& world, ProviderState& provider, RequestRecord& request);
/// The same where no revert window follows: an instant deployment applies its VSchema, too
/// (section 7.61).
void PublishVschema(World& world, ProviderState& provider, RequestRecord& request);
void Stage(World& world, ProviderState& provider, RequestRecord& request);
void CutOver(World& world, ProviderState& provider, RequestRecord& request);
void RequestCancel(World& world, ProviderState& provider, RequestRecord& request);
void ConfirmCancel(World& world, ProviderState& provider, RequestRecord& request);
void BeginRevert(World& world, ProviderState& provider, RequestRecord& request);
void RestoreVschema(World& world, ProviderState& provider, RequestRecord& request);
void SubmitNextReverse(World& world, ProviderState& provider, RequestRecord& request);
void SubmitReverse(World& world, ProviderState& provider, RequestRecord& request);
void CancelReverse(World& world, ProviderState& provider, RequestRecord& request);
void Acknowledge(World& world, ProviderState& provider, RequestRecord& request);
void OpenRevertWindow(World& world, ProviderState& provider, RequestRecord& request);
void Close(World& world, ProviderState& provider, RequestRecord& request);

/// Of every transition into a final state.
void Settle(World& world, ProviderState& provider, RequestRecord& request);

}  // namespace relapse::planetscale::effects

#endif  // FAKES_PLANETSCALE_TRANSITION_EFFECTS_H_

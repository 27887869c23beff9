// Handing a deployment's statements to Vitess, in order, each once. What is there already is told
// from Vitess' rows, so that whoever goes on after the provider's own death submits the rest only
// (spec/planetscale-api.md section 2.11).
#ifndef FAKES_PLANETSCALE_SUBMISSION_H_
#define FAKES_PLANETSCALE_SUBMISSION_H_

#include "fakes/planetscale/provider_state.h"
#include "fakes/vitess/vitess_state.h"

namespace relapse::planetscale {

std::int64_t StatementCount(const RequestRecord& request);
/// Statements under the request's context that Vitess knows, over all keyspaces.
std::int64_t StatementsSubmitted(const VitessState& vitess, const RequestRecord& request);
/// Submits the first `most` of those that Vitess does not know.
void SubmitStatements(World& world, const RequestRecord& request, std::int64_t most);

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_SUBMISSION_H_

// What the provider promises its clients, whatever happens to it or to them. Judged by Vitess'
// rows, by main's live schemas and by what the API answered; of the provider's own rows only what
// it shows.
#ifndef SCENARIOS_PLANETSCALE_PROVIDER_INVARIANTS_INVARIANTS_H_
#define SCENARIOS_PLANETSCALE_PROVIDER_INVARIANTS_INVARIANTS_H_

#include <memory>
#include <vector>

#include "fakes/vitess/interned.h"
#include "harness/oracle/invariant.h"

namespace relapse::planetscale::provider {

using InvariantPointer = std::unique_ptr<const Invariant>;

// Answers.
InvariantPointer AnswerWhole();
InvariantPointer ListAsAsked();
InvariantPointer CutoverAsAsked();
InvariantPointer NotFoundTruth();
InvariantPointer ReadyIsFull();
InvariantPointer ErrorNumbers();
// Calls.
InvariantPointer Legality();
InvariantPointer IntentKept();
InvariantPointer CancelTruth();
InvariantPointer Approval();
// Branches and diffs.
InvariantPointer BranchIsolation();
InvariantPointer ReadyBranch();
InvariantPointer OwnChangesOnly();
InvariantPointer BranchCleanup();
InvariantPointer VschemaKept();
// Deployments and what they own in Vitess.
InvariantPointer OneActive();
InvariantPointer StatementOnce();
InvariantPointer OwnRows();
InvariantPointer TerminalOwnsNothing();
InvariantPointer CutoverGate();
InvariantPointer CompleteMeansAll();
InvariantPointer NoFalseError();
InvariantPointer RevertWindow();
InvariantPointer ThrottleEnds();
// Reverts. `before`: main's schemas at the beginning, by keyspace.
InvariantPointer NoInventedDrop(std::vector<SchemaHandle> before);
InvariantPointer RevertRestores(std::vector<SchemaHandle> before);
InvariantPointer RevertTruth();
// Vitess itself.
InvariantPointer CancelStatus();
InvariantPointer InOrder();
// Progress.
InvariantPointer GateObserved();
InvariantPointer BoundedTransition();

/// All of the above. Of several that one moment breaks, the first here is the one reported.
std::vector<InvariantPointer> AllInvariants(const std::vector<SchemaHandle>& before);

}  // namespace relapse::planetscale::provider

#endif  // SCENARIOS_PLANETSCALE_PROVIDER_INVARIANTS_INVARIANTS_H_

#include "scenarios/planetscale/provider/invariants/invariants.h"

namespace relapse::planetscale::provider {

std::vector<InvariantPointer> AllInvariants(const std::vector<SchemaHandle>& before) {
  std::vector<InvariantPointer> all;
  all.push_back(AnswerWhole());
  all.push_back(ListAsAsked());
  all.push_back(CutoverAsAsked());
  all.push_back(NotFoundTruth());
  all.push_back(ReadyIsFull());
  all.push_back(ErrorNumbers());
  all.push_back(Legality());
  all.push_back(IntentKept());
  all.push_back(Approval());
  all.push_back(VschemaKept());
  all.push_back(BranchIsolation());
  all.push_back(ReadyBranch());
  all.push_back(OwnChangesOnly());
  all.push_back(OneActive());
  all.push_back(StatementOnce());
  all.push_back(OwnRows());
  all.push_back(CancelStatus());
  all.push_back(InOrder());
  all.push_back(NoInventedDrop(before));
  all.push_back(CutoverGate());
  all.push_back(CompleteMeansAll());
  all.push_back(CancelTruth());
  all.push_back(NoFalseError());
  all.push_back(TerminalOwnsNothing());
  all.push_back(RevertWindow());
  all.push_back(RevertRestores(before));
  all.push_back(RevertTruth());
  all.push_back(ThrottleEnds());
  all.push_back(BranchCleanup());
  all.push_back(GateObserved());
  all.push_back(BoundedTransition());
  return all;
}

}  // namespace relapse::planetscale::provider

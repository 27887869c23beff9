#include "scenarios/migrations/invariants/invariants.h"

namespace relapse::migrations {

std::vector<InvariantPointer> AllInvariants(const Expectations& expectations) {
  std::vector<InvariantPointer> all;
  all.push_back(Consent());
  all.push_back(Scope(expectations));
  all.push_back(RefusalIsReadOnly());
  all.push_back(Processes());
  all.push_back(TrackingTruth(expectations));
  all.push_back(VersionTruth(expectations));
  all.push_back(TargetExists());
  all.push_back(DirtyIsLeftAlone());
  all.push_back(NewestFirst(expectations));
  all.push_back(SingleWriter(expectations));
  all.push_back(AtomicStep(expectations));
  all.push_back(UnknownIsNotAbsent());
  all.push_back(DoneIsDurable(expectations));
  all.push_back(IntentFirst(expectations));
  all.push_back(CacheIsWhole(expectations));
  all.push_back(CacheIsDerived(expectations));
  all.push_back(CacheFollows());
  all.push_back(FirstRunNeedsNoFlag(expectations));
  all.push_back(NoFalseConflict(expectations));
  all.push_back(NoMissedConflict(expectations));
  all.push_back(HolderIsNamed());
  all.push_back(SecondRunWritesNothing(expectations));
  all.push_back(AdviceWorks(expectations));
  all.push_back(OutcomeIsTold(expectations));
  all.push_back(AllAgree(expectations));
  all.push_back(SameNames());
  all.push_back(IsSorted());
  all.push_back(GetsThere(expectations));
  return all;
}

}  // namespace relapse::migrations

#include "orchestration/planetscale/marks.h"

#include <array>
#include <atomic>

namespace relapse::planetscale {

namespace {

std::atomic<std::uint64_t> reached{0};

constexpr std::array<std::string_view, kMarkCount> kNames{
    "the request is gone",
    "the request cannot be read",
    "the diff is waited for",
    "the request failed before its deploy",
    "the request converged",
    "the request was closed undeployed",
    "a ready request is deployed",
    "the deferral is recorded",
    "the stored context is kept",
    "the context is recovered",
    "the context stays unknown",
    "the branch is gone",
    "the branch cannot be read",
    "remaining statements are run",
    "no statement remains",
    "somebody else has the stored name",
    "there is no branch of the operator's",
    "the operator's branch holds other work",
    "an unreviewed difference",
    "the resumed branch's request converged",
    "the resumed branch's request failed",
    "the resumed branch's request parks",
    "the resumed branch's request is deployed",
    "the API says not_found",
    "a transient error",
    "a schema snapshot is in progress",
    "the provider still validates",
    "another deploy is active",
    "the changes are not staged",
    "an approval is required",
    "stopped",
    "a permanent error",
    "a revert in progress is followed",
    "the revert window is skipped",
    "the revert window has reached its deadline",
    "nobody came to a gate",
};

std::uint64_t BitOf(Mark mark) { return std::uint64_t{1} << static_cast<int>(mark); }

}  // namespace

std::string_view WordsOf(Mark mark) { return kNames[static_cast<std::size_t>(mark)]; }

void Reach(Mark mark) {
  // Almost always reached before: a read is cheaper than a write.
  if (!IsReached(mark)) reached.fetch_or(BitOf(mark), std::memory_order_relaxed);
}

bool IsReached(Mark mark) { return (reached.load(std::memory_order_relaxed) & BitOf(mark)) != 0; }

void ForgetMarks() { reached.store(0, std::memory_order_relaxed); }

}  // namespace relapse::planetscale

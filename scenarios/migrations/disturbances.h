// Disturbances: what people and machines do to a developer's world at a moment nobody chose, before
// any effect, so also between a crash and the restart.
//
// **Method.** Each happens at most once in a history. Whoever judges a run asks whether anything
// happened since the run looked (HappenedSoFar), since it began, or in the run before (`recent`):
// what was decided and advised before is not what lies there now.
#ifndef SCENARIOS_MIGRATIONS_DISTURBANCES_H_
#define SCENARIOS_MIGRATIONS_DISTURBANCES_H_

#include <span>

#include "harness/world/disturbance.h"

namespace relapse::migrations {

/// What happened out of turn so far.
struct OutOfTurn {
  static constexpr std::string_view kPartName = "out_of_turn";

  bool switched = false;
  bool edited = false;
  bool unreadable = false;
  bool restarted = false;
  bool terminated = false;
  TimeMs readable_at = kNoTime;  ///< kNoTime: it is
  /// 2: something happened since the run under way began; 1: in the run before, by whose advice it
  /// was typed; 0: in neither.
  std::int64_t recent = 0;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("switched", self.switched, field::kPlain);
    visit("edited", self.edited, field::kPlain);
    visit("unreadable", self.unreadable, field::kPlain);
    visit("restarted", self.restarted, field::kPlain);
    visit("terminated", self.terminated, field::kPlain);
    visit("readable_at", self.readable_at, field::Age{0});
    visit("recent", self.recent, field::kPlain);
  }
};

/// Makes the folder readable again.
class FolderAgent final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override;
  void Advance(World& world) const override;
};

/// The server is restarted, the folder is unreadable for a moment: of these nothing may show at the
/// rest point. The checkout is switched, a file is edited, orphans are terminated, another migrator
/// starts: of these it shows.
/// With `people`, those that somebody does on purpose, too.
std::span<const Disturbance* const> Disturbances(bool people);

/// A run begins; with `anew` its command is what the developer makes of what was printed last,
/// otherwise it is typed again as it was. True where what was printed before is of something else
/// by now.
bool BeginRun(World& world, bool anew);

/// Whatever happened is over, once nobody does anything any more.
void CalmDown(World& world);

/// A bit for each thing that happened so far, and for what is over: whoever remembers them knows
/// whether anything happened since.
inline constexpr int kHappenedBits = 7;
inline constexpr std::uint64_t kAllThatHappened = (std::uint64_t{1} << kHappenedBits) - 1;
inline constexpr std::uint64_t kOfTheCheckout = 3;  ///< another branch, another file
std::uint64_t HappenedSoFar(const World& world);

/// Whether somebody did something on purpose: what machines do changes no decision.
bool HavePeopleInterfered(const World& world);

/// Whether the folder is unreadable, and will be readable again by itself.
bool IsUnreadableForNow(const World& world);

/// Whether another migrator was started, from the beginning or out of turn.
bool HasOtherMigrator(const World& world);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_DISTURBANCES_H_

// The developer: an actor of the world who runs the tool from a terminal, reads what it says, and
// does it. What they typed and what they saw outlives every crash: a tool that was killed is
// started again with the same words.
//
// **Method.** A script of steps, each a change of the checkout and a run. A run that is refused or
// fails is followed by what was advised, literally (ADV-1): flags that are typed, files that are
// put right, branches that are checked out, time that passes. A step is over when the server runs.
#ifndef SCENARIOS_MIGRATIONS_DEVELOPER_H_
#define SCENARIOS_MIGRATIONS_DEVELOPER_H_

#include <vector>

#include "harness/effect/port.h"
#include "harness/world/world.h"
#include "orchestration/migrations/decision.h"

namespace relapse::migrations {

/// Which of several remedies a developer takes.
enum class FollowedAdvice : std::uint8_t {
  kFirst,  ///< the least destructive
  kRun,    ///< the first that is a command of the tool and no reset
  kLast,   ///< the last resort
};
inline constexpr int kFollowedAdviceCount = static_cast<int>(FollowedAdvice::kLast) + 1;
std::string_view EnumName(FollowedAdvice advice);
void EnumFromName(std::string_view name, FollowedAdvice& advice);

struct DeveloperStep {
  Text switch_to;  ///< a branch to check out first; empty: none
  Request run;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("switch_to", self.switch_to, field::kPlain);
    Request::VisitFields(self.run, visit);
  }
};

/// How a run of the tool ended, as the developer sees it.
enum class Shown : std::uint8_t {
  kNothing,  ///< that was not read before
  kRunning,  ///< the server runs
  kReset,    ///< everything was destroyed as asked
  kRefused,  ///< nothing was written
  kStopped,  ///< something was done, then it was refused
  kFailed,   ///< a statement or the migrator failed
  kUnknown,  ///< nobody knows whether the last step happened
};
std::string_view EnumName(Shown shown);
void EnumFromName(std::string_view name, Shown& shown);

/// What a command line says: `wait` milliseconds pass before it is typed.
struct Command {
  Request run;
  DurationMs wait = 0;
  bool finished = false;  ///< there is nothing more to be done
  int major = 0;          ///< of the PostgreSQL that is used for the built-in server; 0: any

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    Request::VisitFields(self.run, visit);
    visit("wait", self.wait, field::kPlain);
    visit("finished", self.finished, field::kPlain);
    visit("major", self.major, field::kPlain);
  }
};

inline constexpr PortSpec kTerminalPort{.name = "terminal", .error_kinds = {}};

/// The developer reads what was printed last, does what that makes them do, and types the next
/// command. One that was interrupted is typed again as it was.
struct ReadCommand {
  using Reply = Command;
  static constexpr EffectSpec kEffect{
      .name = "read_command", .port = &kTerminalPort, .mutates = true};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

/// What the tool prints, as data: the words are made of it (explain.h).
struct Print {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "print", .port = &kTerminalPort, .mutates = true};
  Shown shown = Shown::kRunning;
  Refusal refusal = Refusal::kNone;
  std::vector<Version> undo;    ///< what a rollback would undo, newest first
  std::vector<Version> undone;  ///< what this run undid, newest first
  std::vector<Version> about;
  Version failed = kNoVersion;   ///< the version under way when something failed
  bool passes = false;           ///< that was the connection: trying again may help
  Version version = kNoVersion;  ///< of the database, as last seen
  std::vector<NoteOn> notes;
  std::vector<Advice> advice;
  Text failure;
  Text Object() const { return Text(EnumName(shown)); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("shown", self.shown, field::kPlain);
    visit("refusal", self.refusal, field::kPlain);
    visit("undo", self.undo, field::kPlain);
    visit("undone", self.undone, field::kPlain);
    visit("about", self.about, field::kPlain);
    visit("failed", self.failed, field::kPlain);
    visit("passes", self.passes, field::kPlain);
    visit("version", self.version, field::kPlain);
    visit("notes", self.notes, field::kPlain);
    visit("advice", self.advice, field::kPlain);
    visit("failure", self.failure, field::kPlain);
  }
};

class Terminal : public PortOf<ReadCommand, Print> {};

struct DeveloperState {
  static constexpr std::string_view kPartName = "developer";

  std::vector<DeveloperStep> script;  ///< never changes, like `follows`
  FollowedAdvice follows = FollowedAdvice::kFirst;
  std::int64_t next = 0;  ///< the step that is under way
  Command typed;          ///< what is run until it is over
  /// Where to return to once what is typed has run: a branch was checked out to roll back there.
  Text return_to;
  // What was printed and not read yet.
  Shown shown = Shown::kNothing;
  Refusal refusal = Refusal::kNone;  ///< for people: the advice says what is done about it
  std::vector<Advice> advice;
  Request failed;        ///< an undoing that failed: not tried again as it is
  bool gave_up = false;  ///< nothing that was advised can be done here
  bool advised = false;  ///< that very run was advised by the run before

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("script", self.script, field::kUnread);
    visit("follows", self.follows, field::kUnread);
    visit("next", self.next, field::kPlain);
    visit("typed", self.typed, field::kPlain);
    visit("return_to", self.return_to, field::kPlain);
    visit("shown", self.shown, field::kPlain);
    visit("refusal", self.refusal, field::kUnread);
    visit("advice", self.advice, field::kPlain);
    visit("failed", self.failed, field::kPlain);
    visit("gave_up", self.gave_up, field::kPlain);
    visit("advised", self.advised, field::kPlain);
  }
};

/// At the start of a history: the first step's checkout is made, and its run typed.
DeveloperState SitDown(World& world, std::vector<DeveloperStep> script, FollowedAdvice follows);

/// The Terminal port.
class FakeTerminal {
 public:
  Result<Command> On(World& world, const ReadCommand& request) const;
  Status On(World& world, const Print& request) const;
};
const FakeTerminal& TerminalServer();

/// How long they wait for somebody who holds a lock, milliseconds.
inline constexpr DurationMs kCoffee = Minutes(1);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_DEVELOPER_H_

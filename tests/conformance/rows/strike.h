// Strike: what happens at one effect of a run, the same in memory and for real: a death, a
// connection that breaks, an error, or somebody else who acts in between.
#ifndef TESTS_CONFORMANCE_ROWS_STRIKE_H_
#define TESTS_CONFORMANCE_ROWS_STRIKE_H_

#include <functional>
#include <string>
#include <vector>

#include "harness/effect/gate.h"

namespace relapse::migrations::rows {

enum class When { kBefore, kAfter };

enum class Blow {
  kKill,       ///< the process dies
  kLoseReply,  ///< the connection breaks; the effect has happened where it is after it
  kAbandon,    ///< the process dies, and the statement goes on in the server
  kAnswer,     ///< `error` is answered instead of doing it, or after it was done
  kRefuse,     ///< the statement fails with `error`, and its transaction is aborted
  kAct,        ///< somebody else does something
};

struct Strike {
  std::string effect;  ///< its name; empty: any of `port`
  int nth = 1;         ///< which of these, counted from 1
  When when = When::kAfter;
  Blow blow = Blow::kKill;
  Error error = {};
  std::function<void()> act = {};
  bool again = false;              ///< and every later one
  const PortSpec* port = nullptr;  ///< null: any
};

/// Not derived from std::exception: nothing catches it.
struct Killed {};

/// What only the side knows how to do.
class WireActions {
 public:
  virtual ~WireActions() = default;
  virtual void LoseReply(EffectCall& call, When when) = 0;
  virtual void Abandon(EffectCall& call) = 0;
  /// Something in that session that fails.
  virtual void FailIn(std::int64_t session) = 0;
};

/// Counts effects, and strikes.
class StrikeGate final : public Gate {
 public:
  void Arm(std::vector<Strike> strikes, WireActions& wire);
  void Disarm();
  /// Strikes no more; what was counted stays.
  void Stop();
  void Pass(EffectCall& call) override;

  bool armed() const { return !strikes_.empty(); }
  /// Since Arm or Disarm.
  const std::vector<std::string>& names() const { return names_; }
  int CountOf(const std::string& name) const;
  int CountOf(const PortSpec& port) const;
  /// Those that leave something behind: neither reads nor sessions, transactions and locks.
  std::vector<std::string> Writes() const;

 private:
  void Do(const Strike& strike, EffectCall& call);

  std::vector<Strike> strikes_;
  std::vector<int> left_;  ///< of each strike: until it is its turn
  WireActions* wire_ = nullptr;
  std::vector<std::string> names_;
  std::vector<const PortSpec*> ports_;
};

}  // namespace relapse::migrations::rows

#endif  // TESTS_CONFORMANCE_ROWS_STRIKE_H_

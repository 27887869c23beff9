#include "tests/conformance/rows/strike.h"

#include <algorithm>
#include <array>

namespace relapse::migrations::rows {

void StrikeGate::Arm(std::vector<Strike> strikes, WireActions& wire) {
  Disarm();
  strikes_ = std::move(strikes);
  for (const Strike& strike : strikes_) left_.push_back(strike.nth);
  wire_ = &wire;
}

void StrikeGate::Disarm() {
  Stop();
  names_.clear();
  ports_.clear();
}

void StrikeGate::Stop() {
  strikes_.clear();
  left_.clear();
}

int StrikeGate::CountOf(const std::string& name) const {
  return static_cast<int>(std::count(names_.begin(), names_.end(), name));
}

int StrikeGate::CountOf(const PortSpec& port) const {
  return static_cast<int>(std::count(ports_.begin(), ports_.end(), &port));
}

std::vector<std::string> StrikeGate::Writes() const {
  static constexpr std::array kWrites{"create_version_table", "truncate_version", "insert_version",
                                      "move_version",         "run_sql",          "reset_database",
                                      "create_store",         "put_stored",       "delete_stored",
                                      "write_file",           "rename_file",      "remove_file"};
  std::vector<std::string> writes;
  for (const std::string& name : names_) {
    if (std::find(kWrites.begin(), kWrites.end(), name) != kWrites.end()) writes.push_back(name);
  }
  return writes;
}

void StrikeGate::Pass(EffectCall& call) {
  const std::string name(call.spec().name);
  names_.push_back(name);
  ports_.push_back(call.spec().port);
  for (std::size_t i = 0; i < strikes_.size(); ++i) {
    const Strike& one = strikes_[i];
    if (!one.effect.empty() && one.effect != name) continue;
    if (one.port != nullptr && one.port != call.spec().port) continue;
    const bool here = --left_[i] == 0 || (one.again && left_[i] < 0);
    if (!here) continue;
    // A copy: whoever acts may come through this gate again.
    const Strike strike = one;
    return Do(strike, call);
  }
  call.Execute();
}

void StrikeGate::Do(const Strike& strike, EffectCall& call) {
  if (strike.blow == Blow::kLoseReply) return wire_->LoseReply(call, strike.when);
  if (strike.blow == Blow::kAbandon) {
    wire_->Abandon(call);
    throw Killed{};
  }
  if (strike.blow == Blow::kRefuse) {
    wire_->FailIn(call.RequestJson()["session"].get<std::int64_t>());
    return call.AnswerError(strike.error);
  }
  if (strike.when == When::kAfter) call.Execute();
  switch (strike.blow) {
    case Blow::kKill:
      throw Killed{};
    case Blow::kAnswer:
      if (strike.act) strike.act();
      call.AnswerError(strike.error);
      return;
    default:
      strike.act();
  }
  if (strike.when == When::kBefore) call.Execute();
}

}  // namespace relapse::migrations::rows

// A small component with its port, fake and bugs: a courier that opens an order, confirms it in
// time, sends one notice and closes the order. Each bug needs one rule of the exploration to be
// found.
#ifndef TESTS_HARNESS_TOY_H_
#define TESTS_HARNESS_TOY_H_

#include <memory>

#include "harness/effect/interpose.h"
#include "harness/explore/catalogue.h"

namespace relapse::toy {

struct ToyBugs {
  /// Takes an expired order for a new start: opens a second one. Needs time while the worker is
  /// down.
  bool expired_is_new = false;
  /// On a failed first read of a worn order: closes it unsent. Needs the state that one path
  /// reaches with few faults left and another with more.
  bool worn_read_gives_up = false;
  /// Sends the notice again after a crash. Needs the monitor's memory in the crash state.
  bool notice_not_recorded = false;
  /// Retries an opening whose answer was lost without looking. Needs error_after.
  bool blind_retry = false;
  /// Throws on the second start. A panic.
  bool panics_on_recovery = false;
};

/// A catalogue with one scenario, "toy/courier", and each bug as a defect "toy/<name>".
Catalogue MakeToyCatalogue();
/// The courier with these bugs; `tasks` runs that many tasks before closing.
std::unique_ptr<Instance> MakeToy(const ToyBugs& bugs, int tasks = 0);

}  // namespace relapse::toy

#endif  // TESTS_HARNESS_TOY_H_

// Dice: numbers from rapidcheck's generators, one draw per statement: the order in which a compiler
// evaluates arguments must not matter.
#ifndef SCENARIOS_COMMON_DICE_H_
#define SCENARIOS_COMMON_DICE_H_

#include <rapidcheck.h>

#include <cstdint>

namespace relapse {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  /// At nominal size the whole range is drawn from, evenly.
  std::int64_t Below(std::int64_t bound) {
    const rc::Random one = random_.split();
    return rc::gen::inRange<std::int64_t>(0, bound)(one, rc::kNominalSize).value();
  }
  bool OneIn(std::int64_t n) { return Below(n) == 0; }
  template <class Enum>
  Enum OneOf(std::int64_t count) {
    return static_cast<Enum>(Below(count));
  }

 private:
  rc::Random random_;
};

}  // namespace relapse

#endif  // SCENARIOS_COMMON_DICE_H_

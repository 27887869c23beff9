// DefectSet: which historical bugs of a component are on. A value given to each incarnation, never
// global; compiled out (RELAPSE_WITHOUT_DEFECTS) nobody has any, and the component contains the
// correct choices only.
#ifndef HARNESS_CORE_DEFECT_SET_H_
#define HARNESS_CORE_DEFECT_SET_H_

#include <array>
#include <cstddef>

namespace relapse {

/// `Defect` is an enumeration of `count` enumerators from 0.
template <class Defect, int count>
class DefectSet {
 public:
  constexpr DefectSet() = default;

#ifdef RELAPSE_WITHOUT_DEFECTS
  static constexpr bool Has(Defect) { return false; }
#else
  constexpr bool Has(Defect defect) const { return on_[static_cast<std::size_t>(defect)]; }
#endif
  constexpr DefectSet& Enable(Defect defect) {
    on_[static_cast<std::size_t>(defect)] = true;
    return *this;
  }

  friend constexpr bool operator==(const DefectSet&, const DefectSet&) = default;

 private:
  std::array<bool, count> on_{};
};

}  // namespace relapse

#endif  // HARNESS_CORE_DEFECT_SET_H_

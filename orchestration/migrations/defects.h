// The historical bugs of migration recovery that can be switched on, the two older designs among
// them. A value given to each run, never global; compiled out (RELAPSE_WITHOUT_DEFECTS) the
// component contains the correct choice only.
#ifndef ORCHESTRATION_MIGRATIONS_DEFECTS_H_
#define ORCHESTRATION_MIGRATIONS_DEFECTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace relapse::migrations {

/// The comment gives the id in spec/migration-recovery.md section 4.
enum class Defect : std::uint8_t {
  // Policies: which design of recovery this is. Neither: the design of section 1.5.
  kDesignCacheFile,  // section 1.2, design A: a cache file decides; its bugs that were never fixed
  kDesignDatabaseOnly,  // section 1.3, design B: the newest that was published; likewise
  // Of these two designs, in versions before the last: without one of them they change nothing.
  kNoCacheIsConflict,      // S01, of design A
  kResetUnasked,           // S03
  kResetKeepsTracking,     // S04
  kDirtyNotRead,           // S05
  kNoCaptureAfterStart,    // S06
  kCacheErrorSwallowed,    // S08, of design A
  kOnlyNotFoundIsMissing,  // S10, of design A
};
inline constexpr int kDefectCount = 9;

/// The slug, e.g. "design-cache-file".
std::string_view EnumName(Defect defect);
void EnumFromName(std::string_view name, Defect& defect);

class Defects {
 public:
  constexpr Defects() = default;

#ifdef RELAPSE_WITHOUT_DEFECTS
  static constexpr bool Has(Defect) { return false; }
#else
  constexpr bool Has(Defect defect) const { return on_[static_cast<std::size_t>(defect)]; }
#endif
  constexpr Defects& Enable(Defect defect) {
    on_[static_cast<std::size_t>(defect)] = true;
    return *this;
  }

  friend constexpr bool operator==(const Defects&, const Defects&) = default;

 private:
  std::array<bool, kDefectCount> on_{};
};

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_DEFECTS_H_

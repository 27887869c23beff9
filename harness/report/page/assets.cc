#include "harness/report/page/assets.h"

namespace relapse::internal {

std::string_view PageStyle() {
  return
#include "page/page.css.inc"
      ;
}

std::string_view PageScript() {
  return
#include "page/page.js.inc"
      ;
}

}  // namespace relapse::internal

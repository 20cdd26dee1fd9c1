#include "pages/components_page.hpp"

namespace pages {

// [inline]
ANQA_HEEX(Inline, R"(
  <b class="inline">{@label}</b>
)");
// [/inline]

}  // namespace pages

#include "inline_live.hpp"

#include "anqa/live/component.hpp"

namespace note {

ANQA_HEEX(InlineLive, R"(
  <button id="inc" phx-click="inc">Inline {@count}</button>
)");

}  // namespace note

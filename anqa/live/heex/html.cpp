#include "anqa/live/heex/html.hpp"

#include <algorithm>
#include <array>

namespace anqa::heex {

namespace {

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool is_void(std::string_view tag) {
  static constexpr auto names =
      std::to_array<std::string_view>({"area", "base", "br", "col", "embed", "hr", "img", "input", "link",
                                       "meta", "param", "command", "keygen", "source", "track", "wbr"});
  return among(names, tag);
}

bool is_raw_text(std::string_view tag) { return tag == "script" || tag == "style"; }

bool is_url(std::string_view attribute) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"href", "src", "action", "formaction", "poster", "data", "xlink:href", "background", "cite", "ping"});
  return among(names, attribute);
}

bool is_code(std::string_view attribute) {
  return attribute == "srcdoc" || (attribute.size() > 2 && attribute.starts_with("on"));
}

bool is_event_binding(std::string_view attribute) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"phx-click", "phx-click-away", "phx-change", "phx-submit", "phx-focus", "phx-blur", "phx-window-focus",
       "phx-window-blur", "phx-keydown", "phx-keyup", "phx-window-keydown", "phx-window-keyup",
       "phx-viewport-top", "phx-viewport-bottom", "phx-progress"});
  return among(names, attribute);
}

}  // namespace anqa::heex

#include "anqa/live/core_components.hpp"

#include <array>

namespace anqa::core {

Html Icon::drawing(std::string_view name) {
  struct Drawing {
    std::string_view name;
    std::string_view path;
  };
  static constexpr auto drawings = std::to_array<Drawing>({
      {"check", "M5 12.5l4.5 4.5L19 7.5"},
      {"x-mark", "M6 6l12 12M18 6L6 18"},
      {"plus", "M12 5v14M5 12h14"},
      {"minus", "M5 12h14"},
      {"chevron-up", "M5 15l7-7 7 7"},
      {"chevron-down", "M5 9l7 7 7-7"},
      {"chevron-left", "M15 5l-7 7 7 7"},
      {"chevron-right", "M9 5l7 7-7 7"},
      {"arrow-left", "M19 12H5M11 6l-6 6 6 6"},
      {"arrow-right", "M5 12h14M13 6l6 6-6 6"},
      {"arrow-path", "M20 12a8 8 0 1 1-2.4-5.7M20 3v4.5h-4.5"},
      {"magnifying-glass", "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5L20 20"},
      {"pencil", "M4 20l1-4L16 5l3 3L8 19l-4 1zM14 7l3 3"},
      {"trash", "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5"},
      {"information-circle", "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v5M12 8v.01"},
      {"exclamation-circle", "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v6M12 16v.01"},
      {"user", "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 20c1-4 4.5-5 8-5s7 1 8 5"},
      {"shopping-cart",
       "M3 4h2l2.5 11h10L20 7H6M9 18a1 1 0 1 1 0 2 1 1 0 0 1 0-2zM16 18a1 1 0 1 1 0 2 1 1 0 0 1 0-2z"},
      {"bars-3", "M4 7h16M4 12h16M4 17h16"},
  });
  for (const Drawing& drawing : drawings) {
    if (drawing.name == name) return {"<path d=\"" + std::string(drawing.path) + "\"></path>"};
  }
  return {};
}

std::optional<std::string> Table::id_of(const ForRow<"rows", std::string>& row_id, const Row& row) {
  if (!row.dom_id.empty()) return std::string(row.dom_id);
  if (row_id) return row_id(row);
  return std::nullopt;
}

std::string Table::key_of(const ForRow<"rows", std::string>& row_id, const Row& row) {
  return id_of(row_id, row).value_or(std::to_string(row.index));
}

std::optional<JS> Table::click_of(const ForRow<"rows", JS>& row_click, const Row& row) {
  if (!row_click) return std::nullopt;
  return row_click(row);
}

JS show_modal(std::string_view id) {
  const std::string to = "#" + std::string(id);
  return JS()
      .remove_attribute("hidden", {.to = to})
      .add_class("modal-open", {.to = "body"})
      .focus_first({.to = to + "-box"});
}

JS hide_modal(std::string_view id) {
  return JS()
      .set_attribute("hidden", "", {.to = "#" + std::string(id)})
      .remove_class("modal-open", {.to = "body"})
      .pop_focus();
}

}  // namespace anqa::core

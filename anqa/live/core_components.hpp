#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/live/components.hpp"
#include "anqa/live/flash.hpp"
#include "anqa/live/js.hpp"

/// Components that most pages need, and that look good with the stylesheet core_components/core.css alone. A
/// page whose header includes this file writes `<.button>`; a struct Button of its own namespace goes before.

namespace anqa::core {

/// `<.icon name="check" />`: a drawing as wide as the text is high.
struct Icon {
  Required<OneOf<"check", "x-mark", "plus", "minus", "chevron-up", "chevron-down", "chevron-left",
                 "chevron-right", "arrow-left", "arrow-right", "arrow-path", "magnifying-glass", "pencil",
                 "trash", "information-circle", "exclamation-circle", "user", "shopping-cart", "bars-3">>
      name;
  std::string class_;

  static Html drawing(std::string_view name);
};

/// `<.button phx-click="go" variant="primary">Go</.button>`; with `navigate`, `patch` or `href` a link that
/// looks like one.
struct Button {
  OneOf<"plain", "primary", "danger", "quiet"> variant;
  OneOf<"button", "submit", "reset"> type;
  std::optional<std::string> navigate;
  std::optional<std::string> patch;
  std::optional<std::string> href;
  std::string class_;
  Rest rest;
  Required<Slot> inner_block;
};

/// `<.input field={@form["email"]} type="email" label="E-mail" />`: a labelled input with its errors, which
/// are shown once the visitor has been in it. A select takes `options`, pairs of label and value, and a
/// `prompt`.
struct Input {
  Borrowed<FormField> field;
  OneOf<"text", "checkbox", "color", "date", "datetime-local", "email", "file", "hidden", "month", "number",
        "password", "range", "search", "select", "tel", "textarea", "time", "url", "week">
      type;
  std::string_view label;
  std::string_view hint;
  /// In place of a field: for an input that is of no form's.
  std::string_view id;
  std::string_view name;
  std::string_view value;
  std::vector<std::pair<std::string, std::string>> options;
  std::string_view prompt;
  std::string class_;
  Rest rest;

  static std::string_view or_of(std::string_view own, const std::string& fields) {
    return own.empty() ? std::string_view(fields) : own;
  }
  static bool is_on(std::string_view value) { return value == "true" || value == "on" || value == "1"; }
};

/// `<.table id="users" rows={@users}><:col :let={user} label="Name">{user.name}</:col></.table>`. Rows are
/// known by `row_id`, a function of a row that gives its key; those of a stream by their ids.
struct Table {
  struct Col {
    std::string_view label;
    std::string_view class_;
    Required<SlotWith<RowOf<"rows">>> inner_block;
  };
  struct Action {
    Required<SlotWith<RowOf<"rows">>> inner_block;
  };

  Required<std::string> id;
  Required<Rows> rows;
  ForRow<"rows", std::string> row_id;
  /// What a click on a row does.
  ForRow<"rows", JS> row_click;
  Slots<Col> col;
  Slots<Action> action;
  /// In place of the table when there are no rows.
  Slot empty;

  static std::optional<std::string> id_of(const ForRow<"rows", std::string>& row_id, const Row& row);
  static std::string key_of(const ForRow<"rows", std::string>& row_id, const Row& row);
  static std::optional<JS> click_of(const ForRow<"rows", JS>& row_click, const Row& row);
};

/// `<.modal id="confirm" on_cancel={JS().navigate("/")}>…</.modal>`: shown by show_modal("confirm"), or from
/// the start with `show`; closed by Escape, a click beside it, or its button, which then run `on_cancel`.
struct Modal {
  Required<std::string> id;
  bool show = false;
  JS on_cancel;
  Required<Slot> inner_block;
};
JS show_modal(std::string_view id);
JS hide_modal(std::string_view id);

/// `<.flash_group flash={@flash} />`: the messages of put_flash, and what is said while the connection is
/// lost.
struct FlashGroup {
  Flash flash;
  std::string_view id = "flash-group";
};

/// `<.list><:item title="Name">{@name}</:item></.list>`
struct List {
  struct Item {
    Required<std::string_view> title;
    Required<Slot> inner_block;
  };

  Slots<Item> item;
};

/// `<.header>Orders<:subtitle>All of them</:subtitle><:actions>…</:actions></.header>`
struct Header {
  Slot inner_block;
  Slot subtitle;
  Slot actions;
};

}  // namespace anqa::core

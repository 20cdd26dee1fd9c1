#pragma once

#include <string_view>

#include "anqa/live/component.hpp"
#include "anqa/live/flash.hpp"
#include "anqa/live/form.hpp"
#include "web/router.hpp"

namespace shop {

/// The head of every page: its title, the ways to the other pages, what is in the cart.
struct Nav {
  /// Which page this is: "products", "cart", "orders", "support", "account" or "system".
  std::string_view current;
  int cart = 0;
};

/// What the last action came to.
struct Notice {
  anqa::Flash flash;
};

/// A labelled input of a form, with its errors below.
struct Input {
  anqa::FormField field;
  std::string_view label;
  std::string_view type = "text";
  std::string_view autocomplete = "off";
  /// Several lines.
  bool area = false;
};

}  // namespace shop

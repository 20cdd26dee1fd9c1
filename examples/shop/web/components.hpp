#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "anqa/live/component.hpp"
#include "anqa/live/core_components.hpp"
#include "catalog/catalog.hpp"
#include "web/cart_drawer.hpp"
#include "web/paths.hpp"
#include "web/visitor.hpp"

namespace shop {

/// What stands around the content of every page: the ways to the others, the cart, the messages.
struct Page {
  /// Which page this is: "products", "orders", "support", "account" or "system".
  std::string_view current;
  anqa::Borrowed<Visitor> visitor;
  anqa::Flash flash;
  /// Of text to be read, not of many things side by side.
  bool narrow = false;
  /// A page of a controller has no live view, which the cart would be a part of.
  bool live = true;
  anqa::Required<anqa::Slot> inner_block;

  /// Marks the link to the page where one is.
  static std::optional<std::string_view> here(std::string_view current, std::string_view page) {
    return current == page ? std::optional<std::string_view>("page") : std::nullopt;
  }
};

/// A product among others.
struct ProductCard {
  anqa::Borrowed<Product> product;
};

}  // namespace shop

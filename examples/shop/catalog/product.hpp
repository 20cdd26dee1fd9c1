#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "anqa/data/schema.hpp"

namespace shop {

enum class Category { tea, coffee, chocolate, spice, honey, teaware };

struct Product : anqa::Schema<"products"> {
  std::int64_t id = 0;
  std::string sku;
  std::string name;
  std::string description;
  Category category = Category::tea;
  std::int64_t price_cents = 0;
  /// How many can still be ordered.
  std::int64_t stock = 0;
  /// The name of a photograph's file, see pictures.hpp; without one, the product is drawn.
  std::optional<std::string> picture;
  anqa::Timestamps timestamps;
};

}  // namespace shop

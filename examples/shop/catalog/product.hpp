#pragma once

#include <cstdint>
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
  anqa::Timestamps timestamps;
};

}  // namespace shop
